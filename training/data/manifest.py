"""The manifest of a data set: one line for each picture, sorted, and a hash over all of it.

A line is `sha256 size path`, and a path holds one picture. The version of a data set is the root of
a Merkle tree (hashed as RFC 6962 section 2.1 does it) over these lines and, last, the head of the
label log: the same pictures with the same labels have the same version, wherever they lie.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from edge_agent.core.errors import InvalidInput
from training.data.errors import DataSetDamaged

LINE: Final = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]*) (.+)")
MOST_PATH: Final = 1_000
LEAF, NODE = b"\x00", b"\x01"


class Picture(NamedTuple):
    """A picture of the set; two paths may hold the same one."""

    sha256: str
    size_bytes: int
    path: str

    @property
    def line(self) -> str:
        return f"{self.sha256} {self.size_bytes} {self.path}"


def manifest_text(pictures: Iterable[Picture]) -> str:
    """InvalidInput where a path is none, or holds two pictures."""
    listed = sorted(set(pictures))
    paths: dict[str, str] = {}
    for one in listed:
        refuse_strange_path(one.path)
        if paths.setdefault(one.path, one.sha256) != one.sha256:
            raise InvalidInput(f"{one.path}: holds two different pictures; rename one")
    return "".join(f"{one.line}\n" for one in listed)


def read_manifest(text: str, name: str) -> tuple[Picture, ...]:
    """DataSetDamaged names the line that is none, or stands out of order."""
    pictures: list[Picture] = []
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        parts = LINE.fullmatch(line)
        if parts is None:
            raise DataSetDamaged(f"{name}, line {number}: expected `sha256 size path`")
        one = Picture(parts[1], int(parts[2]), parts[3])
        if pictures and not pictures[-1] < one:
            raise DataSetDamaged(f"{name}, line {number}: stands out of order, or twice")
        pictures.append(one)
    return tuple(pictures)


def refuse_strange_path(path: str) -> None:
    """InvalidInput unless it is relative, plain and printable, so that any disk can hold it."""
    parts = PurePosixPath(path).parts
    is_plain = str(PurePosixPath(path)) == path and not path.startswith("/")
    is_odd = ".." in parts or "\\" in path or not path.isprintable() or len(path) > MOST_PATH
    if not path or not is_plain or is_odd or path == ".":
        raise InvalidInput(
            f"{path[:MOST_PATH]!r} is no path of a picture; expected such as train/cap/0001.png"
        )


def version_of(pictures: Sequence[Picture], events: int, head: str) -> str:
    """The root hash; `head` is the id of the last of `events` lines of the label log."""
    lines = [one.line for one in pictures]
    return merkle_root([line.encode() for line in (*lines, f"labels {events} {head}")]).hex()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Of at least one leaf; an odd one out rises by itself, so no leaf can stand for two."""
    level = [hashlib.sha256(LEAF + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            hashlib.sha256(NODE + b"".join(pair)).digest() if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
    return level[0]
