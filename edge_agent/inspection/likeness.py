"""From how alike two pictures are to a verdict; and how much stands in a picture at all."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from edge_agent.core.packs import Verdict

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


def ink(grey: MatLike) -> float:
    """How much stands in a cut-out: mean slope over mean brightness, so that light drops out."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    return float(np.mean(cv2.magnitude(across, down)) / max(float(np.mean(grey)), 8.0))
