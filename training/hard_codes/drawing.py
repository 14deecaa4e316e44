"""One scene of the set, from its number: two lines of code on a pack, and their cut-outs.

The set is named by its seed: scene and field numbers follow from it, and so does every pixel.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane, rounded
from training.hard_codes.kinds import KINDS, Kind
from training.hard_codes.texts import expiry_text, lot_text

SEED = 20_261_122
FIELDS = 500
LINES = 2
WIDTH_PX = 640
HEIGHT_PX = 240
LEAST_DIGIT_PX = 17.0
MOST_DIGIT_PX = 38.0
MOST_TURN_DEG = 4.0
LONGEST_SHARE = 0.9
"""Of the scene's width; longer lines are drawn narrower."""
INK = 0.2
"""Coverage from which on a pixel belongs to a line."""
COLOURS = (
    (1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0),
    (0.78, 0.92, 1.05),
    (1.05, 1.0, 0.93),
    (0.95, 1.0, 0.96),
)
"""Blue, green, red: silver and white, gold, cold light, green film."""

Rng = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One line of code as it is cut out of its scene."""

    number: int
    kind: str
    text: str
    pixels: Pixels

    @property
    def name(self) -> str:
        return f"{self.number:03d}-{self.kind}"


def fields(count: int = FIELDS) -> Iterator[Field]:
    """The first `count` fields of the set."""
    for scene in range(-(-count // LINES)):
        yield from scene_fields(scene)[: count - scene * LINES]


def set_name(drawn: Iterable[Field]) -> str:
    """The seed, and a hash over all pictures and texts: two readers judged on one set have one."""
    total = hashlib.sha256()
    for field in drawn:
        total.update(field.text.encode())
        total.update(np.ascontiguousarray(field.pixels).data)
    return f"hard-codes-{SEED}-{total.hexdigest()[:12]}"


def scene_fields(scene: int) -> list[Field]:
    """Both lines of a scene; the kinds take turns."""
    rng = np.random.default_rng((SEED, scene))
    kind = KINDS[scene % len(KINDS)]
    picture, places, texts = draw_scene(kind, rng)
    return [
        Field(scene * LINES + line, kind.name, text, cut_out(picture, place, rng))
        for line, (text, place) in enumerate(zip(texts, places, strict=True))
    ]


def draw_scene(
    kind: Kind, rng: Rng
) -> tuple[Pixels, list[tuple[int, int, int, int]], tuple[str, str]]:
    """The picture, where its lines are (left, top, right, bottom), and what they say."""
    height_px = float(np.exp(rng.uniform(np.log(LEAST_DIGIT_PX), np.log(MOST_DIGIT_PX))))
    texts = expiry_text(rng), lot_text(rng)
    turned = turn_map(rng.uniform(-MOST_TURN_DEG, MOST_TURN_DEG))
    rise_px = rng.uniform(-0.5, 0.5) * height_px if kind.is_curved else 0.0
    sheets = [
        bent(laid(kind.mark(text, height_px, rng), height_px, line, rng), turned, rise_px)
        for line, text in enumerate(texts)
    ]
    letters = as_plane(np.maximum(*sheets))
    grey = kind.show(letters, height_px, rng)
    return photographed(grey, height_px, rng), [ink_box(sheet) for sheet in sheets], texts


def laid(mark: Plane, height_px: float, line: int, rng: Rng) -> Plane:
    """A line on a sheet of its own, in the upper or the lower half of the scene."""
    most = round(LONGEST_SHARE * WIDTH_PX)
    if mark.shape[1] > most:
        mark = as_plane(cv2.resize(mark, (most, mark.shape[0]), interpolation=cv2.INTER_AREA))
    rows, columns = mark.shape
    sheet = np.zeros((HEIGHT_PX, WIDTH_PX), np.float32)
    pitch_px = rng.uniform(1.5, 1.9) * height_px
    top = round(HEIGHT_PX / 2 + (line - 0.5) * pitch_px - rows / 2)
    left = int(rng.integers(10, WIDTH_PX - columns - 9))
    sheet[top : top + rows, left : left + columns] = mark
    return sheet


def turn_map(turn_deg: float) -> Plane:
    return as_plane(cv2.getRotationMatrix2D((WIDTH_PX / 2, HEIGHT_PX / 2), turn_deg, 1.0))


def bent(sheet: Plane, turned: Plane, rise_px: float) -> Plane:
    """Turned as the pack lies, and bent as on a bottle: narrower and lower towards the rim."""
    whole = as_plane(cv2.warpAffine(sheet, turned, (WIDTH_PX, HEIGHT_PX)))
    if not rise_px:
        return whole
    side = np.linspace(-1, 1, WIDTH_PX, dtype=np.float32)
    x = (np.arcsin(0.93 * side) / np.arcsin(np.float32(0.93)) + 1) * (WIDTH_PX - 1) / 2
    y = np.arange(HEIGHT_PX, dtype=np.float32)[:, None] + np.float32(rise_px) * side[None, :] ** 2
    across = np.broadcast_to(as_plane(x), y.shape)
    return as_plane(cv2.remap(whole, across, as_plane(y), cv2.INTER_LINEAR))


def ink_box(sheet: Plane) -> tuple[int, int, int, int]:
    left, top, width, height = cv2.boundingRect((sheet > INK).astype(np.uint8))
    return left, top, left + width, top + height


def cut_out(picture: Pixels, place: tuple[int, int, int, int], rng: Rng) -> Pixels:
    """As a finder cuts a line out: with a rim of a tenth to a third of its height."""
    left, top, right, bottom = place
    rim = [round((bottom - top) * share) for share in rng.uniform(0.08, 0.3, 4)]
    return picture[
        max(0, top - rim[0]) : bottom + rim[1], max(0, left - rim[2]) : right + rim[3]
    ].copy()


def photographed(grey: Plane, height_px: float, rng: Rng) -> Pixels:
    """Light falling off, a tint, blur, noise, compression."""
    x = np.linspace(-1, 1, WIDTH_PX, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, HEIGHT_PX, dtype=np.float32)[:, None]
    lit = grey * (
        1 + np.float32(rng.uniform(-0.2, 0.2)) * x + np.float32(rng.uniform(-0.1, 0.1)) * y
    )
    seen = as_plane(cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.4, 0.045 * height_px)))
    tint = np.array(COLOURS[int(rng.integers(len(COLOURS)))], np.float32)
    noise = rng.standard_normal((HEIGHT_PX, WIDTH_PX, 3), dtype=np.float32) * rng.uniform(1.0, 4.0)
    picture = rounded(seen[..., None] * tint + noise)
    quality = int(rng.integers(55, 95))
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
