"""A recipe's files out of a zip archive or a folder, without believing anything of it.

Nothing is written anywhere: names are looked at, sizes are counted while a file is unpacked, and
what has a folder, a link or a strange name in it is refused by name. An archive may have all of its
files in one folder, as people pack them.
"""

import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.uplink.recipes.listing import MOST_BYTES, MOST_FILES, RECIPE_FILE
from edge_agent.zip_entries import DAMAGED, wrong_with_entry

MOST_ENTRIES: Final = 2 * MOST_FILES
"""Beside what the recipe names there may lie a few more, as proposal.png; they are left out."""
PIECE_BYTES: Final = 65_536
FOLDER_ENTRIES: Final = ("__MACOSX/",)
"""What archivers of other systems add by themselves."""
Files = dict[str, bytes]


def unpacked(archive: bytes) -> Files:
    """By name. InvalidInput says what is wrong with the archive."""
    try:
        with zipfile.ZipFile(BytesIO(archive)) as opened:
            return files_of(opened)
    except DAMAGED as error:
        raise InvalidInput(f"no zip archive, or a damaged or locked one: {error}") from error


def files_of(archive: zipfile.ZipFile) -> Files:
    entries = [one for one in archive.infolist() if not is_left_out(one)]
    if len(entries) > MOST_ENTRIES:
        raise InvalidInput(f"{len(entries)} files; a recipe has at most {MOST_FILES}")
    for entry in entries:
        refuse_strange(entry)
    root = root_of([entry.filename for entry in entries])
    files: Files = {}
    left_bytes = MOST_BYTES
    for entry in entries:
        name = entry.filename.removeprefix(root)
        if name in files:
            raise InvalidInput(f"{entry.filename} is in the archive twice")
        if "/" in name:
            raise InvalidInput(f"{entry.filename} lies in a folder; a recipe has none inside")
        files[name] = read(archive, entry, left_bytes)
        left_bytes -= len(files[name])
    return files


def is_left_out(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or entry.filename.startswith(FOLDER_ENTRIES)


def refuse_strange(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise InvalidInput(f"{name!r} leads out of the archive")
    wrong = wrong_with_entry(entry)
    if wrong is not None:
        raise InvalidInput(f"{name} {wrong}")


def root_of(names: list[str]) -> str:
    """The folder that recipe.toml lies in; "" where it lies in none."""
    found = [name for name in names if PurePosixPath(name).name == RECIPE_FILE]
    if not found:
        raise InvalidInput(f"there is no {RECIPE_FILE} in the archive")
    nearest = min(found, key=lambda name: name.count("/"))
    return nearest.removesuffix(RECIPE_FILE)


def read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """What is said of its size may be wrong: it is counted."""
    content = bytearray()
    with archive.open(entry) as opened:
        while piece := opened.read(PIECE_BYTES):
            content += piece
            if len(content) > most_bytes:
                raise InvalidInput(
                    f"{entry.filename}: the files of a recipe have at most {MOST_BYTES} bytes"
                )
    return bytes(content)


def folder_files(folder: Path) -> Files:
    """NotFound where no recipe lies there; links are refused."""
    if not (folder / RECIPE_FILE).is_file():
        raise NotFound(f"{folder} is not there; expected a recipe folder with {RECIPE_FILE}")
    found = sorted(file for file in folder.iterdir() if not file.is_dir())
    for file in found:
        if file.is_symlink():
            raise InvalidInput(f"{file} is a link; a recipe has plain files only")
    if len(found) > MOST_ENTRIES or sum(file.stat().st_size for file in found) > MOST_BYTES:
        raise InvalidInput(
            f"{folder}: a recipe has at most {MOST_FILES} files of {MOST_BYTES} bytes together"
        )
    return {file.name: file.read_bytes() for file in found}
