"""Which builder draws which view, on which belt; bodies are built once per variant and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Bytes
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.shapes import box_distance, inside
from simulators.drawing.packs.blister import blister_top
from simulators.drawing.packs.body import Body
from simulators.drawing.packs.bottle import bottle_side
from simulators.drawing.packs.carton import carton_front
from simulators.drawing.packs.tray_bottom import tray_bottom
from simulators.drawing.packs.tray_top import top_sticker, tray_top

STICKER_CORNER_MM = 3.5
VARIANTS = 5
"""No two packs look alike; five bodies, printed and placed afresh each time, are enough."""
Builder = Callable[[PackLayout, np.random.Generator], Body]


@dataclass(frozen=True, slots=True)
class Station:
    """What stands behind one view: who draws the pack, and what it lies on."""

    build: Builder
    belt: str
    rails: bool = True


STATIONS: dict[tuple[str, str], Station] = {
    ("tray", "top"): Station(tray_top, "modular"),
    ("tray", "bottom"): Station(tray_bottom, "modular"),
    ("carton", "front"): Station(carton_front, "green"),
    ("bottle", "side"): Station(bottle_side, "chain", rails=False),
    ("blister", "top"): Station(blister_top, "black"),
}


@lru_cache(maxsize=5 * VARIANTS)
def body_of(layout: PackLayout, view: str, variant: int) -> Body:
    seed = crc32(f"{layout.name} {view} {variant}".encode())
    return STATIONS[layout.name, view].build(layout, np.random.default_rng(seed))


@lru_cache(maxsize=2)
def sticker_of(layout: PackLayout) -> tuple[Pixels, Bytes]:
    """The artwork of the product's top sticker, and its outline."""
    place = layout.sticker
    assert place is not None, f"{layout.name} has no sticker"
    art = top_sticker(place.width_mm, place.height_mm, layout.px_per_mm)
    height, width = art.shape[:2]
    distance = box_distance(
        height, width, (0, 0, width, height), STICKER_CORNER_MM * layout.px_per_mm
    )
    return art, np.rint(inside(distance + 1) * 255).astype(np.uint8)
