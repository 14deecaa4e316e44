"""Another order on a running line: checked, told, and for packs that come from then on."""

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.core.errors import InvalidInput
from edge_agent.core.order import Order
from edge_agent.core.packs import Level
from edge_agent.core.told import ChangeOrder, DeclareChallenge
from edge_agent.evidence.gate_log import STARTED
from edge_agent.line.orders import (
    ORDER_CHANGED,
    document_of,
    order_at_start,
    order_in_force,
    started_with,
)
from edge_agent.line.parts import Watching
from edge_agent.store.events import EventReader, EventStore
from tests.line.plants import Shift, one_check_recipe, set_up
from tests.samples import NOON

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
    assert (ORDER_CHANGED, body) in shift.notes.events


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


def log(path: Path, *starts: tuple[Order | None, Order | None]) -> EventReader:
    """For each start the written order, and the one that was changed to."""
    for written, to in starts:
        with closing(EventStore.open(path)) as store:
            store.append(STARTED, started_with(written), NOON)
            if to is not None:
                store.append(ORDER_CHANGED, {"from": None, "to": document_of(to), "by": "a"}, NOON)
    return EventReader(path)


@pytest.mark.parametrize(
    ("starts", "written", "in_force"),
    [
        ([], FIRST, FIRST),
        ([(FIRST, None)], FIRST, FIRST),
        ([(FIRST, NEXT)], FIRST, NEXT),
        ([(FIRST, NEXT), (FIRST, None)], FIRST, NEXT),
        ([(FIRST, NEXT)], None, None),  # written anew since
        ([(FIRST, NEXT), (None, None)], FIRST, FIRST),
        ([(FIRST, NEXT), (FIRST, FIRST)], FIRST, FIRST),
        ([(FIRST, Order("another recipe"))], FIRST, FIRST),
    ],
)
def test_a_changed_order_outlives_a_restart_until_another_is_written(
    tmp_path: Path,
    starts: list[tuple[Order | None, Order | None]],
    written: Order | None,
    in_force: Order | None,
) -> None:
    EventStore.open(tmp_path / "events.db").close()
    with closing(log(tmp_path / "events.db", *starts)) as reader:
        assert order_in_force(reader, "scripted", written) == in_force


def test_a_changed_order_that_is_over_is_refused_at_the_next_start(tmp_path: Path) -> None:
    recipe = one_check_recipe(Level.REPORT)
    log(tmp_path / "events.db", (FIRST, NEXT)).close()
    assert order_at_start(tmp_path / "events.db", recipe, FIRST, date(2026, 7, 1)) == NEXT
    with pytest.raises(InvalidInput, match="2026-08-01"):
        order_at_start(
            tmp_path / "events.db", recipe, FIRST, date(2026, 8, 1) + timedelta(days=365)
        )
