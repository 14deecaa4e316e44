"""What the backbone sees in the region of a check, on a pack that was found, as one vector.

The region is cut out upright, as it lies on the golden picture, whatever pose the pack has. Cells
of the features are averaged over a coarse raster, so that where something is still counts. Lessons
and stations compute vectors here, so both see the same.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.packs import Box
from edge_agent.inspection.affine import onto
from edge_agent.inspection.backbone import Backbone, Features, input_sides
from edge_agent.inspection.colour_cuts import colour_cut
from edge_agent.inspection.seen_pack import SeenPack
from hardware.interfaces import Pixels

LONGER_PX = 160
"""The longer side of the cut-out that the backbone is given; a surface is seen the same way."""
THIN = 3.0
"""A region that is so many times as long as high, such as a printed line, is seen larger: little
else would be left of its height."""
THIN_LONGER_PX = 256
RASTER = (2, 4)
"""Down and across the region."""

Vector = NDArray[np.float32]
"""Raster cells x channels, one after the other."""


def region_vector(seen: SeenPack, region: Box, backbone: Backbone) -> Vector:
    longer_px = longer_side(region.width, region.height)
    return pooled(region_features(seen, region, longer_px, backbone))


def longer_side(width: int, height: int) -> int:
    is_thin = max(width, height) >= THIN * min(width, height)
    return THIN_LONGER_PX if is_thin else LONGER_PX


def region_features(seen: SeenPack, region: Box, longer_px: int, backbone: Backbone) -> Features:
    """Asks the backbone once for each region of a picture."""
    key = (region, longer_px)
    if key not in seen.features:
        seen.features[key] = backbone.features(region_cut(seen, region, longer_px))
    return seen.features[key]


def region_cut(seen: SeenPack, region: Box, longer_px: int) -> Pixels:
    """As the backbone is given it."""
    size = input_sides(region.width, region.height, longer_px)
    return colour_cut(seen, onto(region, size), size)


def cut_vector(cut: Pixels, backbone: Backbone) -> Vector:
    """Of a region that was cut out before, in whatever size."""
    height, width = cut.shape[:2]
    sides = input_sides(width, height, longer_side(width, height))
    small = cv2.resize(cut, sides, interpolation=cv2.INTER_AREA)
    return pooled(backbone.features(np.asarray(small, np.uint8)))


def pooled(features: Features) -> Vector:
    """Means over the raster's cells."""
    down, across = RASTER
    means = [
        part.mean(axis=(0, 1))
        for row in np.array_split(features, down, axis=0)
        for part in np.array_split(row, across, axis=1)
    ]
    return np.concatenate(means).astype(np.float32)
