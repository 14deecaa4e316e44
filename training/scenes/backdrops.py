"""What lies behind packs and what packs are made of: banks of coloured pictures, drawn once.

Backdrops are made of leaves that fall on each other, discs and boxes of all sizes: their edges and
contrasts are spread like those of natural photographs (dead leaves; Lee, Mumford, Huang 2001,
International Journal of Computer Vision 41).
"""

from functools import lru_cache
from typing import cast

import cv2
import numpy as np

from simulators.drawing.arrays import Array, Bytes, Plane, as_bytes, as_plane
from simulators.drawing.materials.textures import fractal, grain, scratches, stretched
from training.lines.grounds import spread

SIDE_PX = 640
BANK_SEED = 47
BACKDROPS = 16
LEAVES = 900
LEAST_LEAF_PX, MOST_LEAF_PX = 4.0, 240.0

Rng = np.random.Generator


def colour_of(rng: Rng) -> Plane:
    """Blue, green, red: often a plain grey or white, else any colour."""
    grey = rng.uniform(10, 250)
    if rng.random() < 0.35:
        return as_plane(np.clip(grey + rng.normal(0, 8, 3), 0, 255))
    return as_plane(np.clip(grey + rng.normal(0, 48, 3), 0, 255))


@lru_cache(maxsize=1)
def backdrops() -> tuple[Bytes, ...]:
    rng = np.random.default_rng(BANK_SEED)
    return tuple(dead_leaves(rng) for _ in range(BACKDROPS))


def dead_leaves(rng: Rng) -> Bytes:
    """SIDE_PX square, blue-green-red; the areas of leaves follow a power law."""
    sheet = np.empty((SIDE_PX, SIDE_PX, 3), np.uint8)
    sheet[:] = colour_of(rng)
    for share in rng.random(LEAVES) ** 0.7:
        reach = MOST_LEAF_PX * (LEAST_LEAF_PX / MOST_LEAF_PX) ** share
        put_leaf(sheet, reach, rng)
    soft = cv2.GaussianBlur(sheet, (0, 0), rng.uniform(0.5, 4.0))
    light = 1 + 0.05 * fractal(SIDE_PX, SIDE_PX, 150, 5, rng)
    return np.clip(soft * light[..., None], 0, 255).astype(np.uint8)


def put_leaf(sheet: Bytes, reach: float, rng: Rng) -> None:
    middle = rng.uniform(0, SIDE_PX, 2)
    colour = colour_of(rng).tolist()
    if rng.random() < 0.4:
        axes = (max(1, round(reach)), max(1, round(reach * rng.uniform(0.3, 1))))
        x, y = (round(float(one)) for one in middle)
        cv2.ellipse(sheet, (x, y), axes, rng.uniform(0, 360), 0, 360, colour, -1, cv2.LINE_AA)
        return
    shape = rng.uniform(-1, 1, (4, 2)) * reach if rng.random() < 0.4 else boxed(reach, rng)
    cv2.fillPoly(sheet, [np.round(shape + middle).astype(np.int32)], colour, cv2.LINE_AA)


def boxed(reach: float, rng: Rng) -> Plane:
    """Corners of a turned rectangle, thin ones among them."""
    half = np.array([reach, reach * np.exp(rng.uniform(-3, 0))])
    turn = rng.normal(0, 0.2) + rng.integers(4) * np.pi / 2
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return as_plane(np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half @ turned)


@lru_cache(maxsize=1)
def textures() -> tuple[Plane, ...]:
    """Paper, film, foil, brushed metal, cloth, crimped seals, scratches; about N(0, 1)."""
    rng = np.random.default_rng(BANK_SEED + 1)
    shape = (SIDE_PX, SIDE_PX)
    fields = [grain(*shape, size, rng) for size in (1.0, 2.0, 5.0, 14.0)]
    fields += [fractal(*shape, size, 5, rng) for size in (30.0, 90.0, 250.0)]
    fields += [stretched(*shape, size, rng) for size in ((120, 1.5), (2, 60), (300, 6))]
    fields += [waves(pitch, pitch_across, rng) for pitch, pitch_across in PITCHES]
    fields += [scratches(*shape, 160, 120, rng)]
    fields += [as_plane(np.exp(-3 * np.abs(fractal(*shape, size, 3, rng)))) for size in (30, 90)]
    return tuple(spread(field) for field in fields)


PITCHES = ((3.2, 3.2), (5.0, 5.0), (9.0, 9.0), (6.0, 0.0), (11.0, 0.0), (20.0, 0.0))
"""Of halftone and cloth; with nothing across, of the ribs of seals."""


def waves(pitch_px: float, across_px: float, rng: Rng) -> Plane:
    x, y = np.meshgrid(np.arange(SIDE_PX), np.arange(SIDE_PX))
    turn = rng.uniform(-0.1, 0.1) + rng.integers(2) * np.pi / 2
    field = np.sin((x * np.cos(turn) + y * np.sin(turn)) * 2 * np.pi / pitch_px)
    if across_px:
        field += np.sin((y * np.cos(turn) - x * np.sin(turn)) * 2 * np.pi / across_px)
    return as_plane(field)


def piece(field: Array, height: int, width: int, rng: Rng) -> Array:
    """A part of a picture of the banks, at most SIDE_PX high and wide."""
    top = int(rng.integers(field.shape[0] - height + 1))
    left = int(rng.integers(field.shape[1] - width + 1))
    return cast(Array, field[top : top + height, left : left + width])


def backdrop(height: int, width: int, rng: Rng) -> Plane:
    """Of floats, height x width x 3: a piece of the bank in a scale and turn of its own."""
    found = backdrops()[int(rng.integers(BACKDROPS))]
    share = rng.uniform(0.25, 1.0)
    cut = piece(found, round(height * share), round(width * share), rng)
    cut = np.rot90(cut, int(rng.integers(4)))[..., rng.permutation(3)]
    return as_plane(cv2.resize(as_bytes(np.ascontiguousarray(cut)), (width, height)))


def textured(colour: Plane, height: int, width: int, rng: Rng) -> Plane:
    """A plain face of one colour with its material's unrest and a slope of light."""
    field = piece(textures()[int(rng.integers(len(textures())))], height, width, rng)
    strength = np.exp(rng.uniform(np.log(0.4), np.log(28)))
    across = as_plane(np.linspace(-1, 1, width)[None, :] * rng.normal(0, 14))
    down = as_plane(np.linspace(-1, 1, height)[:, None] * rng.normal(0, 14))
    unrest = field * np.float32(strength) + across + down
    return as_plane(cv2.merge([unrest + channel for channel in colour]))
