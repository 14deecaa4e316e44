"""Reads what the shim noted: every operation on the files of one folder, in the order of doing."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

HEAD: Final = struct.Struct("<cIIQQ")


class Deed(StrEnum):
    CREATE = "C"
    FOLDER = "D"
    TRUNCATE = "T"
    WRITE = "W"
    SYNC = "S"
    RENAME = "R"
    REMOVE = "U"


@dataclass(frozen=True, slots=True)
class Note:
    deed: Deed
    name: str
    other: str
    """Of a renaming: the new name."""
    offset: int
    """Of a truncation: the new size."""
    written: bytes


def notes_in(file: Path) -> Iterator[Note]:
    noted = file.read_bytes()
    place = 0
    while place < len(noted):
        deed, name_bytes, other_bytes, offset, length = HEAD.unpack_from(noted, place)
        place += HEAD.size
        name = noted[place : place + name_bytes].decode()
        place += name_bytes
        other = noted[place : place + other_bytes].decode()
        place += other_bytes
        size = length if deed == b"W" else 0
        yield Note(Deed(deed.decode()), name, other, offset, noted[place : place + size])
        place += size
