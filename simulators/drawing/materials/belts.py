"""What lies behind and under the packs: belts with wear, guide rails, the backdrop of a side view.

A plate is one long picture of the belt; a frame shows the part that is under the camera.
"""

from functools import lru_cache

import cv2
import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane, blend, flat, rounded
from simulators.drawing.layout import FRAME_HEIGHT, FRAME_WIDTH
from simulators.drawing.materials.textures import fractal, grain, scratches, stretched

PLATE_WIDTH = 2 * FRAME_WIDTH
RAIL_PX = 50
LINK_PX = 132
"""Length of a belt link: one inch at 5.2 px/mm."""
FINGER_PX = 44


@lru_cache(maxsize=4)
def plate(belt: str) -> Pixels:
    """The belt of this name: `modular`, `green`, `black` or `chain`."""
    return PLATES[belt](np.random.default_rng(len(belt)))


def modular(rng: np.random.Generator) -> Pixels:
    """Blue plastic links with interlocking fingers, washed daily, scuffed along the belt."""
    height, width = FRAME_HEIGHT, PLATE_WIDTH
    rise = as_plane(0.045 * fractal(height, width, 90, 3, rng))
    rise += 0.03 * stretched(height, width, (240, 3), rng) + 0.016 * grain(height, width, 1, rng)
    gaps, lips = link_gaps(height, width)
    wear = np.clip(0.5 * stretched(height, width, (500, 9), rng) - 0.35, 0, 1)
    canvas = flat(height, width, (148, 96, 44)) * (1 + rise)[..., None]
    canvas = blend(canvas, (172, 132, 92), as_plane(wear * 0.5))
    canvas = blend(canvas, (196, 160, 122), scratches(height, width, 150, 70, rng) * 0.25)
    canvas = blend(canvas, (205, 165, 120), lips * 0.33)
    return rounded(blend(canvas, (44, 26, 12), gaps * 0.86))


def link_gaps(height: int, width: int) -> tuple[Plane, Plane]:
    """Dark gaps where links meet (a crenellated line), and the bright lips beside them."""
    mask = np.zeros((height, width), np.uint8)
    for joint in range(LINK_PX // 2, width + LINK_PX, LINK_PX):
        for row, top in enumerate(range(-FINGER_PX // 2, height, FINGER_PX)):
            x = joint + (13 if row % 2 else -13)
            cv2.line(mask, (x, top + 3), (x, top + FINGER_PX - 3), 255, 4, cv2.LINE_AA)
            cv2.line(mask, (joint - 13, top), (joint + 13, top), 190, 3, cv2.LINE_AA)
    gaps = as_plane(cv2.GaussianBlur(mask, (0, 0), 1.1)) / 255
    lips = np.clip(np.roll(gaps, (4, 4), (0, 1)) - gaps, 0, 1)
    return gaps, as_plane(lips)


def green(rng: np.random.Generator) -> Pixels:
    """Green polyurethane with a fine weave, darker where it is polished, with dust."""
    return woven((88, 112, 52), 0.05, rng)


def black(rng: np.random.Generator) -> Pixels:
    """Black rubber: matt, greyed by wear, with lint."""
    return woven((52, 50, 49), 0.09, rng)


def woven(colour: tuple[int, int, int], dust: float, rng: np.random.Generator) -> Pixels:
    height, width = FRAME_HEIGHT, PLATE_WIDTH
    weave = (
        0.02 * np.sin(np.arange(width) * 2.1)[None, :] * np.sin(np.arange(height) * 2.1)[:, None]
    )
    rise = as_plane(weave + 0.05 * fractal(height, width, 160, 4, rng))
    rise += 0.045 * stretched(height, width, (600, 14), rng) + 0.022 * grain(height, width, 1, rng)
    canvas = flat(height, width, colour) * (1 + rise)[..., None]
    worn = np.clip(0.5 * stretched(height, width, (900, 60), rng), 0, 1)
    canvas = blend(canvas, tuple(min(255.0, part * 1.5 + 12) for part in colour), worn * dust * 3)  # type: ignore[arg-type]
    specks = np.clip(grain(height, width, 2.2, rng) - 3.0, 0, 1)
    canvas = blend(canvas, (205, 208, 210), as_plane(specks * 0.8))
    return rounded(blend(canvas, (150, 152, 150), scratches(height, width, 90, 60, rng) * 0.16))


def chain(rng: np.random.Generator) -> Pixels:
    """A side view: frosted panel behind, two guide rails, steel slats below."""
    height, width = FRAME_HEIGHT, PLATE_WIDTH
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    panel = 0.97 - 0.26 * np.abs(y - 0.35) ** 1.4 + 0.008 * fractal(height, width, 400, 3, rng)
    canvas = flat(height, width, (214, 212, 206)) * panel[..., None]
    for middle in (330, 640):
        canvas = rail(canvas, middle - 15, 30, rng)
    top = 905
    slats = np.ones((height - top, width, 3), np.float32) * (122, 120, 116)
    slats *= 1 + 0.05 * stretched(height - top, width, (260, 2), rng)[..., None]
    slats[:9] = slats[:9] * 1.45
    slats[9:13] *= 0.45
    slats[:, ::215] *= 0.3
    slats[:, 1::215] *= 0.5
    slats[:, 2::215] *= 1.3
    canvas[top:] = slats
    return rounded(canvas)


def rail(canvas: Plane, top: int, height: int, rng: np.random.Generator) -> Plane:
    """A brushed steel rod lying along the belt, lit from above, over rows of the canvas."""
    turn = np.linspace(-1, 1, height, dtype=np.float32)
    body = 0.36 + 0.3 * np.sqrt(1 - turn**2 * 0.98) + 0.75 * np.exp(-(((turn + 0.38) / 0.16) ** 2))
    brushed = 1 + 0.05 * stretched(height, canvas.shape[1], (300, 1.5), rng)
    canvas[top : top + height] = (body[:, None] * brushed * 150)[..., None] * (1.02, 1.0, 0.97)
    return canvas


@lru_cache(maxsize=1)
def guide_rails() -> tuple[Pixels, Pixels]:
    """Upper and lower guide rail of a top view; they stand still while the belt moves."""
    rng = np.random.default_rng(5)
    strips = []
    for _ in range(2):
        canvas = rail(flat(RAIL_PX, FRAME_WIDTH, (0, 0, 0)), 0, RAIL_PX, rng)
        strips.append(rounded(canvas))
    return strips[0], strips[1]


PLATES = {"modular": modular, "green": green, "black": black, "chain": chain}
