"""What the station's own backbone sees in a cut-out, as one vector, computed once.

The backbone stays as the bundle has it. Its cells are averaged over a coarse raster, so that where
something is on the region still counts. A vector is stored under the hash of its picture and of the
bundle: another picture or another bundle never finds it.
"""

import hashlib
import io
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.backbone import Backbone, Features, input_sides
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.opening import open_backbone
from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from hardware.pictures import load_picture

LONGER_PX = 192
"""Of what the backbone is given."""
RASTER = (2, 4)
"""Down and across the region."""

Vector = NDArray[np.float32]


def crop_vector(file: Path, bundle: Bundle, cache: Path) -> Vector:
    """Of a picture file: raster cells x channels, one after the other."""
    picture_sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    stored = cache / bundle.sha256 / f"{picture_sha256}.npy"
    if not stored.is_file():
        write_whole(stored, as_npy(vector_of(load_picture(file), open_backbone(bundle))))
    found: Vector = np.load(stored, allow_pickle=False)
    return found


def vector_of(pixels: Pixels, backbone: Backbone) -> Vector:
    sides = input_sides(pixels.shape[1], pixels.shape[0], LONGER_PX)
    small = cv2.resize(pixels, sides, interpolation=cv2.INTER_AREA)
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


def as_npy(vector: Vector) -> bytes:
    content = io.BytesIO()
    np.save(content, vector, allow_pickle=False)
    return content.getvalue()
