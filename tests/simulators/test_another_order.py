"""Another order at the simulated line: packs were drawn for the one before, and that is seen."""

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from edge_agent.core.order import Order
from edge_agent.core.packs import Level, Reason, Verdict
from edge_agent.core.told import AnswerFirstPack, Asked, ChangeOrder
from edge_agent.line.loop import Line
from edge_agent.line.stops import FIRST_PACKS
from simulators.clock import VirtualClock
from simulators.demo import Staging, TimedInspector
from simulators.runner import Runner
from simulators.scenario import load_scenario
from simulators.shift import Floor, Notes
from simulators.show import Show
from simulators.staged_floor import staged_floor
from simulators.worker import VirtualWorker

PACKS = 9
CHANGED_NS = 2_000_000_000


def at_work(folder: Path, notes: Notes) -> tuple[Floor, Runner, Order]:
    changes = {"packs": PACKS, "level": Level.RECOMMEND, "defects_share": 0.0}
    scenario = load_scenario("tray-line").model_copy(update=changes)
    stage = Show(Staging(scenario, folder), Console(file=StringIO()), None, PACKS).prepare()
    inspector, clock = TimedInspector(stage.loaded), VirtualClock()
    worker = VirtualWorker(inspector.inspect, inspector.last_ns)
    floor = staged_floor(stage, folder, clock, worker, notes)
    runner = Runner(clock, floor.plant, floor.line, worker, floor.operator, floor.cameras)
    return floor, runner, stage.order


def looked_at(line: Line) -> Iterator[int]:
    """First packs that a person has to look at now; he finds them good."""
    verified = line.first_packs.verified
    for pack in () if verified is None else verified.asked:
        line.told.put(AnswerFirstPack(pack.pack_no, True, "anna"))
        yield pack.pack_no


@pytest.mark.slow
def test_packs_drawn_for_the_order_before_are_told_as_wrong_and_verified(tmp_path: Path) -> None:
    notes, refused, asked = Notes(), list[str | None](), list[int]()
    floor, runner, before = at_work(tmp_path, notes)
    after = replace(before, lot="L99999")

    def change(_: int) -> None:
        for order in (after, Order("crate")):
            floor.line.told.put(Asked(ChangeOrder(order, "anna"), refused.append))

    floor.plant.agenda.at(CHANGED_NS, change)
    for _ in runner.steps():
        asked += looked_at(floor.line)
    assert refused == [None, "'crate' cannot be made at this line, which makes tray"]
    for record in notes.records:
        is_before = record.order == before
        assert (record.verdict.verdict is Verdict.OK) == is_before
        assert (Reason.READS_OTHER in record.verdict.reasons) == (not is_before)
    assert {record.order for record in notes.records} == {before, after}
    stops = [body["why"] for kind, body in notes.events if kind == "belt_stop"]
    assert FIRST_PACKS in stops
    assert len(set(asked)) == 3
    assert not floor.line.first_packs.is_verifying
