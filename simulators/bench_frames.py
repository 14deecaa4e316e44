"""The frames of a bench, as its processes find them in the scene's folder."""

from pathlib import Path

from hardware.interfaces import Pixels
from hardware.pictures import load_picture

VIEW = "bottom"


def frame_file(folder: Path, number: int) -> Path:
    return folder / f"frame-{number:03d}.png"


def frames_of(folder: Path) -> tuple[Pixels, ...]:
    return tuple(load_picture(file) for file in sorted(folder.glob("frame-*.png")))
