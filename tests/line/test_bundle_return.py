"""Back to the bundle before: when a line may begin anew for it, and when it must not."""

from dataclasses import replace

import pytest

from edge_agent.core.bundle_orders import RETURN_ORDERED, STATION
from edge_agent.core.order import Order
from edge_agent.core.packml.words import PackmlState
from edge_agent.core.packs import Level
from edge_agent.core.told import Asked, ChangeOrder, OfferBundle, ReturnBundle
from edge_agent.line.bundle_return import PAUSE_NS
from edge_agent.line.packml_sight import PackmlSetup
from edge_agent.line.parts import Making
from edge_agent.line.stops import CHANGEOVER, FIRST_PACKS
from tests.line.plants import IN_FORCE, Shift, set_up
from tests.line.test_belt_shift import at_the_belt

BACK = ReturnBundle("too many unsure", "eva")
LONG_S = 3 * PAUSE_NS / 1e9
ALL_LEVELS = pytest.mark.parametrize("level", list(Level), ids=str)


def going_back(packs: int, level: Level, word: ReturnBundle = BACK, **how: object) -> Shift:
    """A line whose bundle was taken, and that is told to go back in its third second."""
    making = Making(can_go_back=True)
    shift = set_up(packs, level, making=making, **how)  # type: ignore[arg-type]
    shift.at_s(3.0, lambda _: shift.runner.line.told.put(word))
    return shift


def stepped(shift: Shift, until_s: float) -> Shift:
    """The plant goes on after its last pack as well."""
    line, plant, clock = shift.runner.line, shift.runner.plant, shift.runner.clock
    while clock.now_ns() < until_s * 1e9 and not line.orders.ends_line:
        plant.advance(clock.now_ns() + 10_000_000)
        clock.sleep_until_ns(clock.now_ns() + 10_000_000)
        line.step(clock.now_ns())
    return shift


@ALL_LEVELS
def test_an_empty_belt_is_a_pause_and_no_pack_is_lost(level: Level) -> None:
    shift = stepped(going_back(30, level), 120)
    line = shift.runner.line
    assert line.orders.begins_again
    assert CHANGEOVER in line.stops.reasons
    assert line.ledger.adds_up
    assert line.ledger.seen == len(shift.records) == 30
    assert shift.runner.clock.now_ns() >= shift.records[-1].seen_ns + PAUSE_NS


def test_a_shift_at_a_belt_ends_at_the_pause_with_nothing_left_on_it() -> None:
    shift = going_back(10, Level.REPORT)
    assert at_the_belt(shift, []).run(lambda: False, None) == ()
    assert shift.runner.line.orders.begins_again
    assert len(shift.records) == 10
    assert shift.notes.count("left_on_belt") == 0


def test_as_long_as_packs_come_the_line_goes_on() -> None:
    """More packs than it can make in the time."""
    shift = stepped(going_back(2_000, Level.REPORT), 60)
    assert not shift.runner.line.orders.ends_line
    assert shift.runner.line.packs


def test_the_next_order_begins_anew_with_it() -> None:
    shift = going_back(2_000, Level.REPORT)
    shift.at_s(5.0, lambda _: shift.runner.line.told.put(ChangeOrder(Order("scripted", "L2"), "a")))
    assert stepped(shift, 10).runner.line.orders.next == Order("scripted", "L2")


def test_where_a_command_would_have_to_start_it_again_a_pause_is_none() -> None:
    """A plant that starts its machines by PackML would find this one standing."""
    shift = going_back(5, Level.REPORT, packml=PackmlSetup(auto_start=False))
    line = shift.runner.line
    line.packml.unit = replace(line.packml.unit, state=PackmlState.EXECUTE)
    assert not line.packml.starts_as_it_was
    line.packml.unit = replace(line.packml.unit, state=PackmlState.STOPPED)
    assert line.packml.starts_as_it_was


def test_while_a_person_is_asked_it_is_no_pause() -> None:
    shift = going_back(5, Level.REPORT)
    shift.runner.line.stops.stop(FIRST_PACKS)
    assert not stepped(shift, LONG_S).runner.line.orders.ends_line


def test_the_order_is_kept_with_who_wants_it_and_why() -> None:
    shift = stepped(going_back(5, Level.REPORT), 4)
    (body,) = [body for kind, body in shift.notes.events if kind == RETURN_ORDERED]
    assert body == {"bundle_sha256": IN_FORCE.bundle_sha256, "why": "too many unsure", "by": "eva"}


def test_behind_the_bundle_that_ships_there_is_none() -> None:
    shift, heard = set_up(5, Level.REPORT), list[str | None]()
    shift.at_s(3.0, lambda _: shift.runner.line.told.put(Asked(BACK, heard.append)))
    stepped(shift, 4)
    assert heard[0] is not None
    assert "ships" in heard[0]
    assert shift.notes.count(RETURN_ORDERED) == 0


def test_what_the_station_wants_by_itself_it_wants_once() -> None:
    shift = set_up(5, Level.REPORT, making=Making(can_go_back=True))
    back = shift.runner.line.bundle_return
    back.order_by_itself("worse")
    back.order_by_itself("still worse")
    bodies = [body for kind, body in shift.notes.events if kind == RETURN_ORDERED]
    assert [(body["why"], body["by"]) for body in bodies] == [("worse", STATION)]


def test_a_bundle_that_only_lies_ready_is_taken_back_without_ending_the_line() -> None:
    word = replace(BACK, bundle_sha256="ab" * 32)
    shift = going_back(5, Level.REPORT, word)
    shift.at_s(2.0, lambda _: shift.runner.line.told.put(OfferBundle("b.zip", "ab" * 32, "eva")))
    line = stepped(shift, 3 + LONG_S).runner.line
    assert not line.orders.ends_line
    assert not line.orders.bundle_lies_ready
