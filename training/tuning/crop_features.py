"""What the station's own backbone sees in a cut-out, as one vector, computed once.

A vector is stored under the hash of its picture and of the bundle: another picture or another
bundle never finds it.
"""

import hashlib
import io
from pathlib import Path

import numpy as np

from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.opening import open_backbone
from edge_agent.inspection.region_features import Vector, cut_vector
from edge_agent.whole_files import write_whole
from hardware.pictures import load_picture


def crop_vector(file: Path, bundle: Bundle, cache: Path) -> Vector:
    """Of a picture file: raster cells x channels, one after the other."""
    picture_sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    stored = cache / bundle.sha256 / f"{picture_sha256}.npy"
    if not stored.is_file():
        write_whole(stored, as_npy(cut_vector(load_picture(file), open_backbone(bundle))))
    found: Vector = np.load(stored, allow_pickle=False)
    return found


def as_npy(vector: Vector) -> bytes:
    content = io.BytesIO()
    np.save(content, vector, allow_pickle=False)
    return content.getvalue()
