"""Packs of one product, drawn as the simulated camera takes them, as two labelled data sets.

A lot has its own order, light and place under the camera, and all of it goes to one of both sets.
A picture follows from the seed, its lot and its number. Every check of its view is labelled, and
what was ordered, as words of the person "drawing". Nothing depends on when it is drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.recipe import Check
from edge_agent.core.review import Said
from edge_agent.whole_files import write_whole
from hardware.pictures import encode_jpeg
from simulators.draw_ahead import JPEG_QUALITY, lying
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_view
from simulators.drawing.dressing import Job
from simulators.drawing.placement import Placement
from simulators.drawing.products import FIRST_GOLDEN_DAY, PRODUCTS, Product
from simulators.settings import BeltSettings, PackSettings
from training.data.imports.found import FoundPicture, FoundWord
from training.data.imports.taking import ImportOrder
from training.data.values import Origin, TextValue, Trust, VerdictValue
from training.pipeline.settings import DrawnPacks
from training.tuning.defect_kinds import kinds_of
from training.tuning.drawn_crops import lot_placement
from training.tuning.search import seed_of

STATION: Final = "drawn/line/camera"
DRAWING: Final = "drawing"
ORDERED: Final = ("lot", "expiry", "gtin")
"""Fields `order.…` of a picture's labels."""


@dataclass(frozen=True, slots=True)
class Lot:
    number: int
    order: Order
    placed: Placement
    judges: bool


@dataclass(frozen=True, slots=True)
class DrawnPack:
    """One pack of a lot, before it is drawn."""

    lot: Lot
    number: int
    """In its lot."""
    kind: str
    defect: Defect | None
    seed: int

    @property
    def path(self) -> str:
        return f"lot-{self.lot.number:03d}/{self.number:03d}-{self.kind}.jpg"


def lots_of(wish: DrawnPacks, seed: int) -> list[Lot]:
    """Those to learn from first; no two have the same order."""
    orders = orders_of(PRODUCTS[wish.product], seed)
    return [
        Lot(
            number,
            next(orders),
            lot_placement(np.random.default_rng(seed_of(seed, "lot", number))),
            judges=number >= wish.lots,
        )
        for number in range(wish.lots + wish.judging_lots)
    ]


def orders_of(product: Product, seed: int) -> Iterator[Order]:
    """Without end; no lot comes twice."""
    random = np.random.default_rng(seed_of(seed, "orders"))
    known: set[str | None] = set()
    while True:
        order = product.sample_order(random)
        if order.lot not in known:
            known.add(order.lot)
            yield order


def packs_of(wish: DrawnPacks, seed: int) -> Iterator[DrawnPack]:
    kinds = kinds_of(PRODUCTS[wish.product], wish.check)
    for lot in lots_of(wish, seed):
        for number in range(wish.packs_of_kind * len(kinds)):
            kind = list(kinds)[number % len(kinds)]
            yield DrawnPack(
                lot, number, kind, kinds[kind], seed_of(seed, "pack", lot.number, number)
            )


def draw(
    wish: DrawnPacks, packs: list[DrawnPack], folder: Path, tell: Callable[[int], None]
) -> None:
    """Each into the folder, unless it is there; `tell` hears how many are."""
    for count, pack in enumerate(packs, start=1):
        file = folder / pack.path
        if not file.is_file():
            write_whole(file, drawn(wish, pack))
        tell(count)


def drawn(wish: DrawnPacks, pack: DrawnPack) -> bytes:
    """As JPEG, in the quality in which the simulated camera's pictures are kept."""
    product = PRODUCTS[wish.product]
    random = np.random.default_rng(pack.seed)
    placed = as_it_lies(product, pack.lot.placed, random)
    job = Job(product, check_of(wish).view, pack.lot.order, pack.defect)
    return encode_jpeg(draw_view(job, random, placed), JPEG_QUALITY)


def as_it_lies(product: Product, lot: Placement, random: np.random.Generator) -> Placement:
    """Where a pack on the belt may lie, in the light of its lot."""
    usual = lying(PackSettings(length_mm=product.length_mm), BeltSettings().speed_mm_per_s, random)
    return replace(
        usual,
        shift_along_mm=usual.shift_along_mm + lot.shift_along_mm,
        shift_across_mm=usual.shift_across_mm + lot.shift_across_mm,
        light=lot.light,
    )


def check_of(wish: DrawnPacks) -> Check:
    checks = PRODUCTS[wish.product].recipe().checks
    return next(one for one in checks if one.name == wish.check)


def found_packs(wish: DrawnPacks, packs: list[DrawnPack], folder: Path) -> list[FoundPicture]:
    """As an import takes them."""
    view = check_of(wish).view
    checks = [one.name for one in PRODUCTS[wish.product].recipe().checks_of(view)]
    return [
        FoundPicture(folder / one.path, one.path, tuple(words_of(one, checks)), origin_of(one))
        for one in packs
    ]


def words_of(pack: DrawnPack, checks: list[str]) -> Iterator[FoundWord]:
    for name in checks:
        is_faulty = pack.defect is not None and pack.defect.target == name
        verdict = Said.DEFECTIVE if is_faulty else Said.GOOD
        value = VerdictValue(verdict=verdict, defect=pack.kind if is_faulty else None)
        yield FoundWord(name, value)
    for name in ORDERED:
        said = getattr(pack.lot.order, name)
        if said is not None:
            yield FoundWord(f"order.{name}", TextValue(text=str(said)))


def origin_of(pack: DrawnPack) -> Origin:
    day = FIRST_GOLDEN_DAY + timedelta(days=pack.lot.number)
    return Origin(station=STATION, lot=pack.lot.order.lot, day=day, pack_no=pack.number + 1)


def drawing_order(wish: DrawnPacks) -> ImportOrder:
    """Dated by the last lot, so that the same packs make the same version of a data set."""
    day = FIRST_GOLDEN_DAY + timedelta(days=wish.lots + wish.judging_lots)
    at = datetime.combine(day, time(), UTC)
    return ImportOrder(wish.product, DRAWING, at, trust=Trust.REVIEW)
