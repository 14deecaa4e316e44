"""A bundle that looks on beside the one in use: the order, its end, and what it has shown."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from edge_agent.core import told
from edge_agent.core.errors import NotFound
from edge_agent.core.roles import Act
from edge_agent.evidence.shadow_document import difference_document, shadow_document
from edge_agent.evidence.shadow_report import shadow_report
from edge_agent.people.acts import Subject
from edge_agent.web.access import Visiting, operation
from edge_agent.web.api.belt_routes import WORD, Say, person_of, said
from edge_agent.web.api.bundle_routes import TakeRelease, subject_of
from edge_agent.web.api.shadow_documents import PackDifference, ShadowWithPacks
from edge_agent.web.changes import AskedChange
from edge_agent.web.listing import MOST_AT_ONCE, json_answer

router = APIRouter(prefix="/api/v1/bundles/shadow", tags=["models"])

Limit = Annotated[int, Query(ge=1, le=MOST_AT_ONCE, description="Of the packs that differ.")]


@router.get("", response_model=ShadowWithPacks, **operation("getShadow", 404))
def get_shadow(visiting: Visiting, limit: Limit = 50) -> Response:
    """What the bundle that looks on has shown so far, with the packs on which it differs."""
    report = shadow_report(visiting.site.data)
    if report is None:
        raise NotFound("no bundle was ever ordered to look on here")
    told_packs = (difference_document(one) for one in report.differences[:limit])
    packs = [PackDifference(**one) for one in told_packs]
    return json_answer(ShadowWithPacks(**shadow_document(report), differences=packs))


@router.post("", status_code=204, **operation("shadowBundle", *WORD))
async def shadow_bundle(body: TakeRelease, change: AskedChange) -> Response:
    """Orders a release to look on beside the bundle in use; it decides nothing."""
    word = told.ShadowBundle(body.name, person_of(change))
    return await said(change, body, Act.SHADOW_BUNDLE, subject_of(change, body.name), word)


@router.post("/end", status_code=204, **operation("endShadow", *WORD))
async def end_shadow(body: Say, change: AskedChange) -> Response:
    """No bundle looks on any longer, and none is waited for."""
    word = told.EndShadow(person_of(change))
    subject = Subject(old=subject_of(change, "").old, new="no bundle looks on")
    return await said(change, body, Act.SHADOW_BUNDLE, subject, word)
