"""Packs calibrate, frames do not; what contradicts or depends on the score is refused."""

from dataclasses import replace

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.calibration import CalibrationPack, calibration_of
from edge_agent.core.labels import LabelSource

GOOD = CalibrationPack("7", "lot A", 0.1, False, LabelSource.AUDIT)
BAD = CalibrationPack("8", "lot B", 0.9, True, LabelSource.CHALLENGE)


def test_scores_are_sorted_by_truth_and_blocks_counted() -> None:
    third = replace(GOOD, pack_id="9", block="lot C", score=0.05)
    calibration = calibration_of([GOOD, BAD, third])
    assert calibration.goods.tolist() == [0.05, 0.1]
    assert calibration.defects.tolist() == [0.9]
    assert calibration.blocks == 3
    assert not calibration.simulated


def test_a_second_frame_of_a_pack_is_refused() -> None:
    with pytest.raises(InvalidInput, match="pack 7 is there twice"):
        calibration_of([GOOD, BAD, replace(GOOD, score=0.2)])


def test_labels_that_contradict_are_refused_with_both_sources() -> None:
    other = replace(GOOD, defective=True, source=LabelSource.CHALLENGE)
    with pytest.raises(InvalidInput, match="pack 7 contradict: audit and challenge"):
        calibration_of([GOOD, other])


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no packs"):
        calibration_of([])


@pytest.mark.parametrize("score", [float("nan"), float("inf"), -0.1, 1.1])
def test_a_score_that_is_none_is_refused(score: float) -> None:
    with pytest.raises(InvalidInput, match="pack 7: score"):
        calibration_of([replace(GOOD, score=score)])


@pytest.mark.parametrize("source", [LabelSource.OPERATOR, LabelSource.CLAIM])
def test_a_label_that_depends_on_the_verdict_is_refused(source: LabelSource) -> None:
    with pytest.raises(InvalidInput, match="audit the pack instead"):
        calibration_of([replace(GOOD, source=source)])


def test_simulated_packs_never_count_beside_real_ones() -> None:
    with pytest.raises(InvalidInput, match="mixed"):
        calibration_of([GOOD, replace(BAD, source=LabelSource.SIMULATED)])
    alone = calibration_of([replace(BAD, source=LabelSource.SIMULATED)])
    assert alone.simulated
