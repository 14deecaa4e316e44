"""From one product to another while the belt runs: the line's part, in virtual time."""

from collections.abc import Callable

import pytest

from edge_agent.core.changeover import ORDER_CHANGED, OrderSource
from edge_agent.core.order import Order
from edge_agent.core.packs import Level, Outcome, Reason
from edge_agent.core.told import AnnounceOrder, Asked, CancelChangeover, ChangeOrder, Told
from edge_agent.line.belt_shift import BeltShift
from edge_agent.line.orders import MISMATCH, MISMATCH_OVER
from edge_agent.line.parts import Making
from edge_agent.line.stops import BY_PERSON, CHANGEOVER
from tests.line.plants import Shift, one_check_recipe, set_up
from tests.line.test_belt_shift import MovingClock

CRATE = one_check_recipe(Level.REPORT, name="crate")
CRATES, NEXT = Order("crate", "C1"), Order("scripted", "L2")
AT_S = 3.0
MAKING = Making((CRATE,), 3)


def changing(level: Level, packs: int = 60, making: Making = MAKING) -> Shift:
    return set_up(packs, level, defect_share=0.0, doubt_share=0.0, making=making)


def heard(shift: Shift, *words: Told, at_s: float = AT_S) -> list[str | None]:
    """What becomes of the words, filled in while the shift runs."""
    answers: list[str | None] = []

    def say(_: int) -> None:
        for word in words:
            shift.runner.line.told.put(Asked(word, answers.append))

    shift.at_s(at_s, say)
    return answers


def at_the_belt(shift: Shift, is_interrupted: Callable[[], bool] = lambda: False) -> BeltShift:
    line = shift.runner.line
    belt_shift = BeltShift(line, line.gate, MovingClock(shift), shift.notes, lambda _: None)
    belt_shift.run(is_interrupted, None)
    return belt_shift


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_packs_seen_before_keep_their_recipe_and_of_others_nothing_is_said(level: Level) -> None:
    shift = changing(level)
    answers = heard(shift, ChangeOrder(CRATES, "ana"))
    at_the_belt(shift)
    line = shift.runner.line
    assert answers == [None]
    assert line.ledger.adds_up
    assert line.ledger.seen == len(shift.records) < 60
    assert CHANGEOVER in line.stops.reasons
    for record in shift.records:
        is_before = record.seen_ns < AT_S * 1e9
        assert bool(record.verdict.checks) == is_before
        assert (Reason.NO_ORDER in record.verdict.reasons) == (not is_before)
        assert is_before or record.decision.rule.startswith("changeover")
    assert any(record.seen_ns > AT_S * 1e9 for record in shift.records)


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_packs_that_lie_on_the_belt_are_missed_and_a_person_starts_it_again(level: Level) -> None:
    shift = changing(level)
    heard(shift, ChangeOrder(CRATES, "ana"))
    at_the_belt(shift)
    left = shift.runner.line.ledger.missed
    assert left
    assert BY_PERSON in shift.runner.line.stops.reasons
    missed = [record for record in shift.records if record.outcome is Outcome.MISSED]
    assert len(missed) == left
    assert all(record.seen_ns > AT_S * 1e9 for record in missed)


def test_an_empty_belt_changes_over_at_once_and_waits_for_nobody() -> None:
    shift = changing(Level.ACT_ALWAYS, packs=10)
    heard(shift, ChangeOrder(CRATES, "ana"), at_s=30.0)
    at_the_belt(shift)
    line = shift.runner.line
    assert line.ledger.missed == 0
    assert line.stops.reasons == {CHANGEOVER}
    assert shift.runner.clock.now_ns() < 31e9


def test_an_order_that_is_on_its_way_is_changed_no_more() -> None:
    shift = changing(Level.REPORT)
    words = ChangeOrder(CRATES, "ana"), ChangeOrder(NEXT, "bob"), CancelChangeover("bob")
    answers = heard(shift, *words)
    at_the_belt(shift)
    assert answers[0] is None
    assert all("going over to crate" in str(why) for why in answers[1:])
    (body,) = [body for kind, body in shift.notes.events if kind == ORDER_CHANGED]
    assert body["begins_anew"] is True


def test_what_cannot_be_made_here_is_refused_with_what_can() -> None:
    shift = changing(Level.REPORT, making=Making((CRATE,)))
    answers = heard(shift, ChangeOrder(Order("barrel"), "ana"))
    shift.runner.run()
    assert answers == ["'barrel' cannot be made at this line, which makes scripted, crate"]


def test_the_line_that_begins_after_it_lets_the_belt_run_with_its_first_step() -> None:
    shift = changing(Level.REPORT, making=Making((), 3, is_changed=True, is_unverified=True))
    line = shift.runner.line
    assert line.stops.reasons == {CHANGEOVER}
    assert line.first_packs.is_verifying
    shift.runner.run()
    assert line.stops.reasons == set()
    assert not line.first_packs.is_verifying
    assert line.ledger.passed == 60


def test_a_scan_of_something_else_begins_nothing_and_stays_told_until_something_is() -> None:
    shift = changing(Level.REPORT)
    line = shift.runner.line
    wrong = ChangeOrder(NEXT, "ana", OrderSource.SCANNER, ("(10)L3",))
    answers = heard(shift, wrong)
    heard(shift, ChangeOrder(NEXT, "ana", OrderSource.SCANNER, ("(10)L2",)), at_s=5.0)
    for now_ns in shift.runner.steps():
        if AT_S * 1e9 + 1e8 < now_ns < 4.9e9:
            assert [one.said for one in line.orders.mismatch] == ["L3"]
            assert line.orders.current is None
    assert answers == ["the scan says lot 'L3', chosen is 'L2'"]
    kinds = [kind for kind, _ in shift.notes.events if kind in (MISMATCH, MISMATCH_OVER)]
    assert kinds == [MISMATCH, MISMATCH_OVER]
    assert shift.notes.count("word_refused") == 0
    assert line.orders.mismatch == ()
    assert line.orders.current == NEXT


def test_what_the_plc_has_announced_is_begun_by_a_person_and_nothing_else_is() -> None:
    shift = changing(Level.REPORT)
    line = shift.runner.line
    announce = AnnounceOrder(CRATES, OrderSource.PLC, "line-plc")
    answers = heard(shift, announce, ChangeOrder(NEXT, "ana"))
    heard(shift, CancelChangeover("ana"), ChangeOrder(NEXT, "ana"), at_s=5.0)
    shift.runner.run()
    assert answers[0] is None
    assert str(answers[1]).startswith("the PLC says recipe 'crate', chosen is 'scripted'")
    assert line.orders.current == NEXT
    assert line.orders.announced is None


def test_nobody_announces_from_the_screen_or_what_cannot_be_made() -> None:
    shift = changing(Level.REPORT)
    answers = heard(
        shift,
        AnnounceOrder(NEXT, OrderSource.SCREEN, "ana"),
        AnnounceOrder(Order("barrel"), OrderSource.MES, "orders"),
    )
    shift.runner.run()
    assert [why is not None for why in answers] == [True, True]
    assert shift.runner.line.orders.announced is None
