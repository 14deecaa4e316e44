"""What a source of frames is tried with: who lets it take pictures, and when it ends.

A rig file offers RIGS: name to a context manager that gives a rig over PICTURES pictures.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from hardware.interfaces import FrameSource
from hardware.pictures import encode_png
from tests.samples import a_picture

PICTURES = 8
PATIENCE_S = 10.0


def by_itself() -> None:
    """Nobody needs to do anything for the next picture."""


@dataclass(frozen=True, slots=True)
class FrameRig:
    source: FrameSource
    expose: Callable[[], None] = by_itself
    """Lets a started source take one picture."""
    ends: bool = True
    """False: a live camera."""


OpenRig = Callable[[Path], AbstractContextManager[FrameRig]]


def folder_of(folder: Path) -> Path:
    for number in range(PICTURES):
        (folder / f"{number:04}.png").write_bytes(encode_png(a_picture(number)))
    return folder


def film_of(folder: Path) -> Path:
    file = folder / "film.avi"
    fourcc = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(file), fourcc, 25.0, (64, 48))
    for number in range(PICTURES):
        writer.write(np.full((48, 64, 3), 30 * number, np.uint8))
    writer.release()
    return file
