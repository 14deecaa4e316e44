"""A result that no thresholds can make wrong never looks like an error."""

from itertools import product

import pytest

from edge_agent.core.autonomy.evidence import calibration_on, counted_score
from edge_agent.core.autonomy.verdict_rules import CONTRADICTIONS, UNKNOWABLE, Thresholds, ruled
from edge_agent.core.guarantees.calibration import CalibrationPack
from edge_agent.core.labels import LabelSource
from edge_agent.core.packs import CheckKind, CheckResult, Reason, Verdict, VerdictRule

SCORES = [0.0, 0.3, 0.5, 0.7, 1.0]


def result(score: float, *reasons: Reason, rule: VerdictRule | None = None) -> CheckResult:
    return CheckResult(
        "lot", CheckKind.PRINT, "top", Verdict.UNSURE, score, reasons=reasons, rule=rule
    )


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("defective", [True, False])
def test_a_plain_result_counts_by_its_score(score: float, defective: bool) -> None:
    assert counted_score(result(score), defective) == score
    assert counted_score(result(score, Reason.OFF_PLACE), defective) == score


@pytest.mark.parametrize("reason", UNKNOWABLE)
def test_what_cannot_be_known_is_wrong_at_no_thresholds(reason: Reason) -> None:
    assert counted_score(result(0.3, reason), True) == 1.0
    assert counted_score(result(0.7, reason, Reason.OFF_PLACE), False) == 0.0


def test_nothing_is_known_through_an_unhealthy_camera() -> None:
    blind = result(0.5, rule=VerdictRule.CAMERA_UNHEALTHY)
    assert (counted_score(blind, True), counted_score(blind, False)) == (1.0, 0.0)
    assert counted_score(result(0.5, rule=VerdictRule.LIMITS), True) == 0.5


@pytest.mark.parametrize("reason", sorted(CONTRADICTIONS))
def test_what_contradicts_the_order_never_lets_a_defect_pass(reason: Reason) -> None:
    assert counted_score(result(0.1, reason), True) == 1.0
    assert counted_score(result(0.1, reason), False) == 0.1


@pytest.mark.parametrize("reason", Reason)
def test_the_counted_score_errs_exactly_where_the_verdict_does(reason: Reason) -> None:
    """At every pair of thresholds: the guarantee speaks of verdicts, not of scores."""
    for score, ok_up_to, not_ok_from in product(SCORES, SCORES, SCORES):
        if ok_up_to >= not_ok_from:
            continue
        verdict = ruled(result(score, reason), Thresholds(ok_up_to, not_ok_from)).verdict
        is_missed = counted_score(result(score, reason), True) <= ok_up_to
        is_rejected = counted_score(result(score, reason), False) >= not_ok_from
        assert is_missed is (verdict is Verdict.OK)
        assert is_rejected is (verdict is Verdict.NOT_OK)


def test_no_packs_are_no_evidence_and_no_error() -> None:
    nothing = calibration_on([])
    assert (len(nothing.goods), len(nothing.defects), nothing.blocks) == (0, 0, 0)
    assert not nothing.simulated
    pack = CalibrationPack("1", "L1", 0.3, False, LabelSource.SIMULATED)
    assert calibration_on([pack]).simulated
