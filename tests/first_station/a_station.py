"""Answers as a person gives them, and stations that are laid out from them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from edge_agent.core.packs import Level
from edge_agent.core.reasons.languages import Language
from edge_agent.first_station.answers import (
    Answers,
    Camera,
    CameraKind,
    Centre,
    CentreKind,
    Gate,
    GateKind,
)
from edge_agent.first_station.laying_out import FirstStation
from simulators.first_station import FirstProducts

PASSWORD = "TKWQX-M4RCV-ZB7HD-9PANE"  # no secret: of stations that live for a test
USUAL = Answers(
    language=Language.EN,
    site="plant-1",
    line="line-1",
    station="station-1",
    product="carton",
    camera=Camera(CameraKind.SIMULATED),
    gate=Gate(GateKind.NONE),
    level=Level.REPORT,
    centre=Centre(CentreKind.NONE),
    administrator="engineer",
)


def answers(**others: Any) -> Answers:
    return replace(USUAL, **others)


def drawn_station(given: Answers = USUAL) -> FirstStation:
    drawn = FirstProducts()
    return FirstStation(given, PASSWORD, drawn.views[given.product], drawn, None)


def untaught_station(pictures: Path) -> FirstStation:
    """Of a product of one's own, and quick to lay out."""
    camera = Camera(CameraKind.FOLDER, str(pictures))
    return FirstStation(answers(product="soup", camera=camera), PASSWORD, ("front",), None, None)
