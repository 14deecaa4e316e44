import json
from dataclasses import replace

import pytest

from edge_agent.core.machine_vision.results import (
    ResultEvaluation,
    ResultState,
    content,
    evaluation,
    result_state,
)
from edge_agent.core.packs import PackVerdict, Reason, Verdict
from tests.samples import a_record


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Verdict.OK, ResultEvaluation.OK),
        (Verdict.NOT_OK, ResultEvaluation.NOT_OK),
        (Verdict.UNSURE, ResultEvaluation.NOT_DECIDABLE),
    ],
)
def test_each_verdict_has_the_number_of_the_standard(
    verdict: Verdict, told: ResultEvaluation
) -> None:
    assert evaluation(a_record(1, verdict)) is told
    assert content(a_record(1, verdict))["checks"][0]["evaluation"] == int(told)


def test_numbers_are_those_of_the_standards() -> None:
    """OPC 40001-101, ResultEvaluationEnum; OPC 40100-1, 12.19."""
    assert [int(one) for one in ResultEvaluation] == [0, 1, 2, 3]
    assert [int(one) for one in ResultState] == [1, 3, 4]


def test_a_pack_that_nobody_could_look_at_failed_and_a_late_one_was_aborted() -> None:
    failed = PackVerdict(Verdict.UNSURE, 1.0, (Reason.NO_PICTURE,))
    assert result_state(a_record(1)) is ResultState.COMPLETED
    assert result_state(a_record(1, late=True)) is ResultState.ABORTED
    assert result_state(replace(a_record(1, late=True), verdict=failed)) is ResultState.FAILED


def test_contents_are_json_also_where_a_score_is_no_number() -> None:
    record = replace(a_record(7), verdict=PackVerdict(Verdict.UNSURE, float("nan"), ()))
    told = json.loads(json.dumps(content(record), allow_nan=False))
    assert (told["pack_no"], told["score"], told["order"]["lot"]) == (7, None, "L123")
