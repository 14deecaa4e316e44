"""What the API says of feedback. What the station said of a pack is in no document that somebody
gets before he has answered.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Path
from pydantic import AwareDatetime, Field

from deploy.fleet.feedback.agreement import Agreement
from deploy.fleet.feedback.defect_kinds import offered
from deploy.fleet.feedback.figures import Figures
from deploy.fleet.feedback.items import Item
from deploy.fleet.feedback.leasing import MOST_AT_ONCE
from deploy.fleet.feedback.standing import reviews_in
from deploy.fleet.feedback.values import CheckWord, State, Why, Words
from deploy.fleet.web.api.words import LARGEST
from edge_agent.core.review import Said
from edge_agent.core.study.result import Kappa
from edge_agent.web.listing import Document

LONGEST_MS: Final = 2**31 - 1
DEFECT: Final = r"^[^\x00-\x1f\x7f]+$"
Number = Annotated[int, Path(ge=1, le=LARGEST, examples=[41])]
CheckName = Annotated[str, Field(min_length=1, max_length=200, examples=["expiry"])]
Defect = Annotated[str, Field(min_length=1, max_length=60, pattern=DEFECT, examples=["smudged"])]


class AskedLease(Document):
    most: Annotated[int, Field(ge=1, le=MOST_AT_ONCE, examples=[3])] = 1


class WordDocument(Document):
    """What one person says of one check."""

    check: CheckName
    verdict: Said = Field(examples=["defective"])
    defect: Defect | None = Field(default=None, description="The kind, where it is defective.")


class AnswerDocument(Document):
    words: Annotated[list[WordDocument], Field(min_length=1, max_length=200)] = Field(
        description="One for each check that was asked about.",
        examples=[[{"check": "expiry", "verdict": "good"}]],
    )
    took_ms: Annotated[int, Field(ge=0, le=LONGEST_MS, examples=[1800])] = Field(
        default=0, description="From the picture to the answer."
    )


class SkipDocument(Document):
    took_ms: Annotated[int, Field(ge=0, le=LONGEST_MS, examples=[900])] = 0


class ShownCheck(Document):
    """A check, without what was said of it."""

    name: CheckName
    kind: str = Field(examples=["print"])
    view: str = Field(examples=["bottom"])
    box: list[int] | None = Field(
        description="x, y, width, height in px of the picture; null where no place is known.",
        examples=[[210, 120, 96, 24]],
    )
    read: str | None
    expected: str | None
    is_asked: bool = Field(description="An adjudicator is asked only what two disagree about.")
    kinds: list[str] = Field(description="Kinds of defects to choose from, the likeliest first.")
    said: list[WordDocument] = Field(
        description="Of an adjudication: what the two said, in no order; else one's own word that "
        "was taken back."
    )


class ItemAnswer(Document):
    """A pack to label."""

    number: int
    station: str
    lot: str | None
    recipe: str
    seen_at: AwareDatetime
    pictures: dict[str, str] = Field(
        description="View to sha256, for getPicture.", examples=[{"bottom": "a769b2b4…"}]
    )
    checks: list[ShownCheck]


class ItemsAnswer(Document):
    items: list[ItemAnswer] = Field(description="Lent to you, in this order.")
    leased_until: AwareDatetime


class SaidByStation(Document):
    check: CheckName
    verdict: str = Field(examples=["not_ok"])
    score: float | None
    reasons: list[str]


class Revealed(Document):
    """What the station had said, told to who has answered."""

    number: int
    why: Why | None = Field(description="Why the pack was picked.")
    station_said: list[SaidByStation]


class FeedbackAnswer(Document):
    labels_a_day: int
    waiting: dict[State, int] = Field(description="Packs.", examples=[{"waiting": 41}])
    picked_today: dict[Why, int] = Field(description="Packs.", examples=[{"unsure": 60}])
    answered_today: int
    own_today: int


class LabelCount(Document):
    last_number: int = Field(description="Of the last word; give it as `after` next time.")
    labels: int = Field(description="Checks of pictures of which anything was said after that.")


class KappaAnswer(Document):
    value: float
    low: float = Field(description="Of the 95 % interval.")
    high: float


class AgreementAnswer(Document):
    recipe: str | None = Field(description="null: all of them.")
    check: str | None
    packs: int = Field(description="That two persons labelled who did not know of each other.")
    same: int
    kappa: KappaAnswer | None = Field(description="Cohen's; null where all was called the same.")
    ac1: KappaAnswer | None = Field(description="Gwet's.")


class AgreementsAnswer(Document):
    whole: AgreementAnswer
    of_checks: list[AgreementAnswer]


def words_of(body: AnswerDocument) -> dict[str, CheckWord]:
    """The last one of each check."""
    return {one.check: CheckWord(one.verdict, one.defect) for one in body.words}


def item_document(
    item: Item, named: Mapping[str, Sequence[str]], taken_back: Words | None = None
) -> ItemAnswer:
    """named: kinds of defects by check, as people named them before."""
    said = dict(said_of(item)) if taken_back is None else {k: [w] for k, w in taken_back.items()}
    asked = item.dispute if item.state is State.ADJUDICATION else [one.name for one in item.checks]
    return ItemAnswer(
        number=item.number,
        station=item.station,
        lot=item.lot,
        recipe=item.recipe,
        seen_at=item.seen_at,
        pictures=dict(item.pictures),
        checks=[
            ShownCheck(
                name=one.name,
                kind=one.kind,
                view=one.view,
                box=None if one.box is None else list(one.box),
                read=one.read,
                expected=one.expected,
                is_asked=one.name in asked,
                kinds=list(offered(one.kind, named.get(one.name, ()))),
                said=[word_document(one.name, word) for word in said.get(one.name, ())],
            )
            for one in item.checks
        ],
    )


def said_of(item: Item) -> dict[str, list[CheckWord]]:
    """Only what an adjudicator is shown: by nobody's name, and in no order that tells who."""
    if item.state is not State.ADJUDICATION:
        return {}
    words = [one.words for one in reviews_in(item.answers)]
    return {
        check.name: sorted(
            (said[check.name] for said in words), key=lambda word: (word.verdict, word.defect or "")
        )
        for check in item.checks
    }


def word_document(check: str, word: CheckWord) -> WordDocument:
    return WordDocument(check=check, verdict=word.verdict, defect=word.defect)


def revealed(item: Item, is_told: bool) -> Revealed:
    """Who left the pack out may get it again, and is told nothing."""
    return Revealed(
        number=item.number,
        why=item.why if is_told else None,
        station_said=[
            SaidByStation(
                check=one.name, verdict=one.verdict, score=one.score, reasons=list(one.reasons)
            )
            for one in item.checks
            if is_told
        ],
    )


def figures_document(found: Figures, labels_a_day: int) -> FeedbackAnswer:
    return FeedbackAnswer(
        labels_a_day=labels_a_day,
        waiting=found.waiting,
        picked_today=found.picked,
        answered_today=found.answered,
        own_today=found.own,
    )


def agreement_document(
    found: Agreement, recipe: str | None = None, check: str | None = None
) -> AgreementAnswer:
    return AgreementAnswer(
        recipe=recipe,
        check=check,
        packs=found.packs,
        same=found.same,
        kappa=kappa_document(found.kappa),
        ac1=kappa_document(found.ac1),
    )


def kappa_document(found: Kappa | None) -> KappaAnswer | None:
    return None if found is None else KappaAnswer(value=found.value, low=found.low, high=found.high)
