"""Records by hand, as statistics and reviews want them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from edge_agent.core.order import Order
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
from tests.samples import NOON, a_record


def check(
    name: str, verdict: Verdict, score: float, *reasons: Reason, kind: CheckKind = CheckKind.PRINT
) -> CheckResult:
    return CheckResult(name, kind, "top", verdict, score, reasons=reasons)


def seen_at(minutes: float) -> datetime:
    """After noon."""
    return NOON + timedelta(minutes=minutes)


def a_pack(pack_no: int, *checks: CheckResult, lot: str = "L123", **changes: Any) -> Record:
    """Judged as its checks say; rejected where it is not ok."""
    given = checks or (check("lot", Verdict.OK, 0.02),)
    worst = max((one.verdict for one in given), key=[*Verdict].index)
    if Verdict.NOT_OK in [one.verdict for one in given]:
        worst = Verdict.NOT_OK
    is_bad = worst is Verdict.NOT_OK
    reasons = tuple(dict.fromkeys(reason for one in given for reason in one.reasons))
    usual: dict[str, Any] = {
        "verdict": PackVerdict(worst, max(one.score for one in given), reasons, given),
        "order": Order("tray", lot),
        "outcome": Outcome.REJECTED if is_bad else Outcome.PASSED,
        "decision": Decision(
            Action.REJECT if is_bad else Action.PASS, "lot", Level.ACT_WHEN_SURE, is_bad
        ),
        "latency_ms": 10.0,
    }
    return replace(a_record(pack_no), **{**usual, **changes})


def a_bad_pack(pack_no: int, **changes: Any) -> Record:
    return a_pack(pack_no, check("lot", Verdict.NOT_OK, 0.97, Reason.READS_OTHER), **changes)


def an_unsure_pack(pack_no: int, score: float = 0.48, **changes: Any) -> Record:
    return a_pack(pack_no, check("lot", Verdict.UNSURE, score, Reason.UNREADABLE), **changes)


def an_asked_pack(pack_no: int, answer: Action | None, **changes: Any) -> Record:
    """Judged faulty at the level recommend, and answered so."""
    rejected = answer is Action.REJECT
    decision = Decision(answer or Action.PASS, "lot", Level.RECOMMEND, rejected, Action.REJECT)
    usual: dict[str, Any] = {
        "decision": decision,
        "answered_by": None if answer is None else "anna",
        "no_answer": answer is None,
        "outcome": Outcome.REJECTED if rejected else Outcome.PASSED,
    }
    return a_bad_pack(pack_no, **{**usual, **changes})
