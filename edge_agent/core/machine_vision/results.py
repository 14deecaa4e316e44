"""A pack's record as a result of a vision system: OPC 40100-1, evaluated as in OPC 40001-101.

Pure. `ResultState` says how the look at a pack ended; whether the pack is good says the evaluation.
"""

from enum import IntEnum
from math import isfinite
from typing import Any, Final

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult, Reason, Record, Verdict


class ResultEvaluation(IntEnum):
    """OPC 40001-101 (Machinery: result transfer), ResultEvaluationEnum."""

    UNDEFINED = 0
    OK = 1
    NOT_OK = 2
    NOT_DECIDABLE = 3


class ResultState(IntEnum):
    """OPC 40100-1, 12.19; a pack that is still looked at is no result yet."""

    COMPLETED = 1
    ABORTED = 3
    FAILED = 4


EVALUATIONS: Final = {
    Verdict.OK: ResultEvaluation.OK,
    Verdict.NOT_OK: ResultEvaluation.NOT_OK,
    Verdict.UNSURE: ResultEvaluation.NOT_DECIDABLE,
}
FAILURES: Final = frozenset({Reason.INSPECTION_FAILED, Reason.NO_PICTURE})


def evaluation(record: Record) -> ResultEvaluation:
    return EVALUATIONS[record.verdict.verdict]


def result_state(record: Record) -> ResultState:
    if FAILURES & set(record.verdict.reasons):
        return ResultState.FAILED
    return ResultState.ABORTED if record.late else ResultState.COMPLETED


def content(record: Record) -> dict[str, Any]:
    """All that is said of a pack; docs/opcua.md explains every key."""
    return {
        "pack_no": record.pack_no,
        "verdict": record.verdict.verdict.value,
        "evaluation": int(evaluation(record)),
        "score": number(record.verdict.score),
        "reasons": [one.value for one in record.verdict.reasons],
        "decision": record.decision.action.value,
        "outcome": record.outcome.value,
        "late": record.late,
        "order": told_order(record.order),
        "latency_ms": record.latency_ms,
        "checks": [told_check(one) for one in record.verdict.checks],
        "pictures": record.pictures,
    }


def told_order(order: Order | None) -> dict[str, str | None] | None:
    if order is None:
        return None
    expiry = None if order.expiry is None else order.expiry.isoformat()
    return {"recipe": order.recipe, "lot": order.lot, "expiry": expiry, "gtin": order.gtin}


def told_check(check: CheckResult) -> dict[str, Any]:
    return {
        "name": check.name,
        "kind": check.kind.value,
        "view": check.view,
        "verdict": check.verdict.value,
        "evaluation": int(EVALUATIONS[check.verdict]),
        "score": number(check.score),
        "read": check.read,
        "expected": check.expected,
        "reasons": [one.value for one in check.reasons],
    }


def number(score: float) -> float | None:
    """None where it is no number: JSON has no word for it."""
    return score if isfinite(score) else None
