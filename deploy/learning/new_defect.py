"""A line on which, from some day on, packs come by with a defect that no check knows.

A faint stain on the printed line: the reader reads over it, so the station lets it pass. A day
makes one lot; every lot has its own order, light and place under the camera.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind
from edge_agent.core.recipe import Check
from hardware.pictures import encode_jpeg
from simulators.draw_ahead import JPEG_QUALITY
from simulators.drawing.draw import draw_view
from simulators.drawing.dressing import Job
from simulators.drawing.products import PRODUCTS, Product
from training.pipeline.drawn_packs import as_it_lies, orders_of
from training.tuning.drawn_crops import lot_placement
from training.tuning.search import seed_of

KIND = "stain"
"""As people call it."""


@dataclass(frozen=True, slots=True)
class NewDefect:
    """Where it comes, and how often."""

    product: str
    share: float
    seed: int

    @property
    def check(self) -> Check:
        """The first that reads a printed line; the stain lies there."""
        checks = self.made.recipe().checks
        return next(one for one in checks if one.kind is CheckKind.PRINT)

    @property
    def made(self) -> Product:
        return PRODUCTS[self.product]


@dataclass(frozen=True, slots=True)
class ShownPack:
    """One pack as the camera takes it."""

    name: str
    order: Order
    lot: str
    day: int
    is_stained: bool
    encoded: bytes
    """JPEG."""


def day_of(defect: NewDefect, day: int, packs: int) -> Iterator[ShownPack]:
    """Its packs; the same whenever it is asked."""
    order = order_of(defect, day)
    placed = lot_placement(np.random.default_rng(seed_of(defect.seed, "lot", day)))
    for number in range(packs):
        random = np.random.default_rng(seed_of(defect.seed, "pack", day, number))
        is_stained = bool(random.random() < defect.share)
        lies = as_it_lies(defect.made, placed, random)
        stained = defect.check.name if is_stained else None
        job = Job(defect.made, defect.check.view, order, None, stained)
        encoded = encode_jpeg(draw_view(job, random, lies), JPEG_QUALITY)
        yield ShownPack(f"{day}-{number}", order, f"{order.lot}", day, is_stained, encoded)


def order_of(defect: NewDefect, day: int) -> Order:
    orders = orders_of(defect.made, defect.seed)
    return [next(orders) for _ in range(day + 1)][day]
