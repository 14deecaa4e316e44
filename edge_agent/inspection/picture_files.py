"""The pictures that a command is given: files, and the pictures inside folders.

A picture that cannot be read does not stop the others; it is told, and the command ends with the
exit code that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_agent.core.errors import InvalidInput, NotFound
from hardware.errors import PictureRefused
from hardware.interfaces import Pixels
from hardware.pictures import PICTURE_SUFFIXES, load_picture

LEAST_SIDE_PX = 8
"""Smaller pictures show nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class PictureFile:
    """A picture, or why there is none."""

    file: Path
    pixels: Pixels | None
    error: str | None = None
    exit_code: int = 0


def picture_files(places: Sequence[Path]) -> list[Path]:
    """All files named, and the pictures of all folders named. NotFound when there are none."""
    files = [file for place in places for file in files_at(place)]
    if not files:
        named = ", ".join(str(place) for place in places)
        raise NotFound(f"no pictures in {named}; expected files ending in {suffixes_told()}")
    return files


def files_at(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    return sorted(file for file in place.iterdir() if file.suffix.lower() in PICTURE_SUFFIXES)


def suffixes_told() -> str:
    return " ".join(sorted(PICTURE_SUFFIXES))


def open_picture(file: Path) -> PictureFile:
    if not file.exists():
        return PictureFile(file, None, f"{file}: is not there", NotFound.exit_code)
    try:
        pixels = load_picture(file)
    except PictureRefused as error:
        return PictureFile(file, None, str(error), InvalidInput.exit_code)
    height, width = pixels.shape[:2]
    if min(height, width) < LEAST_SIDE_PX:
        why = f"{file}: is {width} x {height} pixels; at least {LEAST_SIDE_PX} each way are needed"
        return PictureFile(file, None, why, InvalidInput.exit_code)
    return PictureFile(file, pixels)


def exit_code_of(codes: Sequence[int]) -> int:
    """Of the whole command: 5 when a picture was refused, 3 when one was not there, else 0."""
    return max(codes, default=0)
