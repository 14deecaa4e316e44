"""The command `plant`: the belt of a station with a simulated gate. Loaded when it is called."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from edge_agent.command_line import AsJson, show, tell
from edge_agent.line.commands import interruptions
from edge_agent.station_places import STATION_FILE


def plant(
    station: Annotated[Path, typer.Option(help="The station's station.toml.")] = STATION_FILE,
    as_json: AsJson = False,
) -> None:
    """Plays belt, photo-eyes and PLC of a station with a simulated gate, until Ctrl-C."""
    from simulators.clock import PacedClock
    from simulators.station_plant import StationPlant, plant_of

    settings, gate = plant_of(station)
    with closing(StationPlant(settings, gate, PacedClock())) as played:
        tell(f"the belt runs, and its PLC answers at {gate.name}; Ctrl-C stops it")
        with interruptions() as is_interrupted:
            played.run(is_interrupted)
        seen, in_bin = len(played.plant.seen_by), played.plant.in_bin
    show({"seen": seen, "in_reject_bin": in_bin}, as_json, lines)


def lines(document: dict[str, Any]) -> list[str]:
    return [f"{document['seen']} packs came by, {document['in_reject_bin']} lie in the reject bin"]
