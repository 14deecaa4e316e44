"""Another order: where it comes from, and whether scans and announcements agree with it.

Pure. Rules
- What a person chose counts only if nothing that was scanned, and nothing that a PLC or the plant's
  own system has announced, says otherwise. Only what both name is compared.
- A scanned text that says nothing of a product is a mismatch as well: it proves nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

from edge_agent.core.gs1 import check_digit_ok, elements, expiry_of
from edge_agent.core.order import Order
from edge_agent.core.recipe import BarcodeLimits, Recipe

ORDER_CHANGED: Final = "order_changed"
"""Kind of the event that another order is made from now on; `from` and `to` are orders."""


class OrderSource(StrEnum):
    """Who says what is to be made."""

    SCREEN = "screen"
    SCANNER = "scanner"
    PLC = "plc"
    MES = "mes"
    """The plant's own system for its orders."""


class Told(StrEnum):
    """What both an order and a scan may name."""

    RECIPE = "recipe"
    LOT = "lot"
    EXPIRY = "expiry"
    GTIN = "gtin"
    NOTHING = "nothing"
    """A scan from which nothing is learned."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a machine says comes next; a person begins it."""

    order: Order
    source: OrderSource
    by: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code says; None for what it does not name."""

    gtin: str | None = None
    lot: str | None = None
    expiry: date | None = None

    @property
    def says_nothing(self) -> bool:
        return all(getattr(self, one.name) is None for one in fields(self))


@dataclass(frozen=True, slots=True)
class Difference:
    """Between the chosen order and somebody else's word."""

    what: Told
    said: str
    """By the scan, the PLC or the plant's system."""
    chosen: str
    source: OrderSource

    @property
    def sentence(self) -> str:
        if self.what is Told.NOTHING:
            return f"what was scanned ({self.said!r}) is no EAN and no GS1 code"
        who = {OrderSource.SCANNER: "the scan", OrderSource.PLC: "the PLC"}
        name = who.get(self.source, "the plant's order system")
        return f"{name} says {self.what.value} {self.said!r}, chosen is {self.chosen!r}"


def scanned(text: str) -> Scanned:
    """What one code says: a retail number, or GS1 elements."""
    if check_digit_ok(text):
        return Scanned(gtin=text)
    said = elements(text)
    expiry = expiry_of(said)
    gtin = said.get("01") or said.get("02")
    return Scanned(gtin, said.get("10"), date.fromisoformat(expiry) if expiry else None)


def gtins_of(recipe: Recipe) -> tuple[str, ...]:
    """The product's own numbers, as its barcodes name them."""
    limits = (check.limits for check in recipe.checks)
    return tuple(one.gtin for one in limits if isinstance(one, BarcodeLimits) and one.gtin)


def differences(
    order: Order, recipe: Recipe, texts: Sequence[str], announced: Announced | None
) -> tuple[Difference, ...]:
    """All that speaks against making this order; () where nothing does."""
    found = [one for text in texts for one in of_scan(order, recipe, text)]
    if announced is not None:
        found += of_announcement(order, announced)
    return tuple(dict.fromkeys(found))


def of_scan(order: Order, recipe: Recipe, text: str) -> Iterator[Difference]:
    said, source = scanned(text), OrderSource.SCANNER
    if said.says_nothing:
        yield Difference(Told.NOTHING, text, "", source)
    for known in ((order.gtin,) if order.gtin else (), gtins_of(recipe)):
        if said.gtin and known and said.gtin.zfill(14) not in [one.zfill(14) for one in known]:
            yield Difference(Told.GTIN, said.gtin, known[0], source)
    if said.lot and said.lot != order.lot:
        yield Difference(Told.LOT, said.lot, order.lot or "", source)
    if said.expiry and said.expiry != order.expiry:
        yield Difference(Told.EXPIRY, str(said.expiry), written(order.expiry), source)


def of_announcement(order: Order, announced: Announced) -> Iterator[Difference]:
    """What the announcement leaves open is chosen by a person."""
    said, source = announced.order, announced.source
    if said.recipe != order.recipe:
        yield Difference(Told.RECIPE, said.recipe, order.recipe, source)
    if said.lot and said.lot != order.lot:
        yield Difference(Told.LOT, said.lot, order.lot or "", source)
    if said.expiry and said.expiry != order.expiry:
        yield Difference(Told.EXPIRY, str(said.expiry), written(order.expiry), source)
    if said.gtin and said.gtin.zfill(14) != (order.gtin or "").zfill(14):
        yield Difference(Told.GTIN, said.gtin, order.gtin or "", source)


def written(expiry: date | None) -> str:
    return "" if expiry is None else expiry.isoformat()


def sentence(found: Sequence[Difference]) -> str:
    """Why nothing is begun."""
    return "; ".join(one.sentence for one in found)
