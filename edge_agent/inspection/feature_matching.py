"""Finds one golden pack in frames by matching features, whatever its shift, turn and scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.affine import Matrix
from edge_agent.inspection.corner_tracking import span
from edge_agent.inspection.seen_frame import SeenFrame

LEAST_INLIERS = 12
RATIO = 0.8
"""A match counts when it is this much better than the second best (Lowe 2004)."""
TOLERANCE_PX = 2.5
"""In the shrunk picture: how far a match may lie from the pose."""
SLANT_GAIN = 1.15
"""How many times as many matches must agree on an affine pose as on a rigid one."""
LEAST_PROPORTION = 0.75
"""Least stretch over greatest stretch of a pose."""
LEAST_SCALE, MOST_SCALE = 0.2, 5.0
LEAST_STEADY_FEATURES = 80
"""Below it the places that may change are used as well."""


@dataclass(frozen=True, slots=True)
class Features:
    """A kind of features: how they are found, compared, and at which size."""

    detector: cv2.Feature2D
    norm: int
    distance: int
    """OpenCV's type of a distance."""
    side_px: int
    """The picture is halved until its longer side is nearest to this."""
    draws: int
    """Of RANSAC, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureMatch:
    matrix: Matrix
    inliers: int
    spread: float
    """Share of the pack's area that the agreeing features span."""


class FeatureMatcher:
    """Knows one kind of features of the golden pack."""

    def __init__(self, features: Features) -> None:
        self.kind = features
        self.places: MatLike = np.empty((0, 2), np.float32)
        self.features: MatLike | None = None
        self.pack_area_px = 1.0

    def learn(
        self, golden: SeenFrame, pack: Box, movable: Sequence[Box], only_steady: bool
    ) -> None:
        """`movable`: places that may change from pack to pack, and are left out.

        Unless `only_steady` they are used all the same where the rest has too few features.
        """
        places, features = self.detect(golden)
        inside = in_box(places, pack)
        steady = inside.copy()
        for box in movable:
            steady &= ~in_box(places, box)
        enough = steady.sum() >= LEAST_STEADY_FEATURES
        chosen = steady if enough or only_steady else inside
        self.places = places[chosen]
        self.features = None if features is None else features[chosen]
        self.pack_area_px = float(pack.width * pack.height)

    def detect(self, frame: SeenFrame) -> tuple[MatLike, MatLike | None]:
        """Places (n x 2, in pixels of the full picture) and descriptors of the features."""
        halvings = frame.halvings_to(self.kind.side_px)
        keypoints, features = self.kind.detector.detectAndCompute(frame.grey(halvings), None)
        points = np.array(cv2.KeyPoint.convert(keypoints), np.float32).reshape(-1, 2)
        return (points + 0.5) * 2**halvings - 0.5, features

    def match(self, frame: SeenFrame) -> FeatureMatch | None:
        places, features = self.detect(frame)
        if self.features is None or features is None or min(len(features), len(self.features)) < 2:
            return None
        source, target = self.paired(self.features, features)
        if len(source) < LEAST_INLIERS:
            return None
        tolerance = TOLERANCE_PX * 2 ** frame.halvings_to(self.kind.side_px)
        pairs = self.places[source], places[target]
        matrix, inliers = fitted(*pairs, tolerance, self.kind.draws)
        return self.judged(matrix, self.places[source], inliers)

    def paired(self, taught: MatLike, seen: MatLike) -> tuple[MatLike, MatLike]:
        """The numbers of the taught features that have one clear match, and of their matches."""
        distances, nearest = cv2.batchDistance(
            taught, seen, self.kind.distance, normType=self.kind.norm, K=2
        )
        source = np.flatnonzero(distances[:, 0] < RATIO * distances[:, 1])
        return source, nearest[source, 0]

    def judged(
        self, matrix: MatLike | None, source: MatLike, inliers: MatLike
    ) -> FeatureMatch | None:
        if matrix is None or not LEAST_SCALE <= np.hypot(matrix[0, 0], matrix[1, 0]) <= MOST_SCALE:
            return None
        agreeing = np.unique(source[inliers.ravel() == 1], axis=0)
        if len(agreeing) < LEAST_INLIERS:
            return None
        spread = span(agreeing) / self.pack_area_px
        return FeatureMatch(np.asarray(matrix, np.float64), len(agreeing), spread)


def quick_features() -> Features:
    """ORB (Rublee et al. 2011)."""
    orb = cv2.ORB_create(  # type: ignore[attr-defined]
        nfeatures=300, scaleFactor=1.4, nlevels=3, fastThreshold=10, edgeThreshold=16
    )
    return Features(orb, cv2.NORM_HAMMING, cv2.CV_32S, side_px=340, draws=300)


def fine_features() -> Features:
    """SIFT (Lowe 2004)."""
    sift = cv2.SIFT_create(nfeatures=1500)  # type: ignore[attr-defined]
    return Features(sift, cv2.NORM_L2, cv2.CV_32F, side_px=800, draws=1000)


def fitted(
    source: MatLike, target: MatLike, tolerance_px: float, draws: int
) -> tuple[MatLike | None, MatLike]:
    """The similarity that most matches agree on, or an affine one where clearly more do.

    A photograph taken by hand at a slant is not similar to the golden picture; a frame of a line
    is, and the more rigid model is then the more exact.
    """
    rigid, agreeing = cv2.estimateAffinePartial2D(
        source, target, ransacReprojThreshold=tolerance_px, maxIters=draws
    )
    if SLANT_GAIN * agreeing.sum() >= len(source):  # not even all of them would be clearly more
        return rigid, agreeing
    slanted, more = cv2.estimateAffine2D(
        source, target, ransacReprojThreshold=tolerance_px, maxIters=draws
    )
    if slanted is not None and more.sum() > SLANT_GAIN * agreeing.sum() and undistorted(slanted):
        return slanted, more
    return rigid, agreeing


def undistorted(matrix: MatLike) -> bool:
    """No reflection, and no more slant than a person holds a camera at."""
    least, most = sorted(np.linalg.svd(matrix[:, :2], compute_uv=False))
    return bool(np.linalg.det(matrix[:, :2]) > 0 and least > LEAST_PROPORTION * most)


def in_box(places: MatLike, box: Box) -> NDArray[np.bool_]:
    x, y = places[:, 0], places[:, 1]
    across = (x >= box.x) & (x < box.x + box.width)
    return np.asarray(across & (y >= box.y) & (y < box.y + box.height))
