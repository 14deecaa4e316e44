"""What cannot be known is unsure; what contradicts is never ok; else two thresholds decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.autonomy.verdict_rules import CONTRADICTIONS, UNKNOWABLE, Thresholds, ruled
from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import CheckKind, CheckResult, Reason, Verdict, VerdictRule

LIMITS = Thresholds(ok_up_to=0.2, not_ok_from=0.7)
scores = some.floats(0, 1)
verdicts = some.sampled_from(Verdict)
reason_sets = some.lists(some.sampled_from(Reason), max_size=3).map(tuple)


def measured(
    score: float, verdict: Verdict = Verdict.OK, reasons: tuple[Reason, ...] = ()
) -> CheckResult:
    return CheckResult("lot", CheckKind.PRINT, "top", verdict, score, reasons=reasons)


@pytest.mark.parametrize(
    ("score", "verdict", "rule"),
    [
        (0.0, Verdict.OK, VerdictRule.SCORE_LOW),
        (0.2, Verdict.OK, VerdictRule.SCORE_LOW),
        (0.21, Verdict.UNSURE, VerdictRule.SCORE_BETWEEN),
        (0.69, Verdict.UNSURE, VerdictRule.SCORE_BETWEEN),
        (0.7, Verdict.NOT_OK, VerdictRule.SCORE_HIGH),
        (1.0, Verdict.NOT_OK, VerdictRule.SCORE_HIGH),
    ],
)
@given(said=verdicts)
def test_thresholds_alone_decide_where_nothing_hard_is_seen(
    score: float, verdict: Verdict, rule: VerdictRule, said: Verdict
) -> None:
    after = ruled(measured(score, said), LIMITS)
    assert (after.verdict, after.rule) == (verdict, rule)


@given(score=scores, said=verdicts)
def test_without_thresholds_the_recipes_limits_stand(score: float, said: Verdict) -> None:
    after = ruled(measured(score, said), None)
    assert (after.verdict, after.rule) == (said, VerdictRule.LIMITS)


@given(
    score=scores,
    said=verdicts,
    reasons=reason_sets,
    hard=some.sampled_from(sorted(UNKNOWABLE)),
    thresholds=some.sampled_from([None, LIMITS]),
)
def test_what_cannot_be_known_is_unsure_whatever_the_score(
    score: float,
    said: Verdict,
    reasons: tuple[Reason, ...],
    hard: Reason,
    thresholds: Thresholds | None,
) -> None:
    after = ruled(measured(score, said, (*reasons, hard)), thresholds)
    assert after.verdict is Verdict.UNSURE
    known = {UNKNOWABLE[reason] for reason in (*reasons, hard) if reason in UNKNOWABLE}
    assert after.rule in known


@given(score=scores, said=verdicts, reasons=reason_sets)
def test_an_unhealthy_camera_knows_nothing(
    score: float, said: Verdict, reasons: tuple[Reason, ...]
) -> None:
    after = ruled(measured(score, said, reasons), LIMITS, camera_healthy=False)
    assert (after.verdict, after.rule) == (Verdict.UNSURE, VerdictRule.CAMERA_UNHEALTHY)


@given(score=scores, reason=some.sampled_from(sorted(CONTRADICTIONS)))
def test_what_contradicts_the_order_is_never_ok(score: float, reason: Reason) -> None:
    after = ruled(measured(score, Verdict.NOT_OK, (reason,)), LIMITS)
    expected = (
        (Verdict.NOT_OK, VerdictRule.SCORE_HIGH)
        if score >= LIMITS.not_ok_from
        else (Verdict.UNSURE, VerdictRule.CONTRADICTION)
    )
    assert (after.verdict, after.rule) == expected


@pytest.mark.parametrize("pair", [(0.7, 0.2), (-0.1, 0.5), (0.5, 1.1), (float("nan"), 1.0)])
def test_two_thresholds_stand_in_order(pair: tuple[float, float]) -> None:
    with pytest.raises(InvalidInput, match="no two thresholds"):
        Thresholds(*pair)
    assert Thresholds(0.0, 0.0).not_ok_from == 0.0
    assert Thresholds(0.5, 1.0).not_ok_from == 1.0
