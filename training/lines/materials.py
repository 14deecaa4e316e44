"""What hard codes stand on: foil, metal, glass, film, ribs, worn ribbons.

Each material lays the letters of a scene (coverage in [0, 1]) on itself and returns grey values
0..255 as a camera without faults of its own would see them. Digits are `height_px` high.
"""

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.materials.textures import fractal, grain, scratches, stretched
from training.lines.light import lamps, matt, mirrored

Rng = np.random.Generator


def embossed_foil(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """Pressed into the lid foil of a blister, between the knurls of its seal."""
    rows, columns = letters.shape
    relief = height_px * rng.uniform(0.04, 0.075) * rounded_off(letters, 0.045 * height_px)
    crinkled = fractal(rows, columns, 200, 3, rng) * rng.uniform(0.6, 2.0)
    knurled = knurls(rows, columns, rng) * rng.uniform(0.02, 0.16)
    shine = mirrored(as_plane(relief * sign(rng) + crinkled + knurled), lamps(3, 0.22, rng))
    return as_plane(rng.uniform(55, 110) + rng.uniform(60, 110) * shine + fine_grain(letters, rng))


def embossed_card(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """Pressed into a carton without ink: only its flanks are seen."""
    rows, columns = letters.shape
    fibres = grain(rows, columns, 2.2, rng) * 0.10 + fractal(rows, columns, 30, 3, rng) * 0.12
    depth = height_px * rng.uniform(0.018, 0.045)
    relief = depth * rounded_off(letters, 0.04 * height_px)
    shade = matt(as_plane(relief * sign(rng) + fibres), rng.uniform(0, 2 * np.pi))
    light = rng.uniform(140, 215) + 9 * fractal(rows, columns, 400, 2, rng)
    return as_plane(light + rng.uniform(150, 300) * shade)


def laser_metal(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """Annealed or ablated strokes on brushed metal."""
    rows, columns = letters.shape
    brushed = stretched(rows, columns, (260, 1.4), rng) + fractal(rows, columns, 320, 2, rng)
    scraped = scratches(rows, columns, 40, 90, rng) * rng.uniform(10, 40)
    uneven = np.clip(1 + 0.45 * grain(rows, columns, 0.35 * height_px, rng), 0.35, 1.3)
    contrast = rng.uniform(14, 42) * sign(rng)
    ground = rng.uniform(95, 165) + rng.uniform(5, 13) * brushed + scraped
    return as_plane(ground + contrast * letters * uneven)


def printed_film(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """Small dots on printed film, some of them lost."""
    rows, columns = letters.shape
    artwork = preprinted(rows, columns, rng) * rng.uniform(8, 40)
    wrinkles = fractal(rows, columns, 120, 3, rng) * rng.uniform(2, 9)
    ground = rng.uniform(95, 205) + artwork + wrinkles
    return as_plane(ground - rng.uniform(30, 85) * letters * sign(rng, 0.8))


def faint_print(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """A ribbon or a head at its end: hardly darker than the ground."""
    rows, columns = letters.shape
    ground = rng.uniform(70, 205) + rng.uniform(1, 5) * fractal(rows, columns, 90, 4, rng)
    ground += rng.uniform(0.5, 2.5) * grain(rows, columns, 1.6, rng)
    patchy = np.clip(0.95 + 0.3 * fractal(rows, columns, 60, 2, rng), 0.5, 1.2)
    return as_plane(ground - rng.uniform(12, 28) * letters * patchy * sign(rng, 0.75))


def hot_stamp(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """Stamped across the ribs of a sealed seam: the valleys stay bare."""
    rows, columns = letters.shape
    pitch_px = height_px * rng.uniform(0.22, 0.6)
    turn = np.pi / 2 if rng.random() < 0.65 else 0.0
    ribs = waves(rows, columns, pitch_px, turn, rng)
    taken = np.clip(
        0.62 + 0.5 * ribs + 0.35 * fractal(rows, columns, 0.5 * height_px, 2, rng), 0, 1
    )
    shine = mirrored(as_plane(ribs * pitch_px * 0.07), lamps(2, 0.2, rng))
    ground = rng.uniform(95, 180) + 55 * shine + 6 * fractal(rows, columns, 200, 3, rng)
    ink = rng.uniform(45, 95) * sign(rng, 0.8)
    return as_plane(ground - ink * letters * taken)


def bottle_side(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """Dots on glass or a can's side: a band of light runs down over them."""
    rows, columns = letters.shape
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
    falling = 1 - rng.uniform(0.25, 0.6) * (x - rng.uniform(-0.4, 0.4)) ** 2
    bands = [(rng.uniform(-0.8, 0.8), rng.uniform(0.03, 0.16)) for _ in range(2)]
    glare = sum(np.exp(-(((x - at) / width) ** 2)) for at, width in bands)
    ground = rng.uniform(70, 150) * falling + 7 * fractal(rows, columns, 150, 3, rng)
    ink = rng.uniform(28, 65) * sign(rng, 0.7)
    lit = ground - ink * letters * (1 - 0.55 * np.minimum(glare, 1))
    return as_plane(lit + rng.uniform(50, 125) * glare)


def can_bottom(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """Dots on spun metal: rings mirror the lamps as rays and arcs."""
    rows, columns = letters.shape
    middle = columns * rng.uniform(0.2, 0.8), rows * rng.choice([-0.6, 0.5, 1.7])
    x = np.arange(columns, dtype=np.float32)[None, :] - np.float32(middle[0])
    y = np.arange(rows, dtype=np.float32)[:, None] - np.float32(middle[1])
    away, turn = np.hypot(x, y), np.arctan2(y, x)
    ring = rng.standard_normal(2048).astype(np.float32)
    spun = np.interp(away, np.arange(2048) * 1.7, ring).astype(np.float32)
    rays = np.abs(np.cos(turn * rng.integers(1, 4) + rng.uniform(0, 6))) ** rng.uniform(4, 18)
    arcs = np.exp(-(((away % rng.uniform(90, 170)) - 40) ** 2) / rng.uniform(20, 250))
    ground = rng.uniform(85, 140) + rng.uniform(4, 14) * spun + rng.uniform(25, 85) * rays
    lit = ground + rng.uniform(20, 75) * arcs
    return as_plane(lit * (1 - rng.uniform(0.3, 0.6) * letters))


def crumpled_foil(letters: Plane, height_px: float, rng: Rng) -> Plane:
    """Ink on creased foil: the creases are darker and brighter than the ink."""
    rows, columns = letters.shape
    creases = np.abs(fractal(rows, columns, rng.uniform(90, 220), 4, rng))
    folds = creases * rng.uniform(2.5, 6.0)
    shine = mirrored(as_plane(folds), lamps(4, 0.16, rng))
    ground = rng.uniform(70, 120) + rng.uniform(60, 120) * shine + fine_grain(letters, rng)
    return as_plane(ground * (1 - rng.uniform(0.3, 0.62) * letters))


def knurls(rows: int, columns: int, rng: Rng) -> Plane:
    """The seal's pattern: two crossing waves."""
    pitch_px = rng.uniform(7, 16)
    turn = rng.uniform(0.5, 1.1)
    return as_plane(
        waves(rows, columns, pitch_px, turn, rng) + waves(rows, columns, pitch_px, -turn, rng)
    )


def waves(rows: int, columns: int, pitch_px: float, turn: float, rng: Rng) -> Plane:
    """Parallel ribs; `turn` 0 gives ribs that stand upright."""
    x = np.arange(columns, dtype=np.float32)[None, :]
    y = np.arange(rows, dtype=np.float32)[:, None]
    along = x * np.float32(np.cos(turn)) + y * np.float32(np.sin(turn))
    return as_plane(np.sin(along * np.float32(2 * np.pi / pitch_px) + rng.uniform(0, 6)))


def preprinted(rows: int, columns: int, rng: Rng) -> Plane:
    """Shapes of a label's artwork, -1..1."""
    sheet = np.zeros((rows, columns), np.float32)
    for _ in range(int(rng.integers(2, 7))):
        middle = int(rng.integers(columns)), int(rng.integers(rows))
        tone, reach = float(rng.uniform(-1, 1)), int(rng.integers(30, 160))
        cv2.circle(sheet, middle, reach, tone, -1, cv2.LINE_AA)
    return sheet


def rounded_off(letters: Plane, reach_px: float) -> Plane:
    """Foil and card do not follow a die's edges."""
    return as_plane(cv2.GaussianBlur(letters, (0, 0), max(0.8, reach_px)))


def fine_grain(letters: Plane, rng: Rng) -> Plane:
    return as_plane(3 * grain(letters.shape[0], letters.shape[1], 1.3, rng))


def sign(rng: Rng, plus_share: float = 0.5) -> float:
    return 1.0 if rng.random() < plus_share else -1.0
