"""Feedback over the API: packs are lent, answered and taken back; words are handed on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from deploy.fleet.feedback import answering
from deploy.fleet.feedback.agreement import agreement, pairs_by_check, pooled
from deploy.fleet.feedback.answering import Given
from deploy.fleet.feedback.defect_kinds import named_before
from deploy.fleet.feedback.documents import (
    AgreementsAnswer,
    AnswerDocument,
    AskedLease,
    FeedbackAnswer,
    ItemAnswer,
    ItemsAnswer,
    LabelCount,
    Number,
    Revealed,
    SkipDocument,
    agreement_document,
    figures_document,
    item_document,
    revealed,
    words_of,
)
from deploy.fleet.feedback.figures import figures
from deploy.fleet.feedback.items import Item, one_item
from deploy.fleet.feedback.leasing import ADJUDICATED, REVIEWED, Asker, lease
from deploy.fleet.feedback.values import Kind, State, Words
from deploy.fleet.feedback.word_log import labels_after, last_number, words_after, written
from deploy.fleet.web.access import AskedChange, AtCentre, Visiting, operation
from deploy.fleet.web.api.words import LARGEST
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.core.roles import Act
from edge_agent.people.acts import Subject
from edge_agent.people.office import Office
from edge_agent.web.access import VisitAt
from edge_agent.web.api.people_routes import Ordering
from edge_agent.web.changes import ChangeAt, order
from edge_agent.web.listing import Since, json_answer

router = APIRouter(prefix="/api/v1/feedback", tags=["feedback"])

JSON_LINES: Final = "application/x-ndjson"
After = Annotated[
    int, Query(ge=0, le=LARGEST, description="Only words with a larger number than this.")
]
EXPORT: Final = operation("exportLabels")


@router.get("", response_model=FeedbackAnswer, **operation("getFeedback"))
def get_feedback(visiting: Visiting) -> Response:
    """What waits for people, what was picked today, and what was answered."""
    site = visiting.site
    with site.reading() as connection:
        found = figures(connection, visiting.present.actor.name, visiting.now)
    return json_answer(figures_document(found, site.settings.feedback.labels_a_day))


@router.post("/items/lease", response_model=ItemsAnswer, **operation("leaseLabelItems", 422))
def lease_label_items(body: AskedLease, visiting: Visiting) -> Response:
    """Packs to label: lent to you for some minutes, and to nobody else."""
    return leased(visiting, Asker(visiting.present.actor.name, REVIEWED), body.most)


@router.post(
    "/adjudications/lease", response_model=ItemsAnswer, **operation("leaseAdjudications", 422)
)
def lease_adjudications(body: AskedLease, visiting: Visiting) -> Response:
    """Packs of which two others disagree, with what they said."""
    return leased(visiting, Asker(visiting.present.actor.name, ADJUDICATED), body.most)


def leased(visiting: VisitAt[CentreSite], asker: Asker, most: int) -> Response:
    site, until = visiting.site, lease_ends(visiting.site, visiting.now)
    with site.writing() as connection:
        found = lease(connection, asker, most, visiting.now, until)
        items = [shown(connection, one) for one in found]
    return json_answer(ItemsAnswer(items=items, leased_until=until))


def lease_ends(site: CentreSite, now: datetime) -> datetime:
    return now + timedelta(minutes=site.settings.feedback.lease_minutes)


def shown(connection: Connection, item: Item, taken_back: Words | None = None) -> ItemAnswer:
    return item_document(item, named_before(connection, item.recipe), taken_back)


@router.post(
    "/items/{number}/answer",
    response_model=Revealed,
    **operation("answerLabelItem", 400, 404, 409, 422),
)
def answer_label_item(number: Number, body: AnswerDocument, change: AskedChange) -> Response:
    """What you see on the pictures, for each check. Then you are told what the station had said."""
    return answered(change, number, given(change, Kind.REVIEW, words_of(body), body.took_ms))


@router.post(
    "/items/{number}/adjudicate",
    response_model=Revealed,
    **operation("adjudicateLabelItem", 400, 404, 409, 422),
)
def adjudicate_label_item(number: Number, body: AnswerDocument, change: AskedChange) -> Response:
    """Decides where two others disagree."""
    return answered(change, number, given(change, Kind.ADJUDICATION, words_of(body), body.took_ms))


@router.post(
    "/items/{number}/skip",
    response_model=Revealed,
    **operation("skipLabelItem", 400, 404, 409, 422),
)
def skip_label_item(number: Number, body: SkipDocument, change: AskedChange) -> Response:
    """Leaves it to others. Nothing is told of what the station had said."""
    return answered(change, number, given(change, Kind.SKIP, {}, body.took_ms))


def given(change: ChangeAt[CentreSite], kind: Kind, words: Words, took_ms: int) -> Given:
    return Given(change.visit.present.actor.name, kind, words, took_ms)


def answered(change: ChangeAt[CentreSite], number: int, said: Given) -> Response:
    site, now = change.visit.site, change.visit.now

    def make(office: Office, ordered: Ordering) -> Revealed:
        with site.writing() as connection:
            item = answering.answer(connection, number, said, now)
        return revealed(item, is_told=said.kind is not Kind.SKIP)

    return change.once(200, make)


@router.post(
    "/items/{number}/take-back",
    response_model=ItemAnswer,
    **operation("takeBackLabel", 400, 404, 409),
)
def take_back_label(number: Number, change: AskedChange) -> Response:
    """What you said of the pack counts no more; it is lent to you anew, with what you had said."""
    site, now, person = change.visit.site, change.visit.now, change.visit.present.actor.name

    def make(office: Office, ordered: Ordering) -> ItemAnswer:
        with site.writing() as connection:
            said = one_item(connection, number).answer_of(person)
            until = lease_ends(site, now)
            item = answering.take_back(connection, number, person, now, until)
            is_own = said is not None and item.state is not State.ADJUDICATION
            return shown(connection, item, said.words if is_own and said is not None else None)

    return change.once(200, make)


@router.get(
    "/labels",
    response_class=StreamingResponse,
    **{**EXPORT, "responses": {**EXPORT["responses"], 200: {"content": {JSON_LINES: {}}}}},
)
def export_labels(visiting: Visiting, after: After = 0, since: Since = None) -> Response:
    """JSON lines for `packwarden data import`, in the order in which they were said."""
    told = f"labels after {after}" + ("" if since is None else f", since {since:%Y-%m-%dT%H:%MZ}")
    with visiting.site.changing() as office:
        office.record(order(visiting, ""), Act.EXPORT, Subject(new=told))
    lines = exported(visiting.site, after, since)
    name = f"labels-{visiting.now:%Y%m%dT%H%M%SZ}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, 200, headers, JSON_LINES)


def exported(site: CentreSite, after: int, since: datetime | None) -> Iterator[str]:
    with site.reading() as connection:
        for _, word in words_after(connection, after, since):
            yield written(word)


@router.get("/labels/count", response_model=LabelCount, **operation("countLabels"))
def count_labels(site: AtCentre, after: After = 0) -> Response:
    """How much is new since a word: what a data version was made of is told by its last number."""
    with site.reading() as connection:
        count = LabelCount(
            last_number=last_number(connection), labels=labels_after(connection, after)
        )
    return json_answer(count)


@router.get("/agreement", response_model=AgreementsAnswer, **operation("getAgreement"))
def get_agreement(site: AtCentre, since: Since = None) -> Response:
    """How far two persons agree who did not know of each other."""
    with site.reading() as connection:
        pairs = pairs_by_check(connection, since)
    return json_answer(
        AgreementsAnswer(
            whole=agreement_document(agreement(pooled(pairs))),
            of_checks=[
                agreement_document(agreement(some), *place) for place, some in sorted(pairs.items())
            ],
        )
    )
