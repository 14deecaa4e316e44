"""Teaches what a region looks like from 1 to 20 good pictures, and no bad ones.

The limit is what good pictures reach beside each other: each is compared with all the others, and
where there are too few, with copies of itself that are shifted, turned, blurred and lit otherwise.
A median and a robust spread make it, so one or two odd pictures among the good ones do not widen it
until everything passes; they are told by number, and not used.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.appearance import (
    LEAST_SPREAD,
    Mask,
    TaughtAppearance,
    nearest,
    worst_cells,
)
from edge_agent.inspection.backbone import Backbone, Features
from hardware.interfaces import Pixels

LEAST_COMPANY = 3
"""From so many pictures on, they are compared with each other."""
COPIES = 4
MOST_SHIFT_PX, MOST_TURN_DEG, MOST_GROWTH = 1.5, 1.0, 0.015
MOST_BLUR_PX = 0.8
LIGHT_SPREAD = 0.15
COPY_SEED = 29
USUAL_SPREADS = 2.5
"""So many robust standard deviations above the median is still usual."""
NORMAL = 1.4826
"""Median absolute deviation to standard deviation."""
CAUTION = 1.15
"""What comes later varies more than what was taught."""
LEAST_LIMIT, MOST_LIMIT = 0.55, 1.02
"""Below the first, differences are noise. Above the second, a picture of something else is near:
whatever the good pictures say, no limit lets that pass."""
ODD = 1.25
"""A taught picture this much over the limit stands out."""

Scores = NDArray[np.float64]


def taught(
    backbone: Backbone, pictures: Sequence[Pixels], counted: Mask, worst_share: float
) -> TaughtAppearance:
    """From cut-outs of one size that lie over each other.

    `counted`: the cells that must look as taught, as `counted_cells` gives them.
    """
    features = np.stack([backbone.features(one) for one in pictures])
    spread = np.maximum(features.std(axis=(0, 1, 2)), LEAST_SPREAD).astype(np.float32)
    patches = features / spread
    plain = TaughtAppearance(patches, spread, counted, worst_share, MOST_LIMIT)
    if len(pictures) < LEAST_COMPANY:
        copies = [backbone.features(copy) for one in pictures for copy in copies_of(one)]
        return replace(plain, limit=limit_of(among(plain, copies)))
    scores = beside_others(plain)
    limit = limit_of(scores)
    usual = scores <= ODD * limit
    odd = tuple(int(number) for number in np.flatnonzero(~usual))
    return replace(plain, patches=patches[usual], limit=limit, odd=odd)


def among(plain: TaughtAppearance, seen: Sequence[Features]) -> Scores:
    return np.array([plain.look(one).unlikeness for one in seen])


def beside_others(plain: TaughtAppearance) -> Scores:
    """Unlikeness of each taught picture with the others."""
    scores = []
    for number, own in enumerate(plain.patches):
        others = np.delete(plain.patches, number, axis=0)
        distances = nearest(others, own)
        scores.append(worst_cells(distances[plain.counted], plain.worst_share))
    return np.array(scores)


def limit_of(scores: Scores) -> float:
    """A robust upper end of what good pictures reach."""
    middle = float(np.median(scores))
    spread = NORMAL * float(np.median(np.abs(scores - middle)))
    return float(np.clip(CAUTION * (middle + USUAL_SPREADS * spread), LEAST_LIMIT, MOST_LIMIT))


def copies_of(picture: Pixels) -> list[Pixels]:
    """The picture as it might come again: the same ones for the same picture."""
    rng = np.random.default_rng(COPY_SEED)
    return [copied(picture, rng) for _ in range(COPIES)]


def copied(picture: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = picture.shape[:2]
    turn_deg = rng.uniform(-MOST_TURN_DEG, MOST_TURN_DEG)
    growth = 1 + rng.uniform(-MOST_GROWTH, MOST_GROWTH)
    matrix = np.asarray(
        cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, growth), np.float64
    )
    matrix[:, 2] += rng.uniform(-MOST_SHIFT_PX, MOST_SHIFT_PX, 2)
    moved = cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(moved, (0, 0), rng.uniform(0.2, MOST_BLUR_PX))
    lit = soft * rng.uniform(1 - LIGHT_SPREAD, 1 + LIGHT_SPREAD)
    return np.asarray(np.clip(lit, 0, 255), np.uint8)
