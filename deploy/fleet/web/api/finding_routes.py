"""What the watching of the fleet found: one cause at one station each, with its evidence."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from deploy.fleet.watching.reading import Evidence, StoredFinding, finding_by_id, findings_of
from deploy.fleet.web.access import AtCentre, operation
from deploy.fleet.web.api.by_number import before_of, numbered_answer
from deploy.fleet.web.api.words import LARGEST, Number, Word
from edge_agent.core.errors import NotFound
from edge_agent.web.listing import USUAL_LIMIT, Cursor, Document, Limit, Page, Time, json_answer

router = APIRouter(prefix="/api/v1", tags=["watching"])


class EvidenceAnswer(Document):
    """A record that speaks for a finding."""

    record: str = Field(description="Its key, for getRecord.", examples=["3-12-1024"])
    pictures: dict[str, str] = Field(
        description="View to sha256, for getPicture.", examples=[{"top": "a769b2b4…"}]
    )


class FindingAnswer(Document):
    """One cause at one station: it begins, goes on and ends."""

    id: int = Field(examples=[41])
    station: str
    check: str | None
    view: str | None
    lot: str | None
    kind: str = Field(examples=["printer_fades"])
    what: str = Field(description="drift, change or fault; a change is a note and no alarm.")
    severity: str = Field(description="note, warning or critical.", examples=["warning"])
    began_at: AwareDatetime
    noticed_at: AwareDatetime
    seen_at: AwareDatetime = Field(description="When it was last seen to go on.")
    ended_at: AwareDatetime | None = Field(description="null while it goes on.")
    sentences: dict[str, str] = Field(examples=[{"en": "The printer fades.", "de": "…"}])
    figures: dict[str, Any] = Field(examples=[{"legibility_per_hour": -0.02}])
    evidence: list[EvidenceAnswer] = Field(description="The strongest first.")


class FindingPage(Page[FindingAnswer]):
    pass


@router.get("/findings", response_model=FindingPage, **operation("listFindings", 409))
def list_findings(
    request: Request,
    site: AtCentre,
    station: Word = None,
    open_only: Annotated[bool, Query(description="Only those that go on.")] = False,
    since: Annotated[
        Time | None, Query(description="Only those that went on then or later.")
    ] = None,
    after_id: Annotated[int, Query(ge=0, le=LARGEST, description="Only newer ones.")] = 0,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """What the watching of the fleet found, the newest first."""
    wanted = (station, open_only, since, after_id)
    asked = {"list": "findings", "wanted": wanted}
    before = before_of(site, asked, cursor)
    with site.reading() as connection:
        found = findings_of(connection, *wanted, limit + 1, before)
    return numbered_answer(request, site, FindingPage, asked, found, limit, finding_answer)


@router.get("/findings/{number}", response_model=FindingAnswer, **operation("getFinding", 404))
def get_finding(number: Number, site: AtCentre) -> Response:
    """One finding, with the records and pictures that speak for it."""
    with site.reading() as connection:
        found = finding_by_id(connection, number)
    if found is None:
        raise NotFound(f"there is no finding {number}")
    return json_answer(finding_answer(found))


def finding_answer(found: StoredFinding) -> FindingAnswer:
    special = ("sentences", "evidence", "figures")
    same = {
        name: getattr(found, name) for name in FindingAnswer.model_fields if name not in special
    }
    return FindingAnswer(
        **same,
        sentences={language.value: said for language, said in found.sentences.items()},
        figures=dict(found.figures),
        evidence=list(map(evidence_answer, found.evidence)),
    )


def evidence_answer(one: Evidence) -> EvidenceAnswer:
    return EvidenceAnswer(record=f"{one.log_id}-{one.boot}-{one.seq}", pictures=dict(one.pictures))
