"""Lowering takes decisions from the machine, never protection from the pack."""

import pytest

from edge_agent.core.packs import Level, Outcome
from edge_agent.line.parts import Accept
from tests.line.plants import set_up
from tests.line.troubles import NOBODY, change_speed, troubled
from tests.line.truths import assert_true


def test_too_many_late_verdicts_suspend_and_the_packs_keep_their_protection() -> None:
    """Lowering takes decisions from the machine, never protection from the pack."""
    shift = set_up(200, Level.ACT_WHEN_SURE, delay_ms=(20, 300))
    line = shift.runner.line
    before: set[int] = set()
    decided: set[int] = set()
    for _ in shift.runner.steps():
        if line.is_suspended and not before:
            before = set(line.packs)
            decided = {no for no, work in line.packs.items() if work.decision is not None}
    assert_true(shift)
    assert shift.notes.count("suspended") == shift.notes.count("level_lowered") == 1
    undecided = before - decided
    assert undecided
    kept = [record for record in shift.records if record.pack_no in undecided]
    assert {record.outcome for record in kept} == {Outcome.REJECTED}
    after = [record for record in shift.records if record.pack_no > max(before)]
    lowered = [record for record in after if record.decision.level is Level.RECOMMEND]
    assert len(lowered) > 100
    assert not any(record.decision.driven for record in lowered)
    assert {record.outcome for record in lowered} == {Outcome.PASSED}


def test_a_suspended_line_stands_until_a_person_accepts() -> None:
    shift = set_up(200, Level.ACT_ALWAYS, delay_ms=(20, 300), operator=NOBODY)
    plant, line = shift.runner.plant, shift.runner.line
    change_speed(shift, 60.0, 1.0, to_share=1.5)  # somebody tries to make the belt run
    for now_ns in shift.runner.steps():
        if now_ns > 500e9:
            break
    assert line.is_suspended
    assert plant.belt.speed_mm_per_s == 0
    assert len(shift.records) < 200
    line.told.put(Accept("shift lead"))
    shift.runner.run()
    assert line.ledger.adds_up
    assert line.level is Level.RECOMMEND
    assert ("level_lowered", {"to": Level.RECOMMEND, "by": "shift lead"}) in shift.notes.events


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_accepting_never_raises_a_level(level: Level) -> None:
    shift = set_up(30, level)
    shift.runner.line.told.put(Accept("anybody"))
    shift.runner.run()
    assert shift.runner.line.ceiling.rank <= level.rank
    assert not shift.runner.line.level.acts


def test_a_lost_camera_suspends_only_where_the_station_acts() -> None:
    for level in Level:
        shift = troubled("camera unplugged", level)
        shift.runner.run()
        assert shift.notes.count("camera_lost") == 1
        assert shift.notes.count("suspended") == int(level.acts)


def test_orders_that_arrive_late_are_named_reject_and_suspend() -> None:
    shift = troubled("orders arrive late", Level.ACT_ALWAYS)
    shift.runner.run()
    assert_true(shift)
    late = [record for record in shift.records if record.decision.rule == "order late: reject"]
    assert late
    assert all(record.late for record in late)
    assert {record.outcome for record in late} == {Outcome.REJECTED}
    assert shift.notes.count("suspended") == 1
