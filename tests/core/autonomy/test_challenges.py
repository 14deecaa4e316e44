"""Challenge packs are asked for in time, bound to one pack, and prove what they should."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.challenge_plan import (
    Challenge,
    ChallengePlan,
    Occasion,
)
from edge_agent.core.autonomy.challenge_proof import Proof, Result
from edge_agent.core.autonomy.challenges import MARKER, Challenges
from edge_agent.core.errors import InvalidInput
from edge_agent.core.judge import worst
from edge_agent.core.monitoring.state import from_json, to_json
from edge_agent.core.packs import (
    Action,
    CheckKind,
    CheckResult,
    Decision,
    Level,
    Outcome,
    PackVerdict,
    Reason,
    Record,
    Verdict,
)
from tests.samples import a_record

SIX = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GOOD = Challenge("good")
WRONG_LOT = Challenge("wrong lot", ("lot",), marker="CHALLENGE-LOT")
TORN = Challenge("torn code", ("barcode",))
PLAN = ChallengePlan(
    (GOOD, WRONG_LOT, TORN), (time(6), time(14), time(22)), every=timedelta(hours=2)
)
BEGUN = Challenges.begin(PLAN, SIX)
NAMES = {"good", "wrong lot", "torn code"}


def a_pack(
    pack_no: int,
    lot: Verdict = Verdict.OK,
    barcode: Verdict = Verdict.OK,
    outcome: Outcome = Outcome.PASSED,
    level: Level = Level.ACT_WHEN_SURE,
) -> Record:
    checks = tuple(
        CheckResult(name, CheckKind.PRINT, "top", verdict, 0.5)
        for name, verdict in (("lot", lot), ("barcode", barcode))
    )
    said = worst([lot, barcode])
    return replace(
        a_record(pack_no),
        verdict=PackVerdict(said, 0.5, (), checks),
        decision=Decision(Action.PASS, "as armed", level, driven=True),
        outcome=outcome,
        pictures={"top": "ab" * 32},
    )


def all_caught(challenges: Challenges, now: datetime) -> Challenges:
    for number, challenge in enumerate(PLAN.challenges):
        challenges = challenges.declared(challenge.name, "ana", number, now)
        lot = Verdict.NOT_OK if "lot" in challenge.checks else Verdict.OK
        code = Verdict.NOT_OK if "barcode" in challenge.checks else Verdict.OK
        outcome = Outcome.REJECTED if challenge.defective else Outcome.PASSED
        challenges, proof = challenges.seen(a_pack(number, lot, code, outcome), now)
        assert proof is not None
        assert proof.result is Result.CAUGHT
    return challenges


def asked(challenges: Challenges) -> set[str]:
    return {ask.name for ask in challenges.asks}


DONE = all_caught(BEGUN, SIX + MINUTE)

# When they are asked for


def test_a_shift_begins_with_all_of_them() -> None:
    assert asked(BEGUN) == NAMES
    assert {ask.occasion for ask in BEGUN.asks} == {Occasion.SHIFT_START}
    assert DONE.asks == ()


@pytest.mark.parametrize(
    ("later", "occasion"),
    [
        (timedelta(hours=1, minutes=59), None),
        (timedelta(hours=2), Occasion.INTERVAL),
        (timedelta(hours=7, minutes=59), Occasion.INTERVAL),
        (timedelta(hours=8), Occasion.SHIFT_START),
        (timedelta(hours=17), Occasion.SHIFT_START),
    ],
)
def test_they_are_asked_for_at_an_interval_and_at_every_shift(
    later: timedelta, occasion: Occasion | None
) -> None:
    after = DONE.at(SIX + later)
    assert asked(after) == (set() if occasion is None else NAMES)
    assert {ask.occasion for ask in after.asks} <= {occasion}


def test_a_shift_that_started_before_the_last_look_is_not_started_again() -> None:
    looked = DONE.at(SIX + timedelta(minutes=30))
    assert looked.at(SIX + timedelta(minutes=31)).asks == ()


def test_a_shift_over_midnight_starts_once() -> None:
    night = ChallengePlan((GOOD,), (time(22),), every=None)
    begun = Challenges.begin(night, datetime(2026, 3, 2, 22, 5, tzinfo=UTC))
    done, _ = begun.declared("good", "ana", 1, SIX).seen(a_pack(1), SIX)
    assert done.at(datetime(2026, 3, 3, 4, 0, tzinfo=UTC)).asks == ()
    assert asked(done.at(datetime(2026, 3, 3, 22, 0, tzinfo=UTC))) == {"good"}


def test_a_shift_that_started_before_midnight_is_seen_after_it() -> None:
    plan = ChallengePlan((GOOD,), (time(22),), every=None)
    evening = SIX.replace(hour=21)
    done, _ = (
        Challenges.begin(plan, evening).declared("good", "ana", 1, evening).seen(a_pack(1), evening)
    )
    assert asked(done.at(evening + timedelta(hours=4))) == {"good"}


def test_unless_told_otherwise_they_come_every_four_hours() -> None:
    plan = ChallengePlan((GOOD,))
    assert (plan.every, plan.grace) == (timedelta(hours=4), timedelta(minutes=15))
    assert ChallengePlan((GOOD,), every_packs=1).every_packs == 1


def test_an_interval_of_packs_counts_every_pack_since_the_last_round() -> None:
    by_packs = replace(PLAN, shift_starts=(), every=None, every_packs=10)
    challenges = all_caught(Challenges.begin(by_packs, SIX), SIX)
    for number in range(10, 16):
        assert challenges.at(SIX).asks == ()
        challenges, proof = challenges.seen(a_pack(number), SIX)
        assert proof is None
    assert asked(challenges.at(SIX)) == asked(challenges.at(SIX)) == set()
    challenges, _ = challenges.seen(a_pack(16), SIX)
    assert asked(challenges.at(SIX)) == NAMES
    assert challenges.at(SIX).packs == 0


def test_a_changeover_asks_where_the_plan_says_so() -> None:
    assert {ask.occasion for ask in DONE.changeover(SIX).asks} == {Occasion.CHANGEOVER}
    without = Challenges.begin(replace(PLAN, at_changeover=False), SIX)
    assert without.changeover(SIX + MINUTE) == without


def test_a_changeover_puts_off_the_interval() -> None:
    changed = all_caught(DONE.changeover(SIX + 60 * MINUTE), SIX + 61 * MINUTE)
    assert changed.at(SIX + 121 * MINUTE).asks == ()
    assert asked(changed.at(SIX + 180 * MINUTE)) == NAMES


def test_on_the_way_back_one_known_bad_pack_is_asked_for() -> None:
    assert asked(DONE.returning(SIX)) == {"wrong lot"}
    assert Challenges.begin(ChallengePlan((GOOD,)), SIX).returning(SIX).asks[1:] == ()


def test_what_is_open_keeps_its_earlier_end() -> None:
    again = BEGUN.changeover(SIX + 5 * MINUTE)
    assert again.asks == BEGUN.asks


# Overdue


def test_overdue_is_what_is_open_beyond_its_grace() -> None:
    assert BEGUN.alarm(SIX + PLAN.grace) is None
    late = BEGUN.alarm(SIX + PLAN.grace + MINUTE)
    assert late is not None
    assert (late.cause, late.checks) == (Cause.CHALLENGE_OVERDUE, ())
    assert "2026-03-02 06:15 UTC: good, wrong lot, torn code" in late.why


def test_a_proof_ends_what_was_overdue_even_when_it_was_missed() -> None:
    later = SIX + timedelta(hours=1)
    bound = BEGUN.declared("good", "ana", 7, later)
    assert {ask.name for ask in bound.overdue(later)} == NAMES
    after, proof = bound.seen(a_pack(7, lot=Verdict.UNSURE), later)
    assert proof is not None
    assert proof.result is Result.MISSED
    assert {ask.name for ask in after.overdue(later)} == NAMES - {"good"}


# Which pack it is


def test_a_marker_is_recognised_and_another_text_is_not() -> None:
    assert BEGUN.recognised("4012345000016", 3, SIX) == BEGUN
    (bound,) = BEGUN.recognised("CHALLENGE-LOT", 3, SIX).bound
    assert (bound.name, bound.pack_no, bound.by) == ("wrong lot", 3, MARKER)


def test_a_declaration_may_be_corrected_before_the_pack_ends() -> None:
    wrong = BEGUN.declared("good", "ana", 3, SIX).declared("good", "ana", 4, SIX)
    assert [one.pack_no for one in wrong.bound] == [4]
    other = wrong.declared("torn code", "ana", 4, SIX)
    assert [one.name for one in other.bound] == ["torn code"]


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="good, wrong lot, torn code"):
        BEGUN.declared("bad", "ana", 3, SIX)


def test_after_a_restart_no_number_means_a_challenge_pack() -> None:
    bound = BEGUN.declared("good", "ana", 3, SIX)
    after, proof = bound.restarted(timedelta(0), SIX).seen(a_pack(3), SIX)
    assert proof is None
    assert asked(after) == NAMES


def test_while_the_station_was_off_nobody_could_bring_a_pack() -> None:
    night = timedelta(hours=8)
    kept = BEGUN.at(SIX + 10 * MINUTE)
    after = kept.restarted(night, SIX + 10 * MINUTE + night)
    assert after.overdue(SIX + 15 * MINUTE + night) == ()
    assert len(after.overdue(SIX + 16 * MINUTE + night)) == len(NAMES)


def test_what_was_overdue_before_a_restart_is_overdue_after_it() -> None:
    after = BEGUN.restarted(MINUTE, SIX + 17 * MINUTE)
    assert after.asks == BEGUN.asks
    assert after.alarm(SIX + 17 * MINUTE) is not None


def test_a_pack_that_nobody_asked_for_proves_as_much() -> None:
    _, proof = DONE.declared("good", "ana", 9, SIX).seen(a_pack(9), SIX)
    assert proof is not None
    assert (proof.occasion, proof.asked_at) == (Occasion.OF_OWN_ACCORD, None)


def test_a_proof_names_the_ask_that_it_answers_and_binds_no_longer() -> None:
    both = DONE.returning(SIX + MINUTE).changeover(SIX + 2 * MINUTE)
    for name, occasion in (("good", Occasion.CHANGEOVER), ("wrong lot", Occasion.RETURN)):
        after, proof = both.declared(name, "ana", 9, SIX).seen(a_pack(9), SIX + 3 * MINUTE)
        assert proof is not None
        assert proof.occasion is occasion
        assert after.bound == ()


# What it proves

BAD, UNSURE, OK = Verdict.NOT_OK, Verdict.UNSURE, Verdict.OK
ACT, ASK = Level.ACT_WHEN_SURE, Level.RECOMMEND


@pytest.mark.parametrize(
    ("name", "lot", "outcome", "level", "caught"),
    [
        ("wrong lot", BAD, Outcome.REJECTED, ACT, True),
        ("wrong lot", UNSURE, Outcome.HELD, ACT, True),
        ("wrong lot", BAD, Outcome.MISSED, ACT, False),  # ordered, and not confirmed by the gate
        ("wrong lot", BAD, Outcome.PASSED, ACT, False),
        ("wrong lot", BAD, Outcome.PASSED, ASK, True),  # recommended: the gate is not driven
        ("wrong lot", OK, Outcome.PASSED, ASK, False),
        ("wrong lot", OK, Outcome.REJECTED, ACT, False),  # thrown out for another reason
        ("good", OK, Outcome.PASSED, ACT, True),
        ("good", OK, Outcome.REJECTED, ACT, False),
        ("good", UNSURE, Outcome.HELD, ACT, False),
        ("good", BAD, Outcome.PASSED, ASK, False),
    ],
)
def test_what_counts_as_caught(
    name: str, lot: Verdict, outcome: Outcome, level: Level, caught: bool
) -> None:
    _, proof = BEGUN.declared(name, "ana", 5, SIX).seen(a_pack(5, lot, OK, outcome, level), SIX)
    assert proof is not None
    assert (proof.result is Result.CAUGHT) is caught
    assert (proof.alarm is None) is caught


def test_a_reject_without_a_verdict_proves_nothing() -> None:
    late = replace(
        a_record(5),
        verdict=PackVerdict(UNSURE, 1.0, (Reason.LATE,)),
        decision=Decision(Action.REJECT, "late: reject", ACT, driven=True),
        outcome=Outcome.REJECTED,
    )
    _, proof = BEGUN.declared("wrong lot", "ana", 5, SIX).seen(late, SIX)
    assert proof is not None
    assert proof.result is Result.MISSED


def test_a_defect_must_be_noticed_by_each_of_its_checks() -> None:
    both = Challenges.begin(ChallengePlan((Challenge("blank", ("lot", "barcode")),)), SIX)
    bound = both.declared("blank", "ana", 1, SIX)
    half = bound.seen(a_pack(1, BAD, OK, Outcome.REJECTED), SIX)[1]
    whole = bound.seen(a_pack(1, BAD, UNSURE, Outcome.REJECTED), SIX)[1]
    assert half is not None
    assert whole is not None
    assert (half.result, whole.result) == (Result.MISSED, Result.CAUGHT)


def test_a_proof_tells_all_that_an_auditor_asks_for() -> None:
    bound = BEGUN.recognised("CHALLENGE-LOT", 5, SIX + MINUTE)
    after, proof = bound.seen(a_pack(5, BAD, OK, Outcome.REJECTED), SIX + 2 * MINUTE)
    assert proof == Proof(
        challenge=WRONG_LOT,
        occasion=Occasion.SHIFT_START,
        asked_at=SIX,
        by=MARKER,
        told_at=SIX + MINUTE,
        ended_at=SIX + 2 * MINUTE,
        pack_no=5,
        level=ACT,
        said={"lot": BAD, "barcode": OK},
        verdict=BAD,
        outcome=Outcome.REJECTED,
        pictures={"top": "ab" * 32},
        result=Result.CAUGHT,
    )
    assert after.last == (proof,)


def test_a_missed_one_takes_the_checks_that_should_have_seen_it() -> None:
    _, proof = BEGUN.declared("wrong lot", "ana", 5, SIX).seen(a_pack(5), SIX)
    assert proof is not None
    alarm = proof.alarm
    assert alarm is not None
    assert (alarm.cause, alarm.checks) == (Cause.CHALLENGE_MISSED, ("lot",))
    assert "'wrong lot' (pack 5) was not recognised: ok, passed" in alarm.why


def test_a_good_pack_that_was_thrown_out_takes_all_checks() -> None:
    _, proof = BEGUN.declared("good", "ana", 5, SIX).seen(a_pack(5, BAD, OK, Outcome.REJECTED), SIX)
    assert proof is not None
    assert proof.alarm is not None
    assert proof.alarm.checks == ("lot", "barcode")


def test_memory_keeps_the_last_proof_of_each_and_no_more() -> None:
    challenges = BEGUN
    for number in range(20):
        now = SIX + number * MINUTE
        challenges, _ = challenges.declared("good", "ana", number, now).seen(a_pack(number), now)
    assert [proof.pack_no for proof in challenges.last] == [19]


# Memory and plan


@settings(deadline=None)
@given(
    lot=some.sampled_from(Verdict), outcome=some.sampled_from(Outcome), number=some.integers(0, 99)
)
def test_a_restart_forgets_nothing(lot: Verdict, outcome: Outcome, number: int) -> None:
    challenges, _ = BEGUN.declared("good", "ana", number, SIX).seen(
        a_pack(number, lot, OK, outcome), SIX + MINUTE
    )
    challenges = challenges.at(SIX + timedelta(hours=3)).recognised("CHALLENGE-LOT", 100, SIX)
    assert from_json(Challenges, to_json(challenges)) == challenges


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"challenges": (GOOD, GOOD)}, "same name or marker"),
        (
            {"challenges": (WRONG_LOT, Challenge("other", ("lot",), "CHALLENGE-LOT"))},
            "same name or marker",
        ),
        ({"grace": timedelta(0)}, "grace"),
        ({"every": timedelta(minutes=15)}, "interval longer"),
        ({"every_packs": 0}, "every 0 packs"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        replace(PLAN, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [-20_500, -1, 1, 3652])
def test_a_jump_of_the_wall_clock_gives_nobody_more_time_or_less(days: int) -> None:
    jump = timedelta(days=days)
    moved, latest = BEGUN.moved(jump), SIX + jump + PLAN.grace
    assert moved.alarm(latest) is None
    assert moved.alarm(latest + MINUTE) is not None
    assert moved.occasion(latest) in (None, Occasion.SHIFT_START)


def test_a_jump_beyond_all_dates_leaves_the_last_of_them() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert BEGUN.moved(timedelta(days=3_000_000)).alarm(last) is None
    assert BEGUN.moved(timedelta(days=-3_000_000)).alarm(SIX) is not None
