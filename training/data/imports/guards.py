"""What a source may not do: lead out of its folder, by links or paths, or ask for too much memory.

Sizes are looked at before anything is read, and a picture's pixels before anything is decoded.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from hardware import MOST_PIXELS
from hardware.pictures import PICTURE_SUFFIXES, stated_size_px
from training.data.errors import ImportRefused

MOST_TABLE_BYTES: Final = 512 << 20
"""Annotations of a million marks are smaller."""
MOST_PICTURE_BYTES: Final = 64 << 20
LONGEST_PART: Final = 255
"""Bytes; NAME_MAX of Linux."""
LONGEST_PATH: Final = 2_000
MOST_PICTURES: Final = 2_000_000


def inside(folder: Path, name: str, file: Path, place: str) -> Path:
    """The file that `name` means in `folder`. ImportRefused for one outside, a link or none."""
    parts = PurePosixPath(name).parts
    if not parts or leads_out(name):
        raise ImportRefused(file, place, f"{name!r} leads out of {folder}; expected a path inside")
    found = folder
    for part in parts:
        found = found / part
        if found.is_symlink():
            raise ImportRefused(file, place, f"{found} is a link; copy what it leads to")
    if not found.is_file():
        raise ImportRefused(file, place, f"{found} is not there; name its folder with --pictures")
    return found


def leads_out(name: str) -> bool:
    """Or can be no path below a folder at all: too long, or of characters that no file has."""
    try:
        longest = max(map(len, map(os.fsencode, name.split("/"))))
    except UnicodeEncodeError:
        return True
    parts = PurePosixPath(name).parts
    is_odd = name.startswith("/") or ".." in parts or "\\" in name or "\0" in name
    return is_odd or longest > LONGEST_PART or len(os.fsencode(name)) > LONGEST_PATH


def pictures_below(folder: Path) -> Iterator[Path]:
    """All pictures in it and its folders, in order. ImportRefused for a link."""
    count = 0
    for file in sorted(folder.rglob("*")):
        if file.is_symlink():
            raise ImportRefused(file, "", "is a link; copy what it leads to")
        if file.suffix.lower() in PICTURE_SUFFIXES and file.is_file():
            count += 1
            if count > MOST_PICTURES:
                raise ImportRefused(folder, "", f"holds more than {MOST_PICTURES:,} pictures")
            yield file


def read_table(file: Path) -> str:
    """The text of a table. ImportRefused where it is a link, too big or no UTF-8."""
    refuse_size(file, MOST_TABLE_BYTES)
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(file, f"byte {error.start}", "is not UTF-8") from error


def read_json(file: Path) -> Any:
    try:
        return json.loads(read_table(file))
    except json.JSONDecodeError as error:
        raise ImportRefused(file, f"line {error.lineno}", f"is no JSON: {error.msg}") from error
    except RecursionError as error:
        raise ImportRefused(file, "", "is nested too deep") from error
    except ValueError as error:  # a number of thousands of digits
        raise ImportRefused(file, "", f"is no JSON that can be read: {error}") from error


def refuse_size(file: Path, most_bytes: int) -> None:
    if file.is_symlink() or not file.is_file():
        raise ImportRefused(file, "", "is no plain file")
    if file.stat().st_size > most_bytes:
        raise ImportRefused(file, "", f"is larger than {most_bytes >> 20} MB")


def read_picture(file: Path) -> tuple[bytes, tuple[int, int]]:
    """Encoded, and width and height by its header. ImportRefused where it is none, or a bomb."""
    refuse_size(file, MOST_PICTURE_BYTES)
    encoded = file.read_bytes()
    size_px = stated_size_px(encoded)
    if size_px is None:
        raise ImportRefused(file, "", "is no picture; expected PNG, JPEG, WebP, TIFF or BMP")
    if size_px[0] * size_px[1] > MOST_PIXELS:
        raise ImportRefused(
            file,
            "",
            f"promises {size_px[0]} x {size_px[1]} pixels; at most {MOST_PIXELS / 1e6:.0f} "
            "megapixels are opened",
        )
    return encoded, size_px
