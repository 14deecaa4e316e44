"""Where the pack lies in a frame: shift, turn and scale from golden picture to frame.

A pose must come from the pack as a whole, because a sticker may be missing or misplaced:

1. features (ORB, Rublee et al. 2011, RANSAC): fast; believed alone when the agreeing features are
   spread over the pack; places that may change (stickers, print) give none where the rest has
   enough;
2. the outline before a plain background: for packs with little print, or whose features sit
   together on one sticker;
3. finer features (SIFT, Lowe 2004) for photographs that the first cannot match.

Whatever found it, the pose is then made exact by tracking corners.

What none of them explains is no pose: the checks are then unsure, never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.outline import Outline, find_outline
from edge_agent.inspection.outline_pose import outline_matrix
from edge_agent.inspection.pack_colours import PackColours
from edge_agent.inspection.pose_refining import Matrix, PoseRefiner
from edge_agent.inspection.quads import Quad, quad_of, quad_of_box
from edge_agent.inspection.shrinking import shrunk
from hardware.interfaces import Pixels

FAST_SIDE_PX = 420
FINE_SIDE_PX = 800
LEAST_INLIERS = 12
SURE_INLIERS = 40
"""So many agreeing features mean full confidence."""
LEAST_SPREAD = 0.15
"""Share of the pack's area that the agreeing features must span to speak for the whole pack."""
AGREEMENT = 0.02
"""Of the pack's longer side: how far outline and features may be apart to confirm each other."""
RATIO = 0.8
"""A match counts when it is this much better than the second best (Lowe 2004)."""
TOLERANCE_PX = 3.0
"""In the shrunk picture: how far a match may lie from the pose."""
SLANT_GAIN = 1.15
"""How many times as many matches must agree on an affine pose as on a rigid one."""
LEAST_PROPORTION = 0.75
"""Least stretch over greatest stretch of a pose."""
LEAST_SCALE, MOST_SCALE = 0.2, 5.0
LEAST_STEADY_FEATURES = 80
"""Below it the places that may change are used as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Shift, turn and scale from the golden picture to the frame."""

    matrix: Matrix
    confidence: float
    """In [0, 1]."""

    @property
    def scale(self) -> float:
        return float(np.hypot(self.matrix[0, 0], self.matrix[1, 0]))

    @property
    def turn_deg(self) -> float:
        return float(np.degrees(np.arctan2(self.matrix[1, 0], self.matrix[0, 0])))

    def quad(self, box: Box) -> Quad:
        """Where a box of the golden picture lies in the frame."""
        corners = np.array(quad_of_box(box)) @ self.matrix[:, :2].T + self.matrix[:, 2]
        return quad_of(corners.astype(np.float32))

    def cut_out(self, frame: Pixels, box: Box) -> Pixels:
        """The frame's content of a golden box, upright and in the golden picture's scale."""
        shifted = self.matrix.copy()
        shifted[:, 2] += self.matrix[:, :2] @ (box.x, box.y)
        flags = (cv2.INTER_AREA if self.scale > 2 else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
        size = (box.width, box.height)
        cut = cv2.warpAffine(frame, shifted, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(cut, np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureMatch:
    matrix: Matrix
    inliers: int
    spread: float
    """Share of the pack's area that the agreeing features span."""


class FeatureMatcher:
    """Matches one kind of features of the golden pack against frames."""

    def __init__(self, detector: cv2.Feature2D, norm: int, side_px: int) -> None:
        self.detector = detector
        self.matcher = cv2.BFMatcher(norm)
        self.side_px = side_px
        self.places: MatLike = np.empty((0, 2), np.float32)
        self.features: MatLike | None = None
        self.pack_area_px = 1.0

    def learn(self, golden: Pixels, pack: Box, movable: Sequence[Box], only_steady: bool) -> None:
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

    def detect(self, pixels: Pixels) -> tuple[MatLike, MatLike | None]:
        """Places (n x 2, in pixels of the full picture) and descriptors of the features."""
        factor = max(1, round(max(pixels.shape[:2]) / self.side_px))
        keypoints, features = self.detector.detectAndCompute(
            shrunk(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), factor), None
        )
        points = np.array([keypoint.pt for keypoint in keypoints], np.float32).reshape(-1, 2)
        return (points + 0.5) * factor - 0.5, features

    def match(self, frame: Pixels) -> FeatureMatch | None:
        places, features = self.detect(frame)
        if self.features is None or features is None or min(len(features), len(self.features)) < 2:
            return None
        pairs = self.matcher.knnMatch(self.features, features, k=2)
        good = [best for best, second in pairs if best.distance < RATIO * second.distance]
        if len(good) < LEAST_INLIERS:
            return None
        source = self.places[[match.queryIdx for match in good]]
        target = places[[match.trainIdx for match in good]]
        tolerance = TOLERANCE_PX * max(1.0, max(frame.shape[:2]) / self.side_px)
        matrix, inliers = fitted(source, target, tolerance)
        return self.judged(matrix, source, inliers)

    def judged(
        self, matrix: MatLike | None, source: MatLike, inliers: MatLike
    ) -> FeatureMatch | None:
        if matrix is None or not LEAST_SCALE <= np.hypot(matrix[0, 0], matrix[1, 0]) <= MOST_SCALE:
            return None
        agreeing = np.unique(source[inliers.ravel() == 1], axis=0)
        if len(agreeing) < LEAST_INLIERS:
            return None
        spread = cv2.contourArea(cv2.convexHull(agreeing)) / self.pack_area_px
        return FeatureMatch(np.asarray(matrix, np.float64), len(agreeing), spread)


class PoseFinder:
    """Finds the pack of one golden picture in frames."""

    def __init__(self, golden: Pixels, pack: Box, movable: Sequence[Box] = ()) -> None:
        self.pack = pack
        self.golden = golden
        self.colours = PackColours(golden, pack)
        self.outline = own_outline(golden, pack, self.colours)
        orb = cv2.ORB_create(nfeatures=400, scaleFactor=1.4, nlevels=3, fastThreshold=10)  # type: ignore[attr-defined]
        self.fast = FeatureMatcher(orb, cv2.NORM_HAMMING, FAST_SIDE_PX)
        sift = cv2.SIFT_create(nfeatures=1500)  # type: ignore[attr-defined]
        self.fine = FeatureMatcher(sift, cv2.NORM_L2, FINE_SIDE_PX)
        for matcher in (self.fast, self.fine):
            matcher.learn(golden, pack, movable, only_steady=self.outline is not None)

        self.refiner = PoseRefiner(golden, pack, movable)

    def find(self, frame: Pixels) -> Pose | None:
        """The pack's pose in the frame, or None where it is not to be found."""
        rough = self.rough(frame)
        if rough is None:
            return None
        return Pose(self.refiner.refined(rough.matrix, frame), rough.confidence)

    def rough(self, frame: Pixels) -> Pose | None:
        """The pose to a few pixels."""
        quick = self.fast.match(frame)
        if quick is not None and quick.spread >= LEAST_SPREAD:
            return pose_of(quick)
        if (shaped := self.by_outline(frame)) is not None:
            confirmed = quick is not None and self.agree(quick.matrix, shaped.matrix)
            return pose_of(quick) if quick is not None and confirmed else shaped
        fine = self.fine.match(frame)
        best = max(filter(None, (quick, fine)), key=lambda match: match.inliers, default=None)
        return None if best is None else pose_of(best)

    def agree(self, one: Matrix, other: Matrix) -> bool:
        """True when both put the pack's corners in nearly the same places."""
        corners = np.array(quad_of_box(self.pack))
        apart = corners @ (one - other)[:, :2].T + (one - other)[:, 2]
        reach = AGREEMENT * max(self.pack.width, self.pack.height) * np.hypot(*other[:, 0])
        return bool(np.linalg.norm(apart, axis=1).max() <= reach)

    def by_outline(self, frame: Pixels) -> Pose | None:
        if self.outline is None or (seen := find_outline(frame, self.colours.mask)) is None:
            return None
        found = outline_matrix(self.golden, self.outline, frame, seen)
        return None if found is None else Pose(*found)


def own_outline(golden: Pixels, pack: Box, colours: PackColours) -> Outline | None:
    """The golden pack's outline, where it agrees with the place that the recipe states."""
    outline = find_outline(golden, colours.mask) if colours.known else None
    return outline if outline is not None and overlap(outline.box, pack) > 0.8 else None


def fitted(source: MatLike, target: MatLike, tolerance_px: float) -> tuple[MatLike | None, MatLike]:
    """The similarity that most matches agree on, or an affine one where clearly more do.

    A photograph taken by hand at a slant is not similar to the golden picture; a frame of a line
    is, and the more rigid model is then the more exact.
    """
    rigid, agreeing = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=tolerance_px, maxIters=1000
    )
    slanted, more = cv2.estimateAffine2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=tolerance_px, maxIters=1000
    )
    if slanted is not None and more.sum() > SLANT_GAIN * agreeing.sum() and undistorted(slanted):
        return slanted, more
    return rigid, agreeing


def undistorted(matrix: MatLike) -> bool:
    """No reflection, and no more slant than a person holds a camera at."""
    least, most = sorted(np.linalg.svd(matrix[:, :2], compute_uv=False))
    return bool(np.linalg.det(matrix[:, :2]) > 0 and least > LEAST_PROPORTION * most)


def pose_of(match: FeatureMatch) -> Pose:
    return Pose(match.matrix, min(1.0, match.inliers / SURE_INLIERS))


def in_box(places: MatLike, box: Box) -> NDArray[np.bool_]:
    x, y = places[:, 0], places[:, 1]
    across = (x >= box.x) & (x < box.x + box.width)
    return np.asarray(across & (y >= box.y) & (y < box.y + box.height))


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    common = max(0, across) * max(0, down)
    return common / (one.width * one.height + other.width * other.height - common)
