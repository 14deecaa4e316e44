"""The data folder of a station: its records, its pictures, and the recipes that were in force.

With the pictures of all packs it is a recording, and can be replayed.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.inspection.recipe_files import RECIPE_FILE, LoadedRecipe, load_recipe


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where what lies in a data folder."""

    folder: Path

    @property
    def events(self) -> Path:
        return self.folder / "events.db"

    @property
    def pictures(self) -> Path:
        return self.folder / "pictures"

    @property
    def standing(self) -> Path:
        return self.folder / "standing.json"

    @property
    def audit_key(self) -> Path:
        return self.folder / "audit.key"

    @property
    def bundles(self) -> Path:
        return self.folder / "bundles"

    def monitors(self, recipe_hash: str) -> Path:
        return self.folder / "monitors" / f"{recipe_hash}.json"

    def live_figures(self, recipe_hash: str) -> Path:
        return self.folder / "live-figures" / f"{recipe_hash}.json"

    def recipe(self, recipe_hash: str) -> Path:
        return self.folder / "recipes" / recipe_hash

    def keep_recipe(self, loaded: LoadedRecipe, source: Path) -> None:
        """Copies the recipe's files as they are, so that the copy has the same hash."""
        kept = self.recipe(loaded.hash)
        if (kept / RECIPE_FILE).is_file():
            return
        golden = [name for view in loaded.recipe.views for name in view.golden]
        for name in [*golden, RECIPE_FILE]:  # the file that makes it a recipe comes last
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, kept / name)

    def kept_recipe(self, recipe_hash: str) -> LoadedRecipe:
        """The recipe that a record names; NotFound when it is not there, or was changed since."""
        kept = self.recipe(recipe_hash)
        if not kept.is_dir():
            raise NotFound(f"{kept} is not there; name a recipe with --recipe")
        loaded = load_recipe(kept)
        if loaded.hash != recipe_hash:
            raise NotFound(f"{kept} was changed since it was recorded; name one with --recipe")
        return loaded


def folder_of(records: Path) -> DataFolder:
    """`records` is a data folder, or the events.db in it; InvalidInput for another file."""
    if not records.is_file():
        return DataFolder(records)
    data = DataFolder(records.parent)
    if data.events != records:
        raise InvalidInput(f"{records} holds no records; name a data folder or its events.db")
    return data
