"""Print that is no code: words, paragraphs and titles, also in letters that nobody can read.

Invented letters stand for all the scripts for which no font is at hand: a finder must not take the
look of Latin letters for the look of text.
"""

from functools import lru_cache

import cv2
import numpy as np

from training.lines.faces import FACES, LETTER_PX, Cover, room, set_in_type
from training.lines.prints import cut_to_ink
from training.lines.texts import DIGITS, one_of, price, some

INVENTED = 140
INVENTED_SEED = 53
INVENTED_SHARE = 0.3
CONSONANTS = "bcdfghklmnprstvwz"
VOWELS = "aaeeiouy"
SOLID_FACES = tuple(
    face for face in FACES if not face.name.startswith(("bitcount", "codystar", "doto"))
)

Rng = np.random.Generator


def word(rng: Rng) -> str:
    kind = rng.random()
    if kind < 0.06:
        return price(rng)
    if kind < 0.1:
        return some(DIGITS, 1, 4, rng)
    count = int(rng.integers(1, 5))
    said = "".join(
        one_of(CONSONANTS, rng) + one_of(VOWELS, rng) + ("", "", one_of("nrstl", rng))[i % 3]
        for i in rng.integers(0, 3, count)
    )
    return said.title() if kind < 0.4 else said


def sentence(characters: int, rng: Rng) -> str:
    said = word(rng)
    while len(said) < characters:
        said += one_of((" ", " ", " ", ", ", ". "), rng) + word(rng)
    return said.upper() if rng.random() < 0.25 else said


@lru_cache(maxsize=1)
def invented_letters() -> tuple[Cover, ...]:
    rng = np.random.default_rng(INVENTED_SEED)
    return tuple(invented(rng) for _ in range(INVENTED))


def invented(rng: Rng) -> Cover:
    """Strokes, boxes and rings in a square, as dense as Hangul or Chinese."""
    height = LETTER_PX + 2 * room(LETTER_PX)
    sheet = np.zeros((height, LETTER_PX + 4), np.uint8)
    first, last = room(LETTER_PX) + 1, room(LETTER_PX) + LETTER_PX - 1
    thick = int(rng.integers(2, 6))
    for _ in range(int(rng.integers(2, 8))):
        x, right = sorted(int(one) for one in rng.integers(4, LETTER_PX, 2))
        y, bottom = sorted(int(one) for one in rng.integers(first, last, 2))
        kind = int(rng.integers(5))
        if kind < 2:
            bottom, right = (y, right) if kind else (bottom, x)
            cv2.line(sheet, (x, y), (right, bottom), 255, thick, cv2.LINE_AA)
        elif kind == 2:
            cv2.line(sheet, (x, bottom), (right, y), 255, thick, cv2.LINE_AA)
        elif kind == 3:
            cv2.rectangle(sheet, (x, y), (right, bottom), 255, thick)
        else:
            cv2.circle(sheet, (x, y), int(rng.integers(4, 10)), 255, thick, cv2.LINE_AA)
    return sheet


class Typesetter:
    """Sets lines of one face, so that a paragraph looks like one."""

    def __init__(self, rng: Rng) -> None:
        self.rng = rng
        self.face = SOLID_FACES[int(rng.integers(len(SOLID_FACES)))]
        self.spacing_px = LETTER_PX * rng.uniform(-0.04, 0.1)
        self.invents = rng.random() < INVENTED_SHARE
        self.stretch = float(np.exp(rng.normal(0, 0.15)))

    def line(self, characters: int, height_px: float) -> Cover:
        """A line whose digits would be `height_px` high, cut to its ink."""
        sheet = self.invented_line(characters) if self.invents else self.font_line(characters)
        whole = cut_to_ink(sheet)
        scale = height_px / LETTER_PX
        size = max(2, round(whole.shape[1] * scale * self.stretch)), round(whole.shape[0] * scale)
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(whole, (size[0], max(2, size[1])), interpolation=way))

    def font_line(self, characters: int) -> Cover:
        return set_in_type(sentence(characters, self.rng), self.face, self.spacing_px)

    def invented_line(self, characters: int) -> Cover:
        letters = invented_letters()
        chosen = [letters[i] for i in self.rng.integers(0, INVENTED, max(1, characters // 2))]
        blank = np.zeros((letters[0].shape[0], LETTER_PX // 3), np.uint8)
        parts = [part for one in chosen for part in self.maybe_blank(one, blank)]
        return np.concatenate(parts, axis=1)

    def maybe_blank(self, letter: Cover, blank: Cover) -> tuple[Cover, ...]:
        return (blank, letter) if self.rng.random() < 0.2 else (letter,)
