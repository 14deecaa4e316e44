"""Labelled pictures of whole packs: drawn ones, some with a stain that no reading sees."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.review import Said
from edge_agent.inspection.recipe_files import LoadedRecipe, load_recipe, save_recipe
from hardware.interfaces import Pixels
from hardware.pictures import encode_png
from simulators.drawing.draw import draw_view
from simulators.drawing.dressing import Job
from simulators.drawing.placement import Placement
from simulators.drawing.products import CARTON
from tests.training.data.samples import add, folder_set, said, sha256
from training.data.data_set import DataSet
from training.data.values import LabelEvent, Origin, VerdictValue

STAINED = "stained"
VIEW, CHECK = "front", "lot"
GOOD = VerdictValue(verdict=Said.GOOD)
SPOILT = VerdictValue(verdict=Said.DEFECTIVE, defect=STAINED)


@dataclass(frozen=True, slots=True)
class Pack:
    """Of a lot, by its number; lots differ in order, light and place."""

    lot: int
    number: int
    stained: bool

    @property
    def order(self) -> Order:
        return CARTON.sample_order(np.random.default_rng((1, self.lot)))

    @property
    def origin(self) -> Origin:
        day = date(2026, 9, 1) + timedelta(days=self.lot)
        return Origin(station="a/b/c", lot=f"L{self.lot}", day=day, pack_no=self.number)


@cache
def drawn(pack: Pack) -> Pixels:
    random = np.random.default_rng((2, pack.lot, pack.number, pack.stained))
    along_mm, across_mm, turn_deg = random.normal(0, (2.0, 1.0, 1.0))
    light = 1 + float(np.random.default_rng((3, pack.lot)).normal(0, 0.03))
    placed = Placement(along_mm, across_mm, turn_deg, light=light)
    job = Job(CARTON, VIEW, pack.order, None, CHECK if pack.stained else None)
    return draw_view(job, random, placed)


def packs(lots: range, of_each: int = 1) -> list[Pack]:
    """In each lot as many stained ones as good ones."""
    return [
        Pack(lot, number, stained)
        for lot in lots
        for number in range(of_each)
        for stained in (False, True)
    ]


@cache
def carton_recipe(folder: Path) -> LoadedRecipe:
    golden = CARTON.golden(7)
    save_recipe(CARTON.recipe(), golden, folder)
    return load_recipe(folder)


def words(pack: Pack, content: bytes) -> LabelEvent:
    value = SPOILT if pack.stained else GOOD
    return said(sha256(content), value, field=CHECK, origin=pack.origin)


def labelled_set(folder: Path, shown: list[Pack]) -> DataSet:
    data_set = folder_set(folder)
    encoded = {pack: encode_png(drawn(pack)) for pack in shown}
    add(
        data_set,
        {f"{pack.lot}/{pack.number}-{pack.stained}.png": one for pack, one in encoded.items()},
        [words(pack, one) for pack, one in encoded.items()],
    )
    return data_set
