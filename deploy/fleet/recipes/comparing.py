"""Two versions of a recipe, compared: keys, regions, pictures, lines."""

import tomllib
from dataclasses import dataclass

from sqlalchemy import Connection

from deploy.fleet.recipes import shelf
from deploy.fleet.recipes.picture_difference import PictureDifference, measured
from edge_agent.core.errors import NotFound
from edge_agent.core.recipe_difference import (
    PictureState,
    RecipeDifference,
    Version,
    difference,
)
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.uplink.recipes.listing import RECIPE_FILE


@dataclass(frozen=True, slots=True)
class Compared:
    old: shelf.Version
    new: shelf.Version
    difference: RecipeDifference
    pictures: dict[str, PictureDifference]
    """Of changed ones, by their name in the newer version."""


def compared(connection: Connection, old_hash: str, new_hash: str) -> Compared:
    """NotFound where one is not here."""
    old, new = shelf.version(connection, old_hash), shelf.version(connection, new_hash)
    old_files = shelf.files_of(connection, old)
    new_files = shelf.files_of(connection, new)
    found = difference(side(old_files, old), side(new_files, new))
    pictures = {
        change.new_name: measured(old_files[change.old_name], new_files[change.new_name])
        for change in found.pictures
        if change.state is PictureState.CHANGED and change.old_name and change.new_name
    }
    return Compared(old, new, found, pictures)


def both_pictures(
    connection: Connection, old_hash: str, new_hash: str, name: str
) -> tuple[bytes, bytes]:
    """The older and the newer one; `name` in the newer version. NotFound where one lacks."""
    old, new = shelf.version(connection, old_hash), shelf.version(connection, new_hash)
    before, after = old.files.get(name), new.files.get(name)
    if before is None or after is None or name == RECIPE_FILE:
        raise NotFound(f"a picture {name!r} is not in both versions")
    contents = shelf.contents_of(connection, [before, after])
    return contents[before], contents[after]


def side(files: dict[str, bytes], version: shelf.Version) -> Version:
    text = files[RECIPE_FILE].decode()
    recipe = as_recipe(RecipeTable.model_validate(tomllib.loads(text)))
    pictures = {name: sha256 for name, sha256 in version.files.items() if name != RECIPE_FILE}
    return Version(recipe, text, pictures)
