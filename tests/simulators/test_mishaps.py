"""What goes wrong in a scenario is refused before the shift begins, where it is not there."""

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Level
from simulators.links.link_times import LinkTimes
from simulators.links.watched_gate import FarGate
from simulators.mishaps import plan
from simulators.scenario import Event
from simulators.shift import Floor
from tests.line.plants import Shift, set_up


def floor_of(shift: Shift) -> Floor:
    runner = shift.runner
    return Floor(runner.plant, runner.line, runner.operator, list(runner.cameras))


def test_a_disk_that_the_plant_does_not_have_cannot_fill() -> None:
    shift = set_up(3, Level.REPORT)
    with pytest.raises(InvalidInput, match="fill_disk: the plant alone"):
        plan((Event(at_s=3600, do="fill_disk"),), floor_of(shift), shift.runner.clock)


def test_a_gate_behind_a_protocol_cannot_be_unplugged_by_a_scenario() -> None:
    shift = set_up(3, Level.REPORT)
    line, clock = shift.runner.line, shift.runner.clock
    line.gate = FarGate(line.gate, LinkTimes(), clock)
    with pytest.raises(InvalidInput, match="only with --hardware virtual"):
        plan((Event(at_s=3600, do="unplug_gate"),), floor_of(shift), clock)


def test_a_belt_that_stops_runs_again_after_its_time() -> None:
    shift = set_up(20, Level.REPORT)
    plan((Event(at_s=2, do="stop_belt", for_s=3),), floor_of(shift), shift.runner.clock)
    plant, stood_ns = shift.runner.plant, []
    for now_ns in shift.runner.steps():
        if plant.wanted_mm_per_s == 0:
            stood_ns.append(now_ns)
    assert stood_ns[0] == 2_000_000_000
    assert stood_ns[-1] < 5_000_000_000
    assert len(shift.records) == 20
