"""Versions of recipes that lie ready beside the products of a station, and their way into place.

    products/
      tray/                       what can be made
      .packwarden/ready/5e1a…/    whole, verified, and waiting for its turn, by its hash
      .packwarden/before/3f9c…/   what was in place once, by its hash

Rules
- A folder changes places with another one in a single step of the file system, so whoever looks,
  and whatever dies meanwhile, finds the old version or the new one whole.
- Nothing that was in place is thrown away by this.
- A version replaces the one in use only when its line begins anew, as at a change of the product.
"""

import ctypes
import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge_agent.core.errors import Conflict, PackwardenError, StoreFailed
from edge_agent.inspection.products import recipe_folders
from edge_agent.inspection.recipe_files import RECIPE_FILE, RecipeReader
from edge_agent.inspection.recipe_tables import RecipeTable
from edge_agent.toml_files import load_toml
from edge_agent.whole_files import sync_folder

HIDDEN: Final = ".packwarden"
DROPPED: Final = "dropped-"
EXCHANGE: Final = 2
"""RENAME_EXCHANGE of renameat2(2), Linux 3.15."""
AT_CWD: Final = -100
CANNOT_EXCHANGE: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.EXDEV, errno.EOPNOTSUPP})


@dataclass(frozen=True, slots=True)
class RecipePlaces:
    """Of one station."""

    products: Path
    own: Path
    """The recipe that its settings name; it may lie elsewhere."""

    @property
    def hidden(self) -> Path:
        return self.products / HIDDEN

    @property
    def waiting(self) -> Path:
        return self.hidden / "ready"

    def ready(self, recipe_hash: str) -> Path:
        return self.waiting / recipe_hash

    def before(self, recipe_hash: str) -> Path:
        return self.hidden / "before" / recipe_hash

    def in_place(self, recipe: str) -> Path | None:
        """The folder of this recipe; None where it cannot be made here yet."""
        folders = recipe_folders(self.own, self.products)
        return next((one.resolve() for one in folders if name_of(one) == recipe), None)


def name_of(folder: Path) -> str:
    """NotFound or SettingsError where no recipe lies there."""
    return load_toml(folder / RECIPE_FILE, RecipeTable).name


def hash_of(folder: Path) -> str:
    return RecipeReader(folder).hash()


def ready_version(places: RecipePlaces, recipe: str) -> Path | None:
    """The one that waits for its turn; None where none does."""
    found = (one for one in folders_in(places.waiting) if known_hash(one) == one.name)
    return next((one for one in found if name_of(one) == recipe), None)


def put_in_place(places: RecipePlaces, recipe: str) -> bool:
    """Takes the version that lies ready; False where none does.

    Conflict where this file system cannot do it, or something else stands in its place;
    StoreFailed where it does not.
    """
    try:
        ready = ready_version(places, recipe)
        if ready is not None:
            take(ready, places.in_place(recipe), places.products / recipe)
        keep_replaced(places)
    except OSError as error:
        raise StoreFailed(f"{places.hidden}: {error.strerror}") from error
    return ready is not None


def refuse_immovable(places: RecipePlaces, recipe: str) -> None:
    """Conflict where a version of it could never be put in place; asked before one lies ready."""
    there = places.in_place(recipe)
    if there is None:
        return
    for folder in (there.parent, places.products):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise Conflict(f"{folder} cannot be written by who puts recipes in place")
    one = places.hidden / f"{DROPPED}probe"
    beside = there.with_name(f".{there.name}.probe")
    try:
        for folder in (one, beside):
            folder.mkdir(parents=True, exist_ok=True)
        exchange(one, beside)
    finally:
        for folder in (one, beside):
            shutil.rmtree(folder, ignore_errors=True)


def take(ready: Path, there: Path | None, new_place: Path) -> None:
    if there is not None:
        exchange(ready, there)
        return
    if new_place.exists():
        raise Conflict(f"{new_place} holds another recipe; give its folder the recipe's own name")
    ready.rename(new_place)
    sync_folder(new_place.parent)


def keep_replaced(places: RecipePlaces) -> None:
    """A folder that is not called by its own hash was in place before it was exchanged."""
    for folder in folders_in(places.waiting):
        own_hash = known_hash(folder)
        if own_hash is not None and own_hash != folder.name:
            keep(folder, places.before(own_hash))


def keep(folder: Path, before: Path) -> None:
    if before.exists():
        drop(folder)
        return
    before.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(before)
    sync_folder(before.parent)


def drop(folder: Path) -> None:
    """Taken out of sight first: what is half deleted when something dies is nobody's recipe."""
    dropped = folder.with_name(f"{DROPPED}{folder.name}")
    shutil.rmtree(dropped, ignore_errors=True)
    folder.rename(dropped)
    shutil.rmtree(dropped)


def known_hash(folder: Path) -> str | None:
    """None for what is no recipe, as what somebody left there."""
    try:
        return hash_of(folder)
    except PackwardenError:
        return None


def folders_in(folder: Path) -> list[Path]:
    """Without those that are being dropped."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [one for one in found if not one.name.startswith(DROPPED)]


def exchange(one: Path, other: Path) -> None:
    """Both folders change places, at once. Conflict where they cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    done = library.renameat2(AT_CWD, os.fsencode(one), AT_CWD, os.fsencode(other), EXCHANGE)
    if done != 0:
        number = ctypes.get_errno()
        why = os.strerror(number)
        if number not in CANNOT_EXCHANGE:
            raise OSError(number, why)
        raise Conflict(
            f"{other} and {one} cannot change places at once ({why}); put the recipe and its "
            "products onto one file system that can, as ext4, XFS or Btrfs"
        )
    for folder in {one.parent, other.parent}:
        sync_folder(folder)
