"""A line that runs well, and what may be asked, seen and told of it."""

from dataclasses import replace
from typing import Any

from edge_agent.control.line_state import (
    CheckState,
    EndedPack,
    Lately,
    LineState,
    Recommendation,
    SeenCheck,
)
from edge_agent.control.messages import EvidenceTold, PackTold, Picture
from edge_agent.control.shown import EndedWithViews, picture_of
from edge_agent.core.ledger import Ledger
from edge_agent.core.packs import (
    Action,
    Box,
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
from edge_agent.core.reasons.languages import Language
from tests.control.samples import a_state
from tests.samples import a_picture, a_record

BOX = Box(8, 6, 12, 9)
WIDTH_PX, HEIGHT_PX = 32, 24
RECOMMEND = Level.RECOMMEND
A_CHECK = CheckState("lot", CheckKind.PRINT, "top", RECOMMEND, RECOMMEND, RECOMMEND, None, None)


def a_running_line(seen: int = 1000, **changes: Any) -> LineState:
    """Nothing speaks against it: it runs."""
    state = replace(
        a_state(seen),
        belt_stops=(),
        lost_cameras={},
        level=RECOMMEND,
        checks=(A_CHECK,),
        ledger=Ledger(seen=seen, passed=seen),
        lately=Lately(146.0, 500, 0, 12.5, 12.5, 12.5, ()),
    )
    return replace(state, **changes)


def a_recommendation(pack_no: int = 1001, **changes: Any) -> Recommendation:
    seen = SeenCheck(
        *("lot", "top", Verdict.NOT_OK, 0.97, "L1", "L2", (Reason.READS_OTHER,), BOX),
    )
    asked = Recommendation(
        pack_no=pack_no,
        recommended=Action.REJECT,
        sentences={Language.EN: "Because it is so.", Language.DE: "Aus gutem Grund."},
        verdict=Verdict.NOT_OK,
        checks=(seen,),
        left_s=30.0,
        is_overdue=False,
    )
    return replace(asked, **changes)


def an_asking_line(*pack_nos: int, **changes: Any) -> LineState:
    return a_running_line(recommendations=tuple(map(a_recommendation, pack_nos)), **changes)


def an_ended_pack(pack_no: int, outcome: Outcome = Outcome.PASSED) -> EndedPack:
    return EndedPack(pack_no, Verdict.NOT_OK, Action.PASS, outcome, False, Reason.READS_OTHER)


def a_seen_record(pack_no: int, verdict: Verdict = Verdict.OK, **changes: Any) -> Record:
    reasons = () if verdict is Verdict.OK else (Reason.READS_OTHER,)
    check = CheckResult(
        *("lot", CheckKind.PRINT, "top", verdict, 0.9),
        read="L1",
        expected="L2",
        reasons=reasons,
        box=BOX,
    )
    record = replace(
        a_record(pack_no, verdict),
        verdict=PackVerdict(verdict, 0.9, reasons, (check,)),
        decision=Decision(Action.PASS, "lot: report", Level.REPORT, driven=False),
        latency_ms=12.0,
    )
    return replace(record, **changes)


def a_seen_pack(pack_no: int, verdict: Verdict = Verdict.OK, **changes: Any) -> EndedWithViews:
    return EndedWithViews(a_seen_record(pack_no, verdict, **changes), {"top": a_picture(pack_no)})


def a_told_pack(pack_no: int, *views: str) -> PackTold:
    return PackTold(a_seen_record(pack_no), tuple(map(a_jpeg, views or ("top",))))


def some_evidence(pack_no: int, *views: str) -> EvidenceTold:
    return EvidenceTold(pack_no, tuple(map(a_jpeg, views or ("top",))))


def a_jpeg(view: str) -> Picture:
    return picture_of(view, a_picture(), None)
