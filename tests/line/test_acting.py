"""At the acting levels the station rejects and holds by itself, and never lets doubt pass."""

import pytest

from edge_agent.core.errors import Conflict
from edge_agent.core.packs import Action, Level, Outcome, Reason, Verdict
from hardware.interfaces import GateAction
from tests.line.plants import PlantParts, Shift, run, set_up
from tests.line.truths import assert_true

ACTING = (Level.ACT_WHEN_SURE, Level.ACT_ALWAYS)


@pytest.mark.parametrize("level", ACTING, ids=str)
def test_silence_rejects_where_the_station_acts(level: Level) -> None:
    shift = run(300, level, plant={"cameras": {"lost_share": 0.03}})
    silent = [record for record in shift.records if Reason.NO_PICTURE in record.verdict.reasons]
    assert silent
    assert {record.decision.rule for record in silent} == {"no picture: reject"}
    assert {record.outcome for record in silent} == {Outcome.REJECTED}
    assert not any(record.late for record in silent)


@pytest.mark.parametrize("level", ACTING, ids=str)
def test_lateness_rejects_where_the_station_acts_and_is_named(level: Level) -> None:
    shift = run(60, level, delay_ms=(450, 451), hands=8)
    late = [record for record in shift.records if record.decision.rule == "late: reject"]
    assert late
    assert all(record.late and Reason.LATE in record.verdict.reasons for record in late)
    assert {record.outcome for record in late} == {Outcome.REJECTED}


def test_a_pack_that_was_decided_without_its_verdict_is_not_looked_at_any_more() -> None:
    """Stale work would make every pack behind it late as well."""
    shift = set_up(120, Level.REPORT, delay_ms=(200, 300))
    line, worker = shift.runner.line, shift.runner.worker
    for _ in shift.runner.steps():
        assert all(line.packs[job.pack_no].decision is None for job in worker.waiting)
    assert any(record.late for record in shift.records)


@pytest.mark.parametrize("level", ACTING, ids=str)
def test_a_failing_inspection_rejects_where_the_station_acts(level: Level) -> None:
    shift = set_up(10, level)
    broken = shift.runner.plant.packs[4]
    broken.pictures = {view: pixels[:0] for view, pixels in broken.pictures.items()}
    shift.runner.run()
    assert_every_other_is_judged(shift, broken.index, "inspection failed: reject")
    assert shift.notes.count("inspection_failed") == 1


def assert_every_other_is_judged(shift: Shift, broken: int, rule: str) -> None:
    rules = {shift.true(record).index: record.decision.rule for record in shift.records}
    assert rules.pop(broken) == rule
    assert not any("inspection failed" in other for other in rules.values())
    assert shift.runner.line.ledger.adds_up


@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        (Level.REPORT, Outcome.PASSED),
        (Level.RECOMMEND, Outcome.PASSED),
        (Level.ACT_WHEN_SURE, Outcome.HELD),
        (Level.ACT_ALWAYS, Outcome.REJECTED),
    ],
)
def test_doubt_is_reported_held_or_rejected(level: Level, outcome: Outcome) -> None:
    shift = run(60, level, doubt_share=1.0)
    assert {record.outcome for record in shift.records} == {outcome}
    assert {record.verdict.verdict for record in shift.records} == {Verdict.UNSURE}


@pytest.mark.parametrize("hold", ["outlet", "stop"])
def test_a_doubtful_pack_is_held_where_the_plant_can(hold: str) -> None:
    shift = run(150, Level.ACT_WHEN_SURE, plant={"gate": {"hold": hold}}, doubt_share=0.1)
    held = [record for record in shift.records if record.decision.action is Action.HOLD]
    assert held
    assert {record.outcome for record in held} == {Outcome.HELD}
    stood = shift.notes.count("taken_off")
    assert stood == (len(held) if hold == "stop" else 0)


def test_too_late_to_stop_for_a_doubtful_pack_rejects_it() -> None:
    """Whoever can no longer hold a pack at an acting level does not let it pass."""
    late_for_stop: PlantParts = {"gate": {"hold": "stop", "at_mm": 700}}
    shift = run(60, Level.ACT_WHEN_SURE, plant=late_for_stop, doubt_share=1.0, delay_ms=(90, 91))
    assert {record.decision.rule for record in shift.records} == {"too late to stop: reject"}
    assert {record.outcome for record in shift.records} == {Outcome.REJECTED}


def test_a_gate_that_cannot_hold_refuses_act_when_sure() -> None:
    with pytest.raises(Conflict, match="second outlet or a belt stop"):
        set_up(1, Level.ACT_WHEN_SURE, plant={"gate": {"hold": None}})
    run(20, Level.ACT_ALWAYS, plant={"gate": {"hold": None}})


def test_a_full_bin_stops_the_belt_where_the_station_rejects_by_itself() -> None:
    shift = run(200, Level.ACT_ALWAYS, plant={"gate": {"bin_packs": 10}})
    assert ("belt_stop", {"why": "bin full"}) in shift.notes.events
    assert shift.notes.count("belt_stop") == shift.notes.count("belt_stop_over") > 0


@pytest.mark.parametrize("seed", range(2, 6))
def test_a_stuck_gate_is_told_as_missed(seed: int) -> None:
    shift = run(150, Level.ACT_ALWAYS, plant={"gate": {"stuck_share": 0.5}}, seed=seed)
    assert_true(shift)
    missed = [record for record in shift.records if record.outcome is Outcome.MISSED]
    assert missed
    assert {shift.true(record).went for record in missed} == {GateAction.PASS}
    assert {record.decision.action for record in missed} == {Action.REJECT}
