"""Draws the pictures of a whole shift before it begins, so that drawing costs the agent nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from edge_agent.core.order import Order
from hardware.interfaces import Pixels
from hardware.pictures import encode_jpeg, load_picture
from simulators.drawers import on_all_cores
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import PRODUCTS
from simulators.settings import PackSettings

JPEG_QUALITY = 97
"""Little is lost, and a shift of two thousand packs still fits on a disk."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """What to draw: one pack, as it lies."""

    index: int
    product: str
    order: Order
    defect: str | None
    placement: Placement
    seed: int


class DrawnPictures(Mapping[str, Pixels]):
    """The pictures of one pack, by view, read from the folder when they are taken."""

    def __init__(self, folder: Path, index: int, views: tuple[str, ...]) -> None:
        self.folder, self.index, self.views = folder, index, views

    def __getitem__(self, view: str) -> Pixels:
        return load_picture(picture_file(self.folder, self.index, view))

    def __iter__(self) -> Iterator[str]:
        return iter(self.views)

    def __len__(self) -> int:
        return len(self.views)


def picture_file(folder: Path, index: int, view: str) -> Path:
    return folder / f"{index:06d}-{view}.jpg"


def sitters(
    product: str,
    order: Order,
    defects: list[str | None],
    packs: PackSettings,
    speed_mm_per_s: float,
    random: np.random.Generator,
) -> list[Sitter]:
    """Every pack a little shifted and turned, each with a seed of its own."""
    return [
        Sitter(index, product, order, defect, lying(packs, speed_mm_per_s, random), int(seed))
        for index, (defect, seed) in enumerate(
            zip(defects, random.integers(0, 2**62, len(defects)), strict=True)
        )
    ]


def lying(packs: PackSettings, speed_mm_per_s: float, random: np.random.Generator) -> Placement:
    return Placement(
        shift_along_mm=float(random.uniform(-packs.shift_mm, packs.shift_mm)),
        shift_across_mm=float(random.uniform(-packs.shift_mm, packs.shift_mm)),
        turn_deg=float(random.uniform(-packs.turn_deg, packs.turn_deg)),
        speed_mm_per_s=speed_mm_per_s,
    )


def draw_one(folder: Path, sitter: Sitter) -> int:
    """Draws one pack into the folder; returns its index."""
    defect = None if sitter.defect is None else Defect(sitter.defect)
    pictures = draw_pack(
        PRODUCTS[sitter.product],
        sitter.order,
        defect,
        np.random.default_rng(sitter.seed),
        sitter.placement,
    )
    for view, pixels in pictures.items():
        picture_file(folder, sitter.index, view).write_bytes(encode_jpeg(pixels, JPEG_QUALITY))
    return sitter.index


def draw_all(folder: Path, packs: list[Sitter]) -> Iterator[int]:
    """Draws on all cores; yields the index of each pack that is done."""
    return on_all_cores(partial(draw_one, folder), packs, together=4)
