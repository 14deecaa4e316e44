"""Cut-outs of one check's region on drawn packs, good and defective, lot by lot.

A lot has one order, and its light and its place under the camera: so packs of a lot are more alike
than packs of two, and belong in one fold. A cut-out follows from the seed, its lot and its number.
It is stored when it is drawn, so a run that was cut off draws none again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from hardware.pictures import encode_png
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_view
from simulators.drawing.dressing import Job
from simulators.drawing.placement import Placement
from simulators.drawing.products import PRODUCTS, Product
from training.tuning.defect_kinds import kinds_of
from training.tuning.items import Item
from training.tuning.search import seed_of
from training.tuning.settings import DrawnSettings

LOT_SHIFT_MM = 0.35
PACK_SHIFT_MM = 0.15
"""The station finds the pack's pose; this is what finding it leaves."""
LOT_LIGHT = 0.03


@dataclass(frozen=True, slots=True)
class Crop:
    """An item and where its picture lies."""

    item: Item
    file: Path


def drawn_crops(
    wish: DrawnSettings, seed: int, folder: Path, tell: Callable[[int, int], None]
) -> list[Crop]:
    """All of them, in `folder`; `tell` hears how many are there, of how many."""
    wanted = list(wanted_crops(wish, seed, folder))
    for number, (crop, draw) in enumerate(wanted, start=1):
        if not crop.file.is_file():
            write_whole(crop.file, encode_png(draw()))
        tell(number, len(wanted))
    return [crop for crop, _ in wanted]


def crops_version(crops: Iterable[Crop]) -> str:
    """SHA-256 over names, lots, kinds and pictures, by name: what was learned from."""
    found = hashlib.sha256()
    for crop in sorted(crops, key=lambda one: one.item):
        picture_sha256 = hashlib.sha256(crop.file.read_bytes()).hexdigest()
        said = (picture_sha256, crop.item.id, crop.item.group, crop.item.label)
        found.update(("\t".join(said) + "\n").encode())
    return found.hexdigest()


def wanted_crops(
    wish: DrawnSettings, seed: int, folder: Path
) -> Iterator[tuple[Crop, Callable[[], Pixels]]]:
    """Each with what draws it."""
    product = PRODUCTS[wish.product]
    for lot in range(wish.lots):
        placed = lot_placement(np.random.default_rng(seed_of(seed, "lot", lot)))
        for kind, defect in kinds_of(product, wish.check).items():
            for number in range(wish.packs_of_kind):
                name = f"lot-{lot:03d}-{kind}-{number:03d}"
                item = Item(name, f"lot-{lot:03d}", kind)
                one = Drawing(product, wish.check, defect, placed, seed, lot, name)
                yield Crop(item, folder / f"{name}.png"), one


@dataclass(frozen=True, slots=True)
class Drawing:
    """One pack that is going to be drawn."""

    product: Product
    check: str
    defect: Defect | None
    placed: Placement
    seed: int
    lot: int
    name: str

    def __call__(self) -> Pixels:
        """The region's pixels (height x width x 3)."""
        rng = np.random.default_rng(seed_of(self.seed, self.name))
        order = self.product.sample_order(np.random.default_rng(seed_of(self.seed, self.lot)))
        check = next(one for one in self.product.recipe().checks if one.name == self.check)
        job = Job(self.product, check.view, order, self.defect)
        seen = draw_view(job, rng, pack_placement(self.placed, rng))
        box = check.region
        return np.ascontiguousarray(seen[box.y : box.y + box.height, box.x : box.x + box.width])


def lot_placement(rng: np.random.Generator) -> Placement:
    along_mm, across_mm = rng.normal(0, LOT_SHIFT_MM, 2)
    return Placement(
        shift_along_mm=float(along_mm),
        shift_across_mm=float(across_mm),
        light=float(1 + rng.normal(0, LOT_LIGHT)),
    )


def pack_placement(lot: Placement, rng: np.random.Generator) -> Placement:
    along_mm, across_mm = rng.normal(0, PACK_SHIFT_MM, 2)
    return replace(
        lot,
        shift_along_mm=lot.shift_along_mm + float(along_mm),
        shift_across_mm=lot.shift_across_mm + float(across_mm),
    )
