"""Another order on a running line: checked, told, and for packs that come from then on."""

from dataclasses import replace
from datetime import date

import pytest

from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.core.changeover import ORDER_CHANGED
from edge_agent.core.order import Order
from edge_agent.core.packs import Level
from edge_agent.core.told import ChangeOrder, DeclareChallenge
from edge_agent.line.orders import document_of
from edge_agent.line.parts import Watching
from tests.line.plants import Shift, set_up

FIRST, NEXT = Order("scripted", "L1"), Order("scripted", "L2", date(2026, 8, 1))
BAD = ChallengePlan((Challenge("blank", ("check view 0",)),), every=None)


def changed(level: Level, order: Order, plan: ChallengePlan = BAD) -> Shift:
    shift = set_up(60, level, defect_share=0.0, watching=Watching(plan))
    shift.runner.line.orders.current = FIRST
    shift.at_s(3.0, lambda now_ns: shift.runner.line.told.put(ChangeOrder(order, "ana")))
    shift.runner.run()
    return shift


def test_packs_on_the_belt_keep_the_order_they_were_seen_under() -> None:
    shift = changed(Level.ACT_ALWAYS, NEXT)
    for record in shift.records:
        assert record.order == (FIRST if record.seen_ns < 3.0e9 else NEXT)
    body = {"from": document_of(FIRST), "to": document_of(NEXT), "by": "ana"}
    how = {"source": "screen", "scanned": [], "begins_anew": False}
    assert (ORDER_CHANGED, {**body, **how}) in shift.notes.events


def test_a_changeover_asks_for_challenge_packs() -> None:
    plan = ChallengePlan((Challenge("good"),), every=None)
    shift = set_up(60, Level.ACT_ALWAYS, defect_share=0.0, watching=Watching(plan))
    told = shift.runner.line.told
    shift.at_s(1.0, lambda now_ns: told.put(DeclareChallenge("good", 5, "ana")))
    shift.at_s(3.0, lambda now_ns: told.put(ChangeOrder(NEXT, "ana")))
    shift.runner.run()
    asked = [body["occasion"] for kind, body in shift.notes.events if kind == "challenge_asked"]
    assert asked == ["shift_start", "changeover"]


@pytest.mark.parametrize("at_changeover", [True, False])
def test_below_the_acting_levels_they_are_asked_for_once_a_check_acts(at_changeover: bool) -> None:
    shift = set_up(3, Level.RECOMMEND, watching=Watching(replace(BAD, at_changeover=at_changeover)))
    challenges = shift.runner.line.challenges
    challenges.has_begun = True
    challenges.changeover()
    assert challenges.has_begun is not at_changeover
    assert challenges.challenges.asks == ()


@pytest.mark.parametrize(
    "order",
    [Order("another recipe"), replace(NEXT, gtin="4006381333930"), replace(NEXT, gtin="12")],
)
def test_an_order_that_cannot_be_made_is_refused_and_the_one_before_stays(order: Order) -> None:
    shift = changed(Level.RECOMMEND, order)
    assert {record.order for record in shift.records} == {FIRST}
    (body,) = (body for kind, body in shift.notes.events if kind == "word_refused")
    assert body["word"] == "ChangeOrder"
