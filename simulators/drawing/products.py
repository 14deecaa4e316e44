"""The four products of the simulated line, their recipes and golden pictures."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import (
    BarcodeLimits,
    Check,
    PrintLimits,
    Recipe,
    StickerLimits,
    View,
)
from hardware.interfaces import Pixels
from simulators.drawing.cylinder import bent_box
from simulators.drawing.draw import draw_pack
from simulators.drawing.layout import PackLayout, Place, PrintedCode, PrintedLine
from simulators.drawing.placement import Placement
from simulators.drawing.printing.lines import Technique

GOLDEN_PICTURES = 3
REGION_MARGIN_MM = 1.2
TURN_ROOM_MM = 1.8
"""Beside print on a bottle: about three degrees of turn about its axis."""
FIRST_GOLDEN_DAY = date(2026, 9, 1)
LOT_PATTERN = r"[A-Z0-9-]{4,10}"


class Product(PackLayout):
    """A product: its layout, the recipe that follows from it, and good pictures of it."""

    __slots__ = ()

    def recipe(self) -> Recipe:
        """The recipe with the exact regions of the layout; golden pictures are `VIEW-N.png`."""
        views = tuple(View(view, golden_names(view), self.pack_box) for view in self.views)
        return Recipe(name=self.name, views=views, checks=checks_of(self))

    def golden(self, seed: int) -> dict[str, list[Pixels]]:
        """Good packs in the golden pose, each with another lot and expiry; not to be written to."""
        packs = golden_packs(self, seed)
        return {view: [pack[view] for pack in packs] for view in self.views}

    def sample_order(self, rng: np.random.Generator) -> Order:
        """An order as this product is made: lot L and five digits, expiry within two years."""
        day = FIRST_GOLDEN_DAY + timedelta(days=int(rng.integers(0, 700)))
        return Order(self.name, f"L{rng.integers(10_000, 100_000)}", day, self.gtin)


@lru_cache(maxsize=2)
def golden_packs(product: Product, seed: int) -> tuple[Mapping[str, Pixels], ...]:
    """Whoever stages one scenario after the other asks for the same ones, and they take seconds."""
    rng = np.random.default_rng(seed)
    packs = tuple(
        draw_pack(product, product.sample_order(rng), None, rng, Placement())
        for _ in range(GOLDEN_PICTURES)
    )
    for pixels in (pixels for pack in packs for pixels in pack.values()):
        pixels.flags.writeable = False
    return packs


def golden_names(view: str) -> tuple[str, ...]:
    return tuple(f"{view}-{number}.png" for number in range(1, GOLDEN_PICTURES + 1))


def region(product: PackLayout, place: Place) -> Box:
    """The place with a small margin, in pixels of the golden picture."""
    pack, box = product.pack_box, product.on_pack(place)
    seen = bent_box(box, pack) if product.round else box
    above = round(REGION_MARGIN_MM * product.px_per_mm)
    beside = above + round(TURN_ROOM_MM * product.px_per_mm) * product.round
    return Box(
        pack.x + seen.x - beside,
        pack.y + seen.y - above,
        seen.width + 2 * beside,
        seen.height + 2 * above,
    )


def checks_of(product: PackLayout) -> tuple[Check, ...]:
    """Sticker, lines and code, as far as the product has them."""
    checks = []
    if product.sticker is not None:
        checks.append(sticker_check(product, product.sticker))
    checks += [line_check(product, line) for line in product.lines]
    if product.code is not None:
        checks.append(code_check(product, product.code))
    return tuple(checks)


def sticker_check(product: PackLayout, place: Place) -> Check:
    box = region(product, place)
    return Check("sticker", CheckKind.STICKER, place.view, box, StickerLimits())


def line_check(product: PackLayout, line: PrintedLine) -> Check:
    limits = PrintLimits(
        expect=line.expect,
        date_format=product.date_format,
        language=product.language,
        lot_pattern=LOT_PATTERN if "{lot}" in line.expect else None,
    )
    box = region(product, line.place)
    return Check(line.name, CheckKind.PRINT, line.place.view, box, limits)


def code_check(product: PackLayout, code: PrintedCode) -> Check:
    box = region(product, code.place)
    limits = BarcodeLimits(formats=(code.format,))
    return Check("barcode", CheckKind.BARCODE, code.place.view, box, limits)


TRAY = Product(
    name="tray",
    views=("top", "bottom"),
    length_mm=180.0,
    width_mm=130.0,
    px_per_mm=5.2,
    gtin="4012345000016",
    date_format="DD.MM.YYYY",
    language="en",
    lines=(
        PrintedLine("lot", Place("bottom", 38, 62.0, 52, 5.6), "LOT {lot}", Technique.THERMAL),
        PrintedLine(
            "expiry", Place("bottom", 38, 71.5, 51.5, 5.6), "EXP {expiry}", Technique.THERMAL
        ),
    ),
    code=PrintedCode(Place("bottom", 91, 62.0, 54, 36), "EAN13"),
    sticker=Place("top", 48.0, 33.0, 84.0, 64.0),
)
CARTON = Product(
    name="carton",
    views=("front",),
    length_mm=142.0,
    width_mm=88.0,
    px_per_mm=6.6,
    gtin="4012345000023",
    date_format="DD MMM YYYY",
    language="en",
    lines=(
        PrintedLine(
            "lot",
            Place("front", 86.5, 18.5, 36, 5.2),
            "LOT {lot}",
            Technique.LASER,
            (196, 216, 214),
        ),
        PrintedLine(
            "expiry",
            Place("front", 86.5, 30.5, 48, 5.2),
            "EXP {expiry}",
            Technique.LASER,
            (196, 216, 214),
        ),
    ),
    code=PrintedCode(Place("front", 112, 51.5, 20, 20), "DataMatrix"),
)
BOTTLE = Product(
    name="bottle",
    views=("side",),
    length_mm=78.0,
    width_mm=150.0,
    px_per_mm=5.7,
    gtin="4012345000030",
    date_format="DD/MM/YY",
    language="en",
    lines=(
        PrintedLine("lot", Place("side", 20, 57.5, 38, 5.4), "LOT {lot}", Technique.INKJET),
        PrintedLine(
            "expiry", Place("side", 20, 66.5, 42, 5.4), "EXP {expiry}", Technique.INKJET_FINE
        ),
    ),
    code=PrintedCode(Place("side", 42, 109, 20, 20), "QRCode"),
    round=True,
)
BLISTER = Product(
    name="blister",
    views=("top",),
    length_mm=136.0,
    width_mm=58.0,
    px_per_mm=8.0,
    gtin="4012345000047",
    date_format="MM/YYYY",
    language="en",
    lines=(
        PrintedLine("lot", Place("top", 105.5, 17, 28, 5.2), "{lot}", Technique.EMBOSS),
        PrintedLine("expiry", Place("top", 105.5, 32, 28, 5.2), "{expiry}", Technique.EMBOSS),
    ),
)
PRODUCTS: dict[str, Product] = {
    product.name: product for product in (TRAY, CARTON, BOTTLE, BLISTER)
}
