"""Decisions that a person was asked for: what was recommended, who answered what, what became."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from edge_agent.core.packs import Action, Outcome, Verdict
from edge_agent.core.statistics.marks import is_overridden
from edge_agent.store.events import StoredRecord
from edge_agent.web.access import AtSite, operation
from edge_agent.web.api.record_routes import next_place, where
from edge_agent.web.listing import USUAL_LIMIT, Cursor, Document, Limit, Page, page_answer
from edge_agent.web.site import Site

router = APIRouter(prefix="/api/v1", tags=["records"])


class DecisionAnswer(Document):
    """One recommendation whose pack has ended; (boot, seq) is the number of its record."""

    boot: int = Field(examples=[12])
    seq: int = Field(examples=[3481])
    pack_no: int = Field(examples=[118])
    seen_at: AwareDatetime
    lot: str | None
    verdict: Verdict
    recommended: Action
    answer: Action | None = Field(description="null where nobody answered in time.")
    answered_by: str | None = Field(examples=["olga"])
    answered_at: AwareDatetime | None
    left_s: float | None = Field(
        description="Seconds until it would have been too late; null while the belt stood."
    )
    is_override: bool = Field(description="The answer was another than was recommended.")
    no_answer: bool
    outcome: Outcome = Field(description="What really happened at the gate.")


class DecisionPage(Page[DecisionAnswer]):
    pass


@router.get("/decisions", response_model=DecisionPage, **operation("listDecisions", 409, 503))
def list_decisions(
    request: Request,
    site: AtSite,
    answered_by: Annotated[str | None, Query(max_length=100, description="Only this person's.")] = (
        None
    ),
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Recommendations and their answers, the newest first."""
    asked: dict[str, Any] = {"list": "decisions", "answered_by": answered_by}
    place = where(site, asked, cursor)
    found = site.store.recommended(answered_by, limit + 1, place)
    items = [decision_answer(site, stored) for stored in found[:limit]]
    return page_answer(request, site, DecisionPage, items, next_place(found, limit), asked)


def decision_answer(site: Site, stored: StoredRecord) -> DecisionAnswer:
    record = stored.record
    decision, person = record.decision, record.answered_by
    answer = None if person is None else site.store.answer_to(stored.boot, record.pack_no)
    return DecisionAnswer(
        boot=stored.boot,
        seq=stored.seq,
        pack_no=record.pack_no,
        seen_at=record.seen_at,
        lot=record.order.lot if record.order else None,
        verdict=record.verdict.verdict,
        recommended=decision.recommended or decision.action,
        answer=None if person is None else decision.action,
        answered_by=person,
        answered_at=None if answer is None else answer.at,
        left_s=None if answer is None else answer.body.get("left_s"),
        is_override=is_overridden(record),
        no_answer=record.no_answer,
        outcome=record.outcome,
    )
