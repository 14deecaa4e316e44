"""Recipes that are being taught: each in a folder of its own below the data folder, a few at most.

The oldest makes room for a new one. What was given stays as it came; nothing here opens a picture.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from edge_agent.core.errors import Conflict, NotFound, StoreFailed
from edge_agent.inspection.recipe_tables import RecipeTable
from edge_agent.toml_files import load_toml
from edge_agent.whole_files import made_whole, write_whole

MOST_DRAFTS: Final = 4
GIVEN: Final = "given"
GIVEN_FILE: Final = "given.json"
RECIPE_FOLDER: Final = "recipe"
PNG_SIZE: Final = slice(16, 24)
"""Width and height of a PNG, four bytes each (IHDR is always its first chunk)."""


@dataclass(frozen=True, slots=True)
class GivenPicture:
    """A good picture as it came."""

    view: str
    name: str
    """As a person knows it."""
    encoded: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    id: UUID
    folder: Path

    @property
    def recipe_folder(self) -> Path:
        return self.folder / RECIPE_FOLDER

    def recipe(self) -> RecipeTable:
        return load_toml(self.recipe_folder / "recipe.toml", RecipeTable)

    def picture(self, name: str) -> Path:
        """A golden picture. NotFound for what the recipe does not name."""
        for view in self.recipe().views:
            if name in view.golden:
                return self.recipe_folder / name
        raise NotFound(f"the draft has no picture {name!r}")

    def size_px(self, name: str) -> tuple[int, int]:
        """Width and height."""
        with (self.recipe_folder / name).open("rb") as file:
            sides = file.read(PNG_SIZE.stop)[PNG_SIZE]
        return int.from_bytes(sides[:4]), int.from_bytes(sides[4:])


class Drafts:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, pictures: Sequence[GivenPicture]) -> Draft:
        """With these pictures, and no recipe yet."""
        self._make_room()
        draft = Draft(uuid := uuid4(), self.folder / str(uuid))
        with on_disk(draft.folder):
            told = []
            for number, picture in enumerate(pictures, start=1):
                file = f"{GIVEN}/{number:02}"
                write_whole(draft.folder / file, picture.encoded)
                told.append({"view": picture.view, "file": file, "name": picture.name})
            write_whole(draft.folder / GIVEN_FILE, json.dumps(told).encode())
        return draft

    def draft(self, wanted: UUID) -> Draft:
        folder = self.folder / str(wanted)
        if not (folder / RECIPE_FOLDER / "recipe.toml").is_file():
            raise NotFound("this draft is not there any more; begin with its pictures again")
        return Draft(wanted, folder)

    def drop(self, draft: Draft) -> None:
        shutil.rmtree(draft.folder, ignore_errors=True)

    def _make_room(self) -> None:
        found = [one for one in self.folder.glob("*") if one.is_dir()]
        found.sort(key=lambda one: one.stat().st_mtime_ns)
        for old in found[: max(0, len(found) - MOST_DRAFTS + 1)]:
            shutil.rmtree(old, ignore_errors=True)


def refuse_taken(place: Path) -> None:
    """Conflict where a folder is there: no recipe is ever overwritten."""
    if place.exists():
        raise Conflict(f"there is a recipe folder {place.name!r} already; choose another name")


def put_in_place(draft: Draft, place: Path) -> None:
    """The draft's recipe as a folder of its own, whole or not at all."""
    golden = [name for view in draft.recipe().views for name in view.golden]
    with on_disk(place), made_whole(place, place.with_name(f".{place.name}.new")) as unfinished:
        for name in [*golden, "recipe.toml"]:
            write_whole(unfinished / name, (draft.recipe_folder / name).read_bytes())


@contextmanager
def on_disk(place: Path) -> Iterator[None]:
    """StoreFailed where the disk does not take it."""
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"{place}: {error}; free the disk or check its permissions") from error
