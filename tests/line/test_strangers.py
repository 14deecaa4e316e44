"""What devices tell of packs that the line does not know: noted, and nothing is upset by it."""

from functools import partial

import pytest

from edge_agent.core.packs import Level
from hardware.interfaces import (
    Frame,
    GateAction,
    GateDone,
    GateEvent,
    OrderRefused,
    PackLeft,
)
from simulators.scripted import FAULTY, marked_picture
from tests.line.plants import Shift, set_up
from tests.line.truths import assert_true

LEVELS = [Level.REPORT, Level.ACT_ALWAYS]


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
    assert shift.notes.count("suspended") == 0
    assert not any(record.late for record in shift.records)
