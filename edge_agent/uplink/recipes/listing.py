"""A recipe as it travels: its files, cut into pieces that are called by their sha256.

Pure. A piece proves by itself that it is the one that was listed, so pieces may come in any order,
twice, over any carrier, and from whom nobody believes.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from edge_agent.core.errors import InvalidInput

RECIPE_FILE: Final = "recipe.toml"
PIECE_BYTES: Final = 240 * 1024
"""A letter with one stays below 256 KiB."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of all files of a recipe."""
MOST_FILES: Final = 65
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.\-]*$", max_length=80)]
"""Without a folder: a recipe has none inside."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    name: FileName
    size: Annotated[int, Field(ge=1, le=MOST_BYTES)]
    """Bytes."""
    sha256: Sha256
    pieces: tuple[Sha256, ...]
    """In their order; each of PIECE_BYTES but the last."""


Listing = tuple[ListedFile, ...]


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def cut(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), PIECE_BYTES):
        yield content[start : start + PIECE_BYTES]


def listed(files: Mapping[str, bytes]) -> Listing:
    """InvalidInput where this is no recipe that travels."""
    listing = tuple(
        ListedFile(name, len(content), sha256_of(content), tuple(map(sha256_of, cut(content))))
        for name, content in files.items()
    )
    check_listing(listing)
    return listing


def check_listing(listing: Listing) -> None:
    """InvalidInput names what is wrong; nothing of it was fetched or kept before."""
    names = [file.name for file in listing]
    if RECIPE_FILE not in names:
        raise InvalidInput(
            f"expected a file {RECIPE_FILE}; listed are {', '.join(names) or 'none'}"
        )
    if len(names) > MOST_FILES:
        raise InvalidInput(f"{len(names)} files; a recipe has at most {MOST_FILES}")
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput(f"{name} is listed twice")
    for file in listing:
        check_file(file)
    size = sum(file.size for file in listing)
    if size > MOST_BYTES:
        raise InvalidInput(f"{size} bytes; the files of a recipe have at most {MOST_BYTES}")


def check_file(file: ListedFile) -> None:
    if file.size == 0:
        raise InvalidInput(f"{file.name} is empty")
    wanted = -(-file.size // PIECE_BYTES)
    if len(file.pieces) != wanted:
        raise InvalidInput(
            f"{file.name} of {file.size} bytes has {wanted} pieces, not {len(file.pieces)}"
        )


def pieces_of(listing: Listing) -> tuple[str, ...]:
    """Each once, in their order."""
    return tuple(dict.fromkeys(piece for file in listing for piece in file.pieces))


def lacking(listing: Listing, is_here: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(piece for piece in pieces_of(listing) if not is_here(piece))


def put_together(file: ListedFile, piece: Callable[[str], bytes]) -> bytes:
    """InvalidInput unless that gives the file that was listed."""
    content = b"".join(map(piece, file.pieces))
    if len(content) != file.size or sha256_of(content) != file.sha256:
        raise InvalidInput(f"{file.name} is not the file that was listed")
    return content


def wanted_of(file: ListedFile, wanted: Collection[str]) -> tuple[slice, ...]:
    """Where in this file the wanted pieces lie that it has."""
    return tuple(
        slice(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)
        for index, piece in enumerate(file.pieces)
        if piece in wanted
    )
