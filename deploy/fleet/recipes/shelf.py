"""The centre's recipes: every version once, called by its hash, with the files that it is made of.

What comes in is opened by the station's own code, in a process of its own, before it is kept; a
version that is here could be made. Files are kept by their sha256, so that versions share them.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from deploy.fleet.bulk import insert_new
from deploy.fleet.recipes.packed import Files
from deploy.fleet.recipes.tables import recipe_files, recipe_versions
from edge_agent.core.errors import InvalidInput, NotFound, StoreDamaged
from edge_agent.uplink.recipes.checking import Opened, RecipeRefused
from edge_agent.uplink.recipes.listing import RECIPE_FILE, check_listing, listed, sha256_of

Open = Callable[[Path], Opened]
BY_UPLOAD: Final = "upload"
LONGEST_NOTE: Final = 500
LONGEST_NAME: Final = 80
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.\-]*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version comes from, as people told it."""

    author: str
    source: str
    """`upload`, or site/line/station."""
    note: str
    parent: str | None
    """Hash of the version that it was made from."""


@dataclass(frozen=True, slots=True)
class Version:
    hash: str
    recipe: str
    at: datetime
    origin: Origin
    files: dict[str, str]
    """Name to sha256; recipe.toml first."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A recipe that was opened, and is not kept yet."""

    opened: Opened
    files: Files
    """What its hash covers, recipe.toml first."""
    left_out: tuple[str, ...]
    """Files beside it that it does not name."""


def opened_files(files: Files, open_recipe: Open) -> Opening:
    """RecipeRefused with file, line and what would be right; nothing is kept."""
    plain = {name: content for name, content in files.items() if is_name(name)}
    with TemporaryDirectory(prefix="packwarden-recipe-") as folder:
        for name, content in plain.items():
            (Path(folder) / name).write_bytes(content)
        opened = open_recipe(Path(folder))
    golden = [name for view in opened.recipe.views for name in view.golden]
    own = {name: files[name] for name in dict.fromkeys((RECIPE_FILE, *golden))}
    check_listing(listed(own))
    return Opening(opened, own, tuple(name for name in files if name not in own))


def is_name(name: str) -> bool:
    """Of a file that a recipe could name."""
    return len(name) <= LONGEST_NAME and NAME.fullmatch(name) is not None


def keep(connection: Connection, opening: Opening, origin: Origin, now: datetime) -> Version:
    """The version that was here before, where it is the same. NotFound for a strange parent."""
    if len(origin.note) > LONGEST_NOTE:
        raise InvalidInput(f"a note has at most {LONGEST_NOTE} characters")
    if origin.parent is not None:
        version(connection, origin.parent)
    named = {name: sha256_of(content) for name, content in opening.files.items()}
    contents = {named[name]: content for name, content in opening.files.items()}
    rows = [{"sha256": sha256, "content": content} for sha256, content in contents.items()]
    insert_new(connection, recipe_files, rows)
    row = {
        "hash": opening.opened.hash,
        "recipe": opening.opened.recipe.name,
        "at": now,
        "author": origin.author,
        "source": origin.source,
        "note": origin.note,
        "parent": origin.parent,
        "files": json.dumps(named),
    }
    insert_new(connection, recipe_versions, [row])
    return version(connection, opening.opened.hash)


def version(connection: Connection, recipe_hash: str) -> Version:
    query = select(recipe_versions).where(recipe_versions.c.hash == recipe_hash)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(f"there is no version {recipe_hash} of any recipe here")
    return version_of(row)


def versions(connection: Connection, recipe: str | None = None) -> list[Version]:
    """The newest first."""
    query = select(recipe_versions).order_by(recipe_versions.c.at.desc(), recipe_versions.c.hash)
    if recipe is not None:
        query = query.where(recipe_versions.c.recipe == recipe)
    return [version_of(row) for row in connection.execute(query)]


def version_of(row: Row[Any]) -> Version:
    origin = Origin(row.author, row.source, row.note, row.parent)
    return Version(row.hash, row.recipe, row.at, origin, json.loads(row.files))


def files_of(connection: Connection, found: Version) -> Files:
    """StoreDamaged where the database no longer has what was kept."""
    contents = contents_of(connection, list(found.files.values()))
    for name, sha256 in found.files.items():
        if sha256_of(contents.get(sha256, b"")) != sha256:
            raise StoreDamaged(f"{name} of version {found.hash} is not as it was kept")
    return {name: contents[sha256] for name, sha256 in found.files.items()}


def contents_of(connection: Connection, wanted: Sequence[str]) -> dict[str, bytes]:
    query = select(recipe_files).where(recipe_files.c.sha256.in_(wanted))
    return {row.sha256: bytes(row.content) for row in connection.execute(query)}


def refuse_other(opening: Opening, recipe_hash: str) -> None:
    """RecipeRefused where what was opened is another version."""
    if opening.opened.hash != recipe_hash:
        raise RecipeRefused(f"its hash is {opening.opened.hash}, not {recipe_hash}")
