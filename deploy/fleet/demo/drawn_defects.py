"""Pictures of packs of the demonstration: drawn once for each check, kept as centres keep them."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from edge_agent.store.pictures import place_of
from edge_agent.whole_files import write_whole
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import TRAY

SHOWN: Final = {
    "sticker": Defect.STICKER_TURNED,
    "lot": Defect.LOT_SMUDGED,
    "expiry": Defect.EXPIRY_CUT_OFF,
    "barcode": Defect.BARCODE_DAMAGED,
}
QUALITY: Final = [cv2.IMWRITE_JPEG_QUALITY, 82]
HALF: Final = 0.5
SEED: Final = 11


def drawn_defects(folder: Path) -> dict[str, Mapping[str, str]]:
    """By check, view to sha256 of a picture that now lies in the folder."""
    rng = np.random.default_rng(SEED)
    return {check: kept(folder, defect, rng) for check, defect in SHOWN.items()}


def kept(folder: Path, defect: Defect, rng: np.random.Generator) -> Mapping[str, str]:
    drawn = draw_pack(TRAY, TRAY.sample_order(rng), defect, rng, Placement())
    return {view: kept_picture(folder, pixels) for view, pixels in drawn.items()}


def kept_picture(folder: Path, pixels: np.ndarray) -> str:
    small = cv2.resize(pixels, None, fx=HALF, fy=HALF, interpolation=cv2.INTER_AREA)
    encoded = cv2.imencode(".jpg", small, QUALITY)[1].tobytes()
    digest = sha256(encoded).hexdigest()
    write_whole(place_of(folder, digest, ".jpg"), encoded)
    return digest
