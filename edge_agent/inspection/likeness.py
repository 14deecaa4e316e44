"""How alike two grey cut-outs are, zone by zone, whatever the light.

A mean over a whole region hides a small torn or smudged place, so a region is cut into zones, each
zone is sought near its place (papers stretch, photographs are taken by hand), and the worst zones
speak for the region. The measure of a zone is the structure and contrast term of SSIM (Wang et al.
2004, IEEE Transactions on Image Processing 13(4)), once gain and offset of the light are gone.
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.core.packs import Verdict

ZONE_PX = 16
REACH_PX = 3
"""How far from its place a zone is sought."""
WORST_SHARE = 0.15
"""The region is as good as the mean of this share of its zones, the worst ones."""
SOFTENING_PX = 1.0
FLAT_SHARE = 0.15
"""Structure weaker than this share of the region's contrast is taken for flat."""
UNSURE_BAND = 0.1
"""This much under the least likeness is not yet surely another look."""
MISSING_SHARE = 0.35
"""With less than this share of the taught ink, nothing is there."""


@dataclass(frozen=True, slots=True)
class Grade:
    verdict: Verdict
    score: float


def graded(likeness: float, least: float) -> Grade:
    """Verdict and defect score: 0 at full likeness, 0.5 at the limit, 1 at none."""
    if likeness >= least:
        return Grade(Verdict.OK, 0.5 * (1 - likeness) / max(1 - least, 1e-6))
    verdict = Verdict.UNSURE if likeness >= least - UNSURE_BAND else Verdict.NOT_OK
    return Grade(verdict, min(1.0, 1 - 0.5 * max(likeness, 0.0) / least))


def zone_likeness(
    golden: MatLike, seen: MatLike, counted: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """Likeness in [0, 1] of every zone that counts; both pictures of one size.

    `counted`: mask of the same size; zones that lie mostly outside it are left out.
    """
    pattern = softened(golden)
    spread = float(pattern.std())
    steady = (FLAT_SHARE * max(spread, 4.0)) ** 2 * 4
    matched = in_same_light(pattern, softened(seen))
    bordered = cv2.copyMakeBorder(matched, *(REACH_PX,) * 4, cv2.BORDER_REPLICATE)
    values = []
    for y, x, height, width in zones(pattern.shape):
        if counted is None or counted[y : y + height, x : x + width].mean() > 0.5:
            near = bordered[y : y + height + 2 * REACH_PX, x : x + width + 2 * REACH_PX]
            values.append(best_match(pattern[y : y + height, x : x + width], near, steady))
    return np.array(values, np.float32)


def softened(grey: MatLike) -> MatLike:
    """Takes noise away, and the difference between a sharp and a slightly blurred picture."""
    return cv2.GaussianBlur(grey.astype(np.float32), (0, 0), SOFTENING_PX)


def in_same_light(pattern: MatLike, seen: MatLike) -> MatLike:
    """`seen` with gain and offset such that mean and contrast are the pattern's."""
    gain = float(np.clip(pattern.std() / max(float(seen.std()), 1.0), 0.25, 4.0))
    return np.asarray((seen - seen.mean()) * gain + pattern.mean(), np.float32)


def zones(shape: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Top, left, height and width of zones that tile a picture, none smaller than half a zone."""
    tops, lefts = (cuts(side) for side in shape[:2])
    return [
        (top, left, below - top, right - left)
        for top, below in pairwise(tops)
        for left, right in pairwise(lefts)
    ]


def cuts(side: int) -> list[int]:
    count = max(1, round(side / ZONE_PX))
    return [round(i * side / count) for i in range(count + 1)]


def best_match(pattern: MatLike, near: MatLike, steady: float) -> float:
    """SSIM's contrast and structure term at the best place of `pattern` in `near`.

    `steady` is the variance (grey levels squared) below which differences are noise.
    """
    height, width = pattern.shape
    deviation = float(pattern.std())
    correlation = 0.0
    x, y = REACH_PX, REACH_PX
    if deviation > 1.0:
        _, correlation, _, (x, y) = cv2.minMaxLoc(
            cv2.matchTemplate(near, pattern, cv2.TM_CCOEFF_NORMED)
        )
    other = float(near[y : y + height, x : x + width].std())
    shared = 2 * max(correlation, 0.0) * deviation * other + steady
    return float(np.clip(shared / (deviation**2 + other**2 + steady), 0.0, 1.0))


def worst_zones(values: NDArray[np.float32]) -> float:
    """Mean of the worst zones; 1 where no zone counts."""
    if not len(values):
        return 1.0
    count = max(1, round(len(values) * WORST_SHARE))
    return float(np.sort(values)[:count].mean())


def ink(grey: MatLike) -> float:
    """How much stands in a cut-out: mean slope over mean brightness, so that light drops out."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    return float(np.mean(cv2.magnitude(across, down)) / max(float(np.mean(grey)), 8.0))
