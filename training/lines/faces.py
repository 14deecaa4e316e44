"""Letters of many faces: outline fonts as coverage, and any of them as a grid of dots.

A font's grid is its shape at the size of a print head of 7 to 16 nozzles. All faces are cached: a
line is put together from its letters.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from simulators.drawing.printing.dot_letters import LETTERS, large_letter, letter
from simulators.drawing.printing.fonts import FOLDER as PLANT_FONTS
from training.lines.other_dots import OTHER_LETTERS

FONTS = Path(__file__).resolve().parent / "fonts"
FACES = tuple(sorted((*FONTS.glob("*.woff2"), *PLANT_FONTS.glob("*.woff2"))))
LETTER_PX = 40
"""Height of a digit in the cached letters."""
INK = 110
"""From this coverage (of 255) on a font's pixel becomes a dot."""
DOTTED = ("bitcount-single", "codystar", "doto")
"""Fonts that are drawn as dots already; they make no good grid."""
GRIDS = (("tiny5", 5), ("silkscreen", 5), ("vt323", 9), ("dotgothic16", 12), ("pixelify", 7))
"""Fonts drawn on a grid, and how many dots high their digits are."""
GRID_HEIGHTS = (9, 10, 12, 14, 16)
OTHER_PRINTERS = 8

Cover = NDArray[np.uint8]
Dots = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """A dot face: a font file and the height of its digits in dots; no file: the plant's letters,
    5 x 7 or 7 x 9."""

    file: Path | None
    rows: int
    printer: int = 0
    """Whose 5 x 7 letters: 0 the plant's own, others take theirs from OTHER_LETTERS."""

    def has(self, text: str) -> bool:
        return self.file is not None or set(text.upper()) <= set(LETTERS)


def grids() -> tuple[Grid, ...]:
    """All dot faces; the plant's own stand several times, since they are the commonest."""
    plain = tuple(face for face in FACES if not face.name.startswith(DOTTED))
    native = tuple(Grid(face, rows) for name, rows in GRIDS for face in plain if name in face.name)
    made = tuple(Grid(face, rows) for face in plain for rows in GRID_HEIGHTS)
    others = tuple(Grid(None, 7, printer) for printer in range(1, OTHER_PRINTERS + 1))
    return (Grid(None, 7), Grid(None, 9)) * 8 + others * 4 + native * 2 + made


@cache
def font(face: Path, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face), size_px)


@cache
def size_for(face: Path, digit_px: int) -> int:
    """The font size at which a digit is this high."""
    probe = font(face, 100)
    _, top, _, bottom = probe.getbbox("0", anchor="ls")
    return max(4, round(digit_px * 100 / (bottom - top)))


@cache
def outline(face: Path, character: str, digit_px: int) -> Cover:
    """A letter as wide as it advances, with room above and below; 255 where it is all ink."""
    shape = font(face, size_for(face, digit_px))
    width = max(1, round(shape.getlength(character)))
    sheet = Image.new("L", (width, digit_px + 2 * room(digit_px)), 0)
    ImageDraw.Draw(sheet).text(
        (0, digit_px + room(digit_px)), character, fill=255, font=shape, anchor="ls"
    )
    return np.asarray(sheet)


def room(digit_px: int) -> int:
    """Above the digits for brackets, below them for descenders."""
    return max(2, round(digit_px * 0.3))


@cache
def dots(grid: Grid, character: str) -> Dots:
    """A letter as the dots of a print head; room above and below where it is a font's."""
    if grid.file is None and grid.rows == 7:
        return small_letter(character, grid.printer)
    if grid.file is None:
        return large_letter(character)
    return outline(grid.file, character, grid.rows) >= INK


def small_letter(character: str, printer: int) -> Dots:
    """5 x 7 dots. Printers share some shapes, no two share all."""
    others = OTHER_LETTERS.get(character, ())
    if not printer or not others:
        return letter(character)
    rows = others[(printer + ord(character)) % len(others)].split("|")
    return np.array([[dot == "#" for dot in row] for row in rows])


def set_in_type(text: str, face: Path, spacing_px: float) -> Cover:
    """A line of a font, letters side by side, `spacing_px` more between them than it says."""
    letters = [outline(face, one, LETTER_PX) for one in text]
    steps = [max(1, round(one.shape[1] + spacing_px)) for one in letters]
    line = np.zeros((letters[0].shape[0], sum(steps) + letters[-1].shape[1]), np.uint8)
    left = 0
    for shape, step in zip(letters, steps, strict=True):
        place = line[:, left : left + shape.shape[1]]
        np.maximum(place, shape, out=place)
        left += step
    return line


def aimed(text: str, grid: Grid, gap: float) -> NDArray[np.float64]:
    """Where the dots of a line are aimed: x to the right, y down, in dot pitches; n x 2."""
    found, left = [], 0.0
    for one in text:
        shape = dots(grid, one)
        found.append(np.argwhere(shape)[:, ::-1] + (left, 0.0))
        left += shape.shape[1] + gap
    return np.concatenate(found)
