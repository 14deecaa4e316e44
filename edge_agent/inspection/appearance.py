"""How a cut-out looks beside the taught ones, cell by cell of their features.

Each taught picture keeps its patches bound to their place: a patch is compared with those that were
taught at the very same cell, since known patches in other places are how a missing or displaced
sticker looks. Of all taught pictures the nearest one counts at every cell, so several ways of
being good stay apart. (Patches as in PatchCore, Roth et al. 2022, CVPR; bound to place as in PaDiM,
Defard et al. 2021, ICPR Workshops. Measured on shop photographs: patches bound to place with
channels scaled by their spread told good from bad better than a shrunk covariance did, and better
than a search of one or two cells around.)

Distances are in spreads of the taught features: 0 is the same, 1.4 is unrelated, whatever the
product. The region is as unlike as the mean of its worst cells.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.backbone import CELL_PX, Features

UNRELATED = 1.4
"""Distance of two pictures that have nothing to do with each other: the root of two spreads."""
LEAST_SPREAD = 0.25
"""Of the spread over ImageNet: plain surfaces vary so little that noise would count as a defect."""
LIKENESS_AT_LIMIT = 0.6
"""Likeness of what is as unlike as the worst good picture; the usual limit of recipes."""
ODD_SHARE = 0.5
"""Of the cells: more must be near their taught patches for the rest to be called damage."""
ALIEN = 1.1
"""Median distance from which a picture is like nothing taught, everywhere alike."""

Map = NDArray[np.float32]
"""Height x width."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was seen of one region, beside what was taught of it."""

    distances: Map
    """Of each cell; 0 where the region may change from pack to pack."""
    counted: Mask
    unlikeness: float
    """Mean distance of the worst cells."""
    limit: float
    """The unlikeness that good pictures reach."""

    @property
    def likeness(self) -> float:
        """In [0, 1]: 1 as taught, 0.6 at the limit of what good pictures showed."""
        return max(0.0, 1 - (1 - LIKENESS_AT_LIMIT) * self.unlikeness / self.limit)

    @property
    def usual(self) -> float:
        """Median distance: what the region looks like apart from single defects."""
        return float(np.median(self.distances[self.counted])) if self.counted.any() else 0.0

    @property
    def nearest_quarter(self) -> float:
        """Distance that a quarter of the cells do not reach."""
        return float(np.quantile(self.distances[self.counted], 0.25)) if self.counted.any() else 0.0

    @property
    def is_alien(self) -> bool:
        """Far from all that was taught, in all places alike."""
        return self.usual > ALIEN

    @property
    def is_damaged(self) -> bool:
        """A part of it is unlike the taught one, most of it is not."""
        fine = self.distances[self.counted] <= self.limit
        return bool(fine.size and fine.mean() >= ODD_SHARE)

    def heat_map(self, width: int, height: int) -> Map:
        """Height x width in [0, 1], for the screen: 0 as taught, 1 unrelated."""
        shares = np.clip(self.distances / UNRELATED, 0.0, 1.0)
        return np.asarray(cv2.resize(shares, (width, height)), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class TaughtAppearance:
    """What a region of a good pack looks like."""

    patches: NDArray[np.float32]
    """Taught pictures x height x width x channels, divided by the spread."""
    spread: NDArray[np.float32]
    """Of each channel over the taught pictures."""
    counted: Mask
    """Cells that must look as taught."""
    worst_share: float
    """How many of the cells speak for the region."""
    limit: float
    odd: tuple[int, ...] = ()
    """Numbers of taught pictures that stand out from the others, and are not used."""

    def look(self, features: Features) -> Look:
        """Of a cut-out of the same size as the taught ones."""
        distances = nearest(self.patches, features / self.spread)
        distances[~self.counted] = 0.0
        unlikeness = worst_cells(distances[self.counted], self.worst_share)
        return Look(distances, self.counted, unlikeness, self.limit)


def nearest(patches: NDArray[np.float32], features: NDArray[np.float32]) -> Map:
    """Root mean square distance of each cell to the nearest patch taught there."""
    squares = np.empty(patches.shape[:3], np.float32)
    for i, taught in enumerate(patches):
        difference = taught - features
        np.einsum("ijk,ijk->ij", difference, difference, out=squares[i])
    return np.asarray(np.sqrt(squares.min(axis=0) / features.shape[-1]), np.float32)


def worst_cells(distances: NDArray[np.float32], share: float) -> float:
    """Mean of this share of all distances, the greatest ones; 0 of none."""
    if not distances.size:
        return 0.0
    count = max(1, round(share * distances.size))
    return float(np.partition(distances, -count)[-count:].mean())


def counted_cells(counted: Mask) -> Mask:
    """Cells of which every pixel counts, and those around them do too: features look beyond."""
    height, width = counted.shape
    cells = counted.reshape(height // CELL_PX, CELL_PX, width // CELL_PX, CELL_PX).all(axis=(1, 3))
    beyond = cv2.erode(np.asarray(cells, np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(beyond > 0, np.bool_)
