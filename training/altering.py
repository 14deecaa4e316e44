"""Makes a good photograph of a pack a bad one: its label is taken off, moved, torn or another.

Everything happens in the golden picture's scale and upright; what has changed is laid back into
the photograph, whose other pixels stay untouched. The pack under a label is not known, so it is
filled from what surrounds it (Telea 2004, Journal of Graphics Tools 9(1)).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.pose import Pose
from edge_agent.inspection.seen_pack import widened
from hardware.interfaces import Pixels

ROOM_SHARE = 0.5
"""Of the label's longer side: so far around it things may change."""
LEAST_SHIFT, MOST_SHIFT = 0.25, 0.45
"""Of the label's shorter side."""
LEAST_TURN_DEG, MOST_TURN_DEG = 15.0, 60.0
LEAST_TORN, MOST_TORN = 0.25, 0.5
"""Share of the label's width that is gone."""
FILL_RADIUS_PX = 5
PAPER_SPREAD = 3.0
"""Grey levels of blank paper's own grain."""

Shares = NDArray[np.float32]


class Alteration(StrEnum):
    REMOVED = "removed"
    SHIFTED = "shifted"
    TURNED = "turned"
    TORN = "torn"
    BLANKED = "blanked"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A label on its pack, cut out with room around it."""

    room: Pixels
    box: Box
    """Of the label, in pixels of the room."""
    bare: Pixels
    """The room without the label."""
    other: Pixels
    """Another product's label, as large as the box."""

    @property
    def paper(self) -> Pixels:
        box = self.box
        return self.room[box.y : box.y + box.height, box.x : box.x + box.width]


def altered(
    photograph: Pixels,
    pose: Pose,
    label: Box,
    how: Alteration,
    other: Pixels,
    rng: np.random.Generator,
) -> Pixels:
    """The photograph with its label changed; `pose` says where the pack lies in it.

    `other`: any picture of another label, of any size.
    """
    margin = round(ROOM_SHARE * max(label.width, label.height))
    around = widened(label, margin)
    room = pose.cut_out(photograph, around)
    box = Box(margin, margin, label.width, label.height)
    fitting = np.asarray(cv2.resize(other, (label.width, label.height)), np.uint8)
    seen = Label(room, box, without(room, box), fitting)
    return laid_back(photograph, ALTERING[how](seen, rng), room, pose, around)


def without(room: Pixels, box: Box) -> Pixels:
    covered = np.zeros(room.shape[:2], np.uint8)
    covered[box.y : box.y + box.height, box.x : box.x + box.width] = 255
    return np.asarray(cv2.inpaint(room, covered, FILL_RADIUS_PX, cv2.INPAINT_TELEA), np.uint8)


def removed(label: Label, rng: np.random.Generator) -> Pixels:
    del rng  # nothing is left to vary
    return label.bare


def shifted(label: Label, rng: np.random.Generator) -> Pixels:
    length = min(label.box.width, label.box.height) * rng.uniform(LEAST_SHIFT, MOST_SHIFT)
    angle = rng.uniform(0, 2 * np.pi)
    return moved(label, length * np.cos(angle), length * np.sin(angle), 0.0)


def turned(label: Label, rng: np.random.Generator) -> Pixels:
    return moved(label, 0.0, 0.0, rng.uniform(LEAST_TURN_DEG, MOST_TURN_DEG) * rng.choice([-1, 1]))


def torn(label: Label, rng: np.random.Generator) -> Pixels:
    """One side is torn off along a ragged, slanted line."""
    height, width = label.paper.shape[:2]
    gone = width * rng.uniform(LEAST_TORN, MOST_TORN)
    ragged = cv2.GaussianBlur(rng.normal(0, 1, (height, 1)).astype(np.float32), (1, 9), 2)
    edge = gone + 0.15 * width * np.linspace(-1, 1, height)[:, None] + 0.04 * width * ragged
    left_over = (np.arange(width)[None, :] > edge).astype(np.float32)
    return pasted(label, label.paper, left_over[:, ::-1] if rng.random() < 0.5 else left_over)


def blanked(label: Label, rng: np.random.Generator) -> Pixels:
    """Paper without print: the label's own brightest common colour, and a little grain."""
    colour = np.percentile(label.paper.reshape(-1, 3), 85, axis=0)
    grain = rng.normal(0, PAPER_SPREAD, label.paper.shape)
    paper = np.clip(colour + grain, 0, 255).astype(np.uint8)
    return pasted(label, paper, np.ones(paper.shape[:2], np.float32))


def wrong(label: Label, rng: np.random.Generator) -> Pixels:
    del rng
    return pasted(label, label.other, np.ones(label.other.shape[:2], np.float32))


ALTERING: dict[Alteration, Callable[[Label, np.random.Generator], Pixels]] = {
    Alteration.REMOVED: removed,
    Alteration.SHIFTED: shifted,
    Alteration.TURNED: turned,
    Alteration.TORN: torn,
    Alteration.BLANKED: blanked,
    Alteration.WRONG: wrong,
}


def pasted(label: Label, paper: Pixels, cover: Shares) -> Pixels:
    """The bare room with paper in the label's place where `cover` is 1."""
    result = label.bare.copy()
    box = label.box
    place = result[box.y : box.y + box.height, box.x : box.x + box.width]
    place[:] = blended(place, paper, cover)
    return result


def moved(label: Label, right_px: float, down_px: float, turn_deg: float) -> Pixels:
    """The label elsewhere in its room."""
    box = label.box
    middle = (box.x + (box.width - 1) / 2, box.y + (box.height - 1) / 2)
    matrix = np.asarray(cv2.getRotationMatrix2D(middle, turn_deg, 1.0), np.float64)
    matrix[:, 2] += right_px, down_px
    cover = np.zeros(label.room.shape[:2], np.float32)
    cover[box.y : box.y + box.height, box.x : box.x + box.width] = 1
    size = (label.room.shape[1], label.room.shape[0])
    laid = np.asarray(cv2.warpAffine(label.room, matrix, size), np.uint8)
    return blended(label.bare, laid, np.asarray(cv2.warpAffine(cover, matrix, size), np.float32))


def blended(below: Pixels, above: Pixels, cover: Shares) -> Pixels:
    share = cover[..., np.newaxis]
    return np.round(below * (1 - share) + above * share).astype(np.uint8)


def laid_back(photograph: Pixels, changed: Pixels, room: Pixels, pose: Pose, around: Box) -> Pixels:
    """The room's changes in the photograph."""
    matrix = pose.matrix.copy()
    matrix[:, 2] += pose.matrix[:, :2] @ (around.x, around.y)
    size = (photograph.shape[1], photograph.shape[0])
    differs = np.any(changed != room, axis=2).astype(np.float32)
    soft = np.asarray(cv2.warpAffine(differs, matrix, size), np.float32)
    laid = np.asarray(cv2.warpAffine(changed, matrix, size), np.uint8)
    return blended(photograph, laid, soft)
