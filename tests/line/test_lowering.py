"""Lowering takes decisions from the machine, never protection from the pack."""

import pytest

from edge_agent.core.packs import Action, Level, Outcome
from edge_agent.core.told import Accept
from simulators.operator import NAME
from tests.line.plants import Shift, set_up
from tests.line.troubles import NOBODY, change_speed, troubled
from tests.line.truths import assert_true

ACTING = (Level.ACT_WHEN_SURE, Level.ACT_ALWAYS)


def fallen(shift: Shift) -> dict[str, object]:
    """What the one fall of this shift says."""
    (body,) = (body for kind, body in shift.notes.events if kind == "level_fell")
    return body


def test_too_many_late_verdicts_take_the_level_and_the_packs_keep_their_protection() -> None:
    shift = set_up(200, Level.ACT_WHEN_SURE, delay_ms=(20, 300))
    line = shift.runner.line
    undecided: set[int] = set()
    seen_meanwhile: set[int] = set()
    for _ in shift.runner.steps():
        if line.guard.hands_over:
            seen_meanwhile |= set(line.packs)
            undecided |= {no for no, work in line.packs.items() if work.decision is None}
    assert_true(shift)
    assert shift.notes.count("level_fell") == shift.notes.count("lower_level_accepted") == 1
    assert fallen(shift)["cause"] == "late_verdicts"
    assert (fallen(shift)["from"], fallen(shift)["to"]) == (Level.ACT_WHEN_SURE, Level.RECOMMEND)
    assert undecided
    kept = [record for record in shift.records if record.pack_no in undecided]
    assert {record.outcome for record in kept} == {Outcome.REJECTED}
    after = [record for record in shift.records if record.pack_no > max(seen_meanwhile)]
    assert len(after) > 100
    assert {record.decision.level for record in after} == {Level.RECOMMEND}
    assert not any(record.decision.driven for record in after)
    assert {record.outcome for record in after} == {Outcome.PASSED}


@pytest.mark.parametrize("level", ACTING, ids=str)
def test_packs_that_come_before_a_person_took_over_are_rejected(level: Level) -> None:
    """The belt runs on a little after the fall; what it brings was decided about by nobody."""
    shift = set_up(200, level, delay_ms=(20, 300))
    line, new = shift.runner.line, set[int]()
    known: set[int] | None = None
    for _ in shift.runner.steps():
        if line.guard.hands_over:
            known = set(line.packs) if known is None else known
            new |= set(line.packs) - known
    assert new
    kept = [record for record in shift.records if record.pack_no in new]
    assert {record.outcome for record in kept} == {Outcome.REJECTED}
    assert {record.decision.action for record in kept} == {Action.REJECT}
    assert not any(record.decision.driven for record in kept)


def test_a_fallen_line_stands_until_a_person_takes_over() -> None:
    shift = set_up(200, Level.ACT_ALWAYS, delay_ms=(20, 300), operator=NOBODY)
    plant, line = shift.runner.plant, shift.runner.line
    change_speed(shift, 60.0, 1.0, to_share=1.5)  # somebody tries to make the belt run
    for now_ns in shift.runner.steps():
        if now_ns > 500e9:
            break
    assert line.guard.hands_over
    assert plant.belt.speed_mm_per_s == 0
    assert len(shift.records) < 200
    shift.runner.run()  # after a quarter of an hour somebody comes
    assert line.ledger.adds_up
    assert line.level is Level.RECOMMEND
    accepted = ("lower_level_accepted", {"level": Level.RECOMMEND, "by": NAME})
    assert accepted in shift.notes.events


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_accepting_what_never_fell_is_refused_and_changes_nothing(level: Level) -> None:
    calm, shift = set_up(30, level), set_up(30, level)
    shift.runner.line.told.put(Accept("anybody"))
    calm.runner.run()
    shift.runner.run()
    assert shift.notes.count("word_refused") == 1
    assert shift.runner.line.level is level
    assert shift.records == calm.records


def test_a_lost_camera_takes_the_level_only_where_the_station_acts() -> None:
    for level in Level:
        shift = troubled("camera unplugged", level)
        shift.runner.run()
        assert shift.notes.count("camera_lost") == 1
        assert shift.notes.count("level_fell") == int(level.acts)


def test_orders_that_arrive_late_are_named_reject_and_take_the_level() -> None:
    shift = troubled("orders arrive late", Level.ACT_ALWAYS)
    shift.runner.run()
    assert_true(shift)
    late = [record for record in shift.records if record.decision.rule == "order late: reject"]
    assert late
    assert all(record.late for record in late)
    assert {record.outcome for record in late} == {Outcome.REJECTED}
    assert fallen(shift)["cause"] == "late_verdicts"
