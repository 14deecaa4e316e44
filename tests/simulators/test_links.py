"""Over every protocol the line does to the plant's packs what it does to them directly."""

import json
import os
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

from edge_agent.core.packs import Action, Box, CheckKind, Level, Outcome
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits, View
from edge_agent.line.worker import ThreadedWorker
from hardware.interfaces import GateAction
from simulators.clock import PacedClock
from simulators.links.kinds import HardwareKind
from simulators.links.link import Link
from simulators.links.opening import link_of
from simulators.operator import OperatorSettings
from simulators.paced import paced
from simulators.packs import TruePack, place_packs
from simulators.scripted import FAULTY, FINE, ScriptedInspector
from simulators.settings import PlantSettings
from simulators.shift import Floor, Notes, Work, as_asked, set_up_floor
from tests.line.plants import IN_FORCE
from tests.peers import needs

PACKS = 4
BAD = 2
"""The index of the defective pack."""
LINE = {
    "belt": {"packs_per_min": 240, "pitch_mm": 180, "spacing_mm": 0, "slip_share": 0.005},
    "cameras": {"first_mm": 150, "apart_mm": 0},
    "gate": {"at_mm": 600, "window_mm": 150, "pulse_mm": 40, "lead_mm": 60, "exit_mm": 150},
    "packs": {"length_mm": 90},
}
KINDS = [
    pytest.param(HardwareKind.VIRTUAL),
    pytest.param(HardwareKind.SERIAL, marks=needs("gcc")),
    pytest.param(HardwareKind.MODBUS),
    pytest.param(HardwareKind.MQTT, marks=needs("mosquitto")),
    pytest.param(HardwareKind.GIGE, marks=needs("aravis")),
]


VIEW = "top"
HEIGHT_PX, WIDTH_PX = 48, 64
"""A GigE Vision camera has no pictures of one pixel."""


def recipe() -> Recipe:
    box = Box(0, 0, 1, 1)
    check = Check("panel", CheckKind.SURFACE, VIEW, box, SurfaceLimits(), Level.ACT_ALWAYS)
    return Recipe("scripted", (View(VIEW, ("golden.png",), box),), (check,))


def laid_packs(settings: PlantSettings) -> list[TruePack]:
    fronts = place_packs(PACKS, settings, np.random.default_rng(1))
    laid = []
    for index, front_mm in enumerate(fronts):
        mark, defect = (FAULTY, "defect") if index == BAD else (FINE, None)
        pictures = {VIEW: np.full((HEIGHT_PX, WIDTH_PX, 3), mark, np.uint8)}
        length_mm = settings.packs.length_mm
        laid.append(TruePack(index, front_mm, length_mm, defect, False, pictures))
    return laid


def shift_over(link: Link, notes: Notes) -> Floor:
    """From the first pack to the empty belt, in real time."""
    settings = PlantSettings.model_validate(LINE)
    asked, clock = recipe(), PacedClock()
    worker = ThreadedWorker(ScriptedInspector(asked).inspect, clock)
    work = Work(asked, None, Level.ACT_ALWAYS, IN_FORCE, as_asked(asked, Level.ACT_ALWAYS))
    worker.start()
    floor = set_up_floor(
        *(settings, laid_packs(settings), work, clock, worker, notes, OperatorSettings()),
        *(np.random.default_rng(1), link),
    )
    for _ in paced(clock, floor, link):
        pass
    worker.stop()
    return floor


@pytest.mark.parametrize("kind", KINDS)
def test_packs_go_where_the_line_sent_them_over_every_protocol(kind: HardwareKind) -> None:
    """A busy machine may cost a pack its picture or its verdict; then it is rejected."""
    notes = Notes()
    with closing(link_of(kind, Level.ACT_ALWAYS, (VIEW,))) as link:
        floor = shift_over(link, notes)
        told = link.document()
    assert floor.line.ledger.adds_up
    assert floor.line.ledger.seen == PACKS
    for record in notes.records:
        pack = floor.plant.seen_by[record.pack_no]
        assert (pack.went is GateAction.PASS) == (record.outcome is Outcome.PASSED)
        if pack.index == BAD:
            assert pack.went is GateAction.REJECT
        elif pack.went is not GateAction.PASS:
            assert record.decision.action is Action.REJECT
    assert floor.line.ledger.passed >= 1
    assert told["kind"] == kind.value
    if kind is not HardwareKind.VIRTUAL:
        assert told["troubles"] == []
        assert told["pack_seen_ms"]["p50"] is not None


def test_a_demonstration_over_a_protocol_keeps_real_time_and_tells_of_its_link() -> None:
    words = ["demo", "--packs", "1", "--level", "report", "--rate", "300", "--hardware", "modbus"]
    done = subprocess.run(
        [sys.executable, "-m", "edge_agent", *words, "--fast", "--no-web", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    told = json.loads(done.stdout)
    assert told["ledger"]["seen"] == told["ledger"]["passed"] == 1
    assert told["hardware"]["kind"] == "modbus"
    assert told["hardware"]["modbus_requests"] > 0
    assert "modbus runs at belt speed" in done.stderr
