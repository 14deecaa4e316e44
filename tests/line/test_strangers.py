"""What devices tell of packs that the line does not know: noted, and nothing is upset by it."""

from functools import partial

import pytest

from edge_agent.core.packs import Level, Outcome, Verdict
from edge_agent.core.recipe import NoAnswer
from hardware.interfaces import (
    BeltPosition,
    BinFull,
    Frame,
    GateAction,
    GateDone,
    GateEvent,
    GateOrder,
    OrderRefused,
    PackLeft,
)
from simulators.devices import PlantGate
from simulators.scripted import FAULTY, marked_picture
from tests.line.plants import PlantParts, Shift, set_up
from tests.line.truths import assert_true

LAG_NS = 600_000_000
LEVELS = [Level.REPORT, Level.ACT_ALWAYS]


class Unstoppable(PlantGate):
    """The stop relay is bridged."""

    def stop_belt(self, stop: bool) -> None:
        """The drive does not hear it."""


class Lagging(PlantGate):
    """Tells where the belt was a while ago."""

    def position(self) -> BeltPosition:
        return self.plant.position(max(0, self.clock.now_ns() - LAG_NS))

    def order(self, order: GateOrder) -> None:
        self.controller.order(order, self.clock.now_ns())


def tell(shift: Shift, event: GateEvent, now_ns: int) -> None:
    shift.runner.plant.events.append(event)


def told(level: Level, event: GateEvent) -> Shift:
    """A shift in which the controller says this, out of the blue."""
    shift = set_up(60, level)
    shift.at_s(3.0, partial(tell, shift, event))
    shift.runner.run()
    return shift


@pytest.mark.parametrize("level", LEVELS, ids=str)
@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (PackLeft(GateAction.PASS, 10, 0), "stray_pack"),
        (PackLeft(GateAction.REJECT, 10, 0), "stray_pack"),
        (GateDone(999, GateAction.REJECT, ordered=False, at_ns=0), "unknown_pack_at_gate"),
        (OrderRefused(999, GateAction.REJECT, late=False, at_ns=0), "order_unknown"),
    ],
)
def test_what_nobody_knows_is_noted_and_no_more(level: Level, event: GateEvent, kind: str) -> None:
    calm = set_up(60, level)
    calm.runner.run()
    shift = told(level, event)
    assert_true(shift)
    assert shift.notes.count(kind) == 1
    assert shift.records == calm.records


def test_a_full_bin_stops_the_belt_only_where_the_station_rejects_by_itself() -> None:
    for level in LEVELS:
        shift = told(level, BinFull(True, 0))
        assert shift.notes.count("bin_full") >= 1
        assert shift.notes.count("belt_stop") == int(level.acts)
        assert_true(shift)


@pytest.mark.parametrize("level", list(Level), ids=str)
@pytest.mark.parametrize("no_answer", list(NoAnswer), ids=str)
def test_a_belt_that_does_not_obey_a_stop_upsets_nothing(level: Level, no_answer: NoAnswer) -> None:
    """Where the station acts, a pack that should have been held is rejected."""
    by_stop: PlantParts = {"gate": {"hold": "stop"}}
    shift = set_up(
        150, level, plant=by_stop, no_answer=no_answer, doubt_share=0.1, gate_of=Unstoppable
    )
    shift.runner.run()
    assert_true(shift)
    assert not shift.runner.line.stops.reasons
    passed = [record for record in shift.records if record.outcome is Outcome.PASSED]
    assert not level.acts or {record.verdict.verdict for record in passed} == {Verdict.OK}


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_a_position_that_lags_behind_the_controllers_words_upsets_nothing(level: Level) -> None:
    """A pack may be at the gate before the line has noticed that its deadline is over."""
    shift = set_up(150, level, plant={"cameras": {"lost_share": 0.1}}, gate_of=Lagging)
    shift.runner.run()
    assert_true(shift)


@pytest.mark.parametrize("level", LEVELS, ids=str)
def test_a_picture_of_no_pack_is_noted_and_dropped(level: Level) -> None:
    shift = set_up(60, level)
    view = shift.runner.line.cameras[0].view

    def take(now_ns: int) -> None:
        tick = shift.runner.plant.position(now_ns).tick - 4000  # beyond the gate by now
        frame = Frame(view, marked_picture(FAULTY), 999, tick, now_ns, 0)
        shift.runner.plant.frames[view].append(frame)

    shift.at_s(3.0, take)
    shift.runner.run()
    assert_true(shift)
    assert shift.notes.count("picture_without_pack") == 1
    assert len(shift.records) == 60


@pytest.mark.parametrize("level", [Level.REPORT, Level.RECOMMEND], ids=str)
def test_below_the_acting_levels_a_refused_order_changes_no_decision(level: Level) -> None:
    shift = set_up(60, level)
    refused = OrderRefused(1, GateAction.REJECT, late=True, at_ns=0)
    shift.at_s(0.4, partial(tell, shift, refused))
    shift.runner.run()
    assert shift.notes.count("order_late") == 1
    assert shift.notes.count("level_fell") == 0
    assert not any(record.late for record in shift.records)
