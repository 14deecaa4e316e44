"""Orders: what is made now, what another order would have printed, and the way from one to the
other. The line decides whether it begins; a scan or an announcement that says otherwise blocks it.
"""

from collections import Counter
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field, StrictBool, TypeAdapter
from starlette.responses import Response

from edge_agent.control.line_state import ChangeoverState
from edge_agent.core import told
from edge_agent.core.changeover import (
    ORDER_CHANGED,
    Difference,
    OrderSource,
    Scanned,
    differences,
    gtins_of,
    scanned,
)
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.expected_print import check_order, expected_text
from edge_agent.core.gs1 import told_order
from edge_agent.core.ledger import Ledger
from edge_agent.core.order import Order
from edge_agent.core.packs import Outcome
from edge_agent.core.recipe import PrintLimits, Recipe
from edge_agent.core.roles import Act
from edge_agent.core.statistics.marks import Mark, What
from edge_agent.people.acts import Subject
from edge_agent.store.tallies import TallyFilter, tallies
from edge_agent.web.access import AtSite, operation
from edge_agent.web.api.belt_routes import WORD, PackNo, Say, line_of, person_of, said
from edge_agent.web.api.recipe_routes import products
from edge_agent.web.changes import AskedChange, Change
from edge_agent.web.listing import Day, Document, json_answer
from edge_agent.web.site import Site

router = APIRouter(prefix="/api/v1", tags=["orders"])

ORDER: Final = TypeAdapter[Order | None](Order | None)
MOST_SCANS: Final = 10
LONGEST_NAME: Final = 200
Name = Annotated[str, Field(min_length=1, max_length=80, examples=["tray"])]
Lot = Annotated[str, Field(min_length=1, max_length=60, examples=["L2611-204"])]
Gtin = Annotated[str, Field(pattern=r"^(\d{8}|\d{12,14})$", examples=["4006381333931"])]
Scan = Annotated[str, Field(max_length=LONGEST_NAME, examples=["]C10104006381333931"])]
AskedScans = Annotated[list[Scan], Query(max_length=MOST_SCANS)]


class NewOrder(Say):
    """As it is told to the line: nothing that it does not name is expected on the pack."""

    recipe: Name
    lot: Lot | None = None
    expiry: Day | None = Field(default=None, examples=["2026-12-24"])
    gtin: Gtin | None = None

    @property
    def order(self) -> Order:
        return Order(self.recipe, self.lot, self.expiry, self.gtin)


class BeginOrder(NewOrder):
    source: OrderSource = Field(
        default=OrderSource.SCREEN, description="Who says that it is made from now on."
    )
    scanned: list[Scan] = Field(
        default_factory=list,
        max_length=MOST_SCANS,
        description="Codes of the order, the label or the pack, as the scanner gave them.",
    )


class AnnouncedOrder(NewOrder):
    source: OrderSource = Field(default=OrderSource.MES, description="plc or mes.")


class CountedOrder(Document):
    order: Order
    packs: Ledger = Field(description="Of this product and lot, over restarts.")


class CurrentOrder(Document):
    """What the line makes now, and how far a change is."""

    recipe: str
    recipe_hash: str
    order: Order | None
    packs: Ledger = Field(description="Of this product and lot, over restarts.")
    before: CountedOrder | None = Field(description="That it was changed from last.")
    changeover: ChangeoverState


class FirstPackAnswer(Say):
    found_good: StrictBool = Field(
        description="false: it is really faulty, and another takes its place."
    )


class ReadScan(Document):
    text: str
    said: Scanned
    fits: list[str] = Field(description="Products whose number was scanned.")


class PrintPreview(Document):
    check: str
    text: str | None = Field(description="null while the order lacks what is to be printed.")


class OrderPreview(Document):
    scans: list[ReadScan]
    prints: list[PrintPreview]
    why_not: str | None = Field(description="Why it cannot be made; null where it can.")
    differences: list[Difference] = Field(description="What scans and an announcement speak.")


@router.get("/orders/current", response_model=CurrentOrder, **operation("getCurrentOrder", 503))
def get_current_order(site: AtSite) -> Response:
    """What is being made."""
    state = site.line.now()
    identity = state.identity
    answer = CurrentOrder(
        recipe=identity.recipe,
        recipe_hash=identity.recipe_hash,
        order=state.order,
        packs=packs_of(site, identity.recipe, state.order),
        before=order_before(site),
        changeover=state.changeover,
    )
    return json_answer(answer)


@router.get("/orders/preview", response_model=OrderPreview, **operation("previewOrder", 404))
def preview_order(
    site: AtSite,
    recipe: Annotated[str | None, Query(max_length=80)] = None,
    lot: Annotated[str | None, Query(max_length=60)] = None,
    expiry: Annotated[Day | None, Query()] = None,
    gtin: Annotated[str | None, Query(max_length=14)] = None,
    text: AskedScans = [],  # noqa: B006 - FastAPI reads the default and never changes it
) -> Response:
    """What an order would have printed, what speaks against it, and what scanned codes say."""
    made = [product.recipe for product in products(site)]
    scans = [read_scan(one, made) for one in text]
    if recipe is None:
        return json_answer(OrderPreview(scans=scans, prints=[], why_not=None, differences=[]))
    chosen = next((one for one in made if one.name == recipe), None)
    if chosen is None:
        raise NotFound(f"{recipe!r} cannot be made here; there are {[one.name for one in made]}")
    order, state = Order(recipe, lot or None, expiry, gtin or None), site.line.state
    announced = None if state is None else state.changeover.announced
    answer = OrderPreview(
        scans=scans,
        prints=prints_of(chosen, order),
        why_not=why_not(chosen, order, site.clock.wall().date()),
        differences=list(differences(order, chosen, text, announced)),
    )
    return json_answer(answer)


@router.post("/orders", status_code=204, **operation("beginOrder", *WORD))
async def begin_order(body: BeginOrder, change: AskedChange) -> Response:
    """Of the same recipe at once; of another one when the packs on the belt have ended. 409 where
    a scan or an announcement says otherwise, or it cannot be made."""
    word = told.ChangeOrder(body.order, person_of(change), body.source, tuple(body.scanned))
    return await said(change, body, Act.CHANGE_ORDER, subject_of(change, body.order), word)


@router.post("/orders/announced", status_code=204, **operation("announceOrder", *WORD))
async def announce_order(body: AnnouncedOrder, change: AskedChange) -> Response:
    """What comes next, as a PLC or the plant's own system says; a person begins exactly that."""
    word = told.AnnounceOrder(body.order, body.source, person_of(change))
    return await said(change, body, Act.CHANGE_ORDER, subject_of(change, body.order), word)


@router.post("/orders/cancel", status_code=204, **operation("cancelChangeover", *WORD))
async def cancel_changeover(body: Say, change: AskedChange) -> Response:
    """What was announced, and what did not agree with it, is forgotten; the order stays."""
    word = told.CancelChangeover(person_of(change))
    return await said(change, body, Act.CHANGE_ORDER, Subject(), word)


@router.post(
    "/first-packs/{pack_no}/answer", status_code=204, **operation("answerFirstPack", *WORD)
)
async def answer_first_pack(
    pack_no: PackNo, body: FirstPackAnswer, change: AskedChange
) -> Response:
    """What a person found on a first pack that was not plainly ok; the belt goes on."""
    word = told.AnswerFirstPack(pack_no, body.found_good, person_of(change))
    subject = Subject(pack=str(pack_no), new="good" if body.found_good else "faulty")
    return await said(change, body, Act.ANSWER, subject, word)


def subject_of(change: Change, order: Order) -> Subject:
    before = line_of(change).order
    old = None if before is None else f"{before.recipe} {told_order(before) or ''}".strip()
    return Subject(recipe=order.recipe, old=old, new=told_order(order))


def order_before(site: Site) -> CountedOrder | None:
    """None where none was ever changed, or the first change was from no order at all."""
    changes = site.store.events(ORDER_CHANGED, 1)
    before = ORDER.validate_python(changes[0].event.body["from"]) if changes else None
    if before is None:
        return None
    return CountedOrder(order=before, packs=packs_of(site, before.recipe, before))


def packs_of(site: Site, recipe: str, order: Order | None) -> Ledger:
    """Without challenge packs, which are no production."""
    lot = "" if order is None else order.lot or ""
    counted: Counter[Mark] = Counter()
    for place, counts in tallies(site.store, TallyFilter(lot=lot)):
        if place.recipe == recipe:
            counted.update(counts)
    ended = {one.value: counted[Mark(What.OUTCOME, one.value)] for one in Outcome}
    return Ledger(seen=sum(ended.values()), **ended)


def read_scan(text: str, recipes: list[Recipe]) -> ReadScan:
    found = scanned(text)
    fits = [
        recipe.name
        for recipe in recipes
        if found.gtin and found.gtin.zfill(14) in [one.zfill(14) for one in gtins_of(recipe)]
    ]
    return ReadScan(text=text, said=found, fits=fits)


def prints_of(recipe: Recipe, order: Order) -> list[PrintPreview]:
    return [
        PrintPreview(check=check.name, text=printed(check.limits, order))
        for check in recipe.checks
        if isinstance(check.limits, PrintLimits)
    ]


def printed(limits: PrintLimits, order: Order) -> str | None:
    try:
        return expected_text(limits, order)
    except InvalidInput:
        return None


def why_not(recipe: Recipe, order: Order, today: date) -> str | None:
    try:
        check_order(recipe, order, today)
    except InvalidInput as error:
        return str(error)
    return None
