"""Packs that a person should look at, and what he says of them."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from edge_agent.core.labels import LabelSource
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind, Record
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.verdict_sentences import verdict_sentence
from edge_agent.core.review import Said, Why
from edge_agent.core.roles import Act
from edge_agent.core.told import Told
from edge_agent.people.acts import LONGEST_TEXT, Subject
from edge_agent.store.looks import FIRST, QueuedPack, Review, Turn, reviews_of
from edge_agent.web.access import AtSite, operation
from edge_agent.web.api.record_routes import Number
from edge_agent.web.changes import ANSWERED_AGAIN, AskedChange, Change
from edge_agent.web.cursors import place_in
from edge_agent.web.listing import Cursor, Document, Limit, Page, json_answer, page_answer
from edge_agent.web.review import desk
from edge_agent.web.site import Site
from edge_agent.web.spoken import Word, spoken

router = APIRouter(prefix="/api/v1", tags=["review"])

USUAL_LIMIT: Final = 24
WORD: Final = (400, 404, 409, 422, 503, 504)


class ReviewCheck(Document):
    """What a pack may be faulty in."""

    name: str = Field(examples=["expiry"])
    kind: CheckKind
    view: str


class ReviewItem(Document):
    """A pack in the queue."""

    boot: int = Field(examples=[12])
    pack_no: int = Field(examples=[3481])
    seq: int = Field(description="(boot, seq) is the number of its record.", examples=[3480])
    seen_at: AwareDatetime
    recipe_hash: str
    order: Order | None = Field(description="What had to be printed; null where nobody had said.")
    whys: list[Why] = Field(description="Why it is worth a look; of a drawn pack only that.")
    is_blind: bool = Field(description="Drawn for the audit: nothing is told before the answer.")
    checks: list[ReviewCheck] = Field(description="Of its recipe, in its order.")
    pictures: dict[str, str] = Field(description="View to sha256; empty where none was kept.")
    record: Record | None = Field(description="What the machine said; null while it is blind.")
    sentences: dict[Language, str] | None = Field(description="The same in words, by language.")


class ReviewPage(Page[ReviewItem]):
    pass


class ReviewAnswer(Document):
    """What a person says of the pack, as far as it stands."""

    person: str
    said: Said
    checks: list[str]
    at: AwareDatetime
    is_audit: bool = Field(description="It was examined for the audit; such a word stands.")


class ReviewedPack(Document):
    pack: ReviewItem
    reviews: list[ReviewAnswer]


class SayOfPack(Document):
    said: Said
    checks: list[Annotated[str, Field(max_length=200)]] = Field(
        default=[],
        max_length=50,
        description="Which checks must notice what is faulty; empty where none is about it.",
        examples=[["expiry"]],
    )


@router.get("/review", response_model=ReviewPage, **operation("listReview", 409, 503))
def list_review(
    request: Request,
    site: AtSite,
    why: Annotated[Why | None, Query(description="Only those that wait for this.")] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Packs of the last seven days of which nobody has spoken, the most informative first."""
    asked: dict[str, Any] = {"list": "review", "why": why}
    after = FIRST if cursor is None else turn_in(site, asked, cursor)
    found = desk.queue(site, limit + 1, after, why)
    items = [item(site, look) for look in found[:limit]]
    place = found[limit - 1].turn if len(found) > limit else None
    return page_answer(request, site, ReviewPage, items, place, asked)


@router.get(
    "/review/{boot}/{pack_no}", response_model=ReviewedPack, **operation("getReview", 404, 503)
)
def get_review(boot: Number, pack_no: Number, site: AtSite) -> Response:
    """One pack and what people have said of it."""
    _, look = desk.looked_at(site, boot, pack_no)
    said = [review_answer(one) for one in reviews_of(site.store, boot, pack_no)]
    return json_answer(ReviewedPack(pack=item(site, look), reviews=said))


@router.post("/review/{boot}/{pack_no}", status_code=204, **operation("reviewPack", *WORD))
async def review_pack(
    boot: Number, pack_no: Number, body: SayOfPack, change: AskedChange
) -> Response:
    """What the pack truly is. Said anew by the same person, it replaces what he said before."""
    checks = tuple(dict.fromkeys(body.checks))
    person = change.visit.present.actor.name

    def told() -> Told:
        return desk.word(change.visit.site, boot, pack_no, body.said, checks, person)

    new = f"{body.said}: {', '.join(checks)}" if checks else body.said.value
    return await said(change, Subject(pack=f"{boot}/{pack_no}", new=new[:LONGEST_TEXT]), told)


@router.delete("/review/{boot}/{pack_no}", status_code=204, **operation("withdrawReview", *WORD))
async def withdraw_review(boot: Number, pack_no: Number, change: AskedChange) -> Response:
    """Takes back what one has said oneself; the pack waits again. An audit's word stands."""
    person = change.visit.present.actor.name

    def told() -> Told:
        return desk.withdrawal(change.visit.site, boot, pack_no, person)

    return await said(change, Subject(pack=f"{boot}/{pack_no}", new="withdrawn"), told)


async def said(change: Change, subject: Subject, told: Callable[[], Told]) -> Response:
    """The word is made before its act is recorded: nothing is kept of one that may not be said."""
    if await run_in_threadpool(change.was_answered):
        return Response(status_code=204, headers={ANSWERED_AGAIN: "true"})
    desk.refuse_without_line(change.visit.site)
    word = await run_in_threadpool(told)
    return await spoken(change, Word(Act.REVIEW, subject, lambda _: word))


def turn_in(site: Site, asked: dict[str, Any], cursor: str) -> Turn:
    rank, closeness, boot, pack_no = place_in(site.cursor_key(), asked, cursor, 4)
    return rank, closeness, boot, pack_no


def item(site: Site, look: QueuedPack) -> ReviewItem:
    record = site.store.record((look.boot, look.seq)).record
    is_blind = desk.is_blind(look, reviews_of(site.store, look.boot, look.pack_no))
    return ReviewItem(
        boot=look.boot,
        pack_no=look.pack_no,
        seq=look.seq,
        seen_at=record.seen_at,
        recipe_hash=record.recipe_hash,
        order=record.order,
        whys=[Why.AUDIT] if is_blind else list(look.whys),
        is_blind=is_blind,
        checks=check_answers(site, record),
        pictures=record.pictures,
        record=None if is_blind else record,
        sentences=None if is_blind else sentences(record),
    )


def sentences(record: Record) -> dict[Language, str]:
    return {one: verdict_sentence(record.verdict, one) for one in Language}


def check_answers(site: Site, record: Record) -> list[ReviewCheck]:
    recipe = desk.recipe_of(site, record.recipe_hash)
    checks = record.verdict.checks if recipe is None else recipe.checks
    return [ReviewCheck(name=one.name, kind=one.kind, view=one.view) for one in checks]


def review_answer(one: Review) -> ReviewAnswer:
    return ReviewAnswer(
        person=one.person,
        said=one.said,
        checks=list(one.checks),
        at=one.at,
        is_audit=one.source is LabelSource.AUDIT,
    )
