"""Recipes, releases and a station that takes them, for tests."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from edge_agent.core.packs import Level
from edge_agent.core.recipe import Recipe
from edge_agent.inspection.ready_recipes import RecipePlaces
from edge_agent.inspection.recipe_files import load_recipe, recipe_text, save_recipe
from edge_agent.people.keys import SigningKey
from edge_agent.settings import load_station
from edge_agent.station_tables import StationSettings
from edge_agent.uplink.recipes.checking import Opened
from edge_agent.uplink.recipes.documents import RELEASE, Release, signed
from edge_agent.uplink.recipes.listing import cut, listed
from edge_agent.uplink.recipes.receiving import Receiving
from tests.line.small_station import box_picture, box_recipe, box_station
from tests.samples import NOON

STATION = "plant-1/line-1/box"
KEY = SigningKey.fresh()
LIFE = timedelta(days=1)
Files = dict[str, bytes]


def recipe_named(name: str, min_likeness: float = 0.6, level: Level = Level.REPORT) -> Recipe:
    return replace(box_recipe(("top",), min_likeness), name=name).at_level(level)


def save(folder: Path, name: str, min_likeness: float = 0.6, view: str = "top") -> Path:
    recipe = replace(box_recipe((view,), min_likeness), name=name)
    save_recipe(recipe, {view: [box_picture()]}, folder)
    return folder


def files_in(folder: Path) -> Files:
    """recipe.toml first."""
    names = sorted((file.name for file in folder.iterdir()), key=lambda name: name != "recipe.toml")
    return {name: (folder / name).read_bytes() for name in names}


def opened(folder: Path) -> Opened:
    """As a station does, in this process."""
    loaded = load_recipe(folder)
    return Opened(loaded.recipe, loaded.hash)


def station_with_products(folder: Path) -> StationSettings:
    """Makes boxes; crates lie among its products."""
    file = box_station(folder, "g")
    save(folder / "products" / "crate", "crate")
    text = file.read_text().replace('recipe = "recipe"', 'recipe = "recipe"\nproducts = "products"')
    file.write_text(text)
    return load_station(file)


def places_of(settings: StationSettings) -> RecipePlaces:
    products = settings.station.products
    assert products is not None
    return RecipePlaces(products, settings.station.recipe)


def receiving(settings: StationSettings) -> Receiving:
    return Receiving(settings, places_of(settings), opened)


def release_of(folder: Path, number: int = 1) -> Release:
    """Of the recipe in this folder."""
    loaded = load_recipe(folder)
    return Release(
        station=STATION,
        number=number,
        recipe=loaded.recipe.name,
        recipe_hash=loaded.hash,
        files=listed(files_in(folder)),
        not_after=NOON + LIFE,
        proposed_by="mia",
        approved_by="otto",
    )


def sealed(release: Release) -> bytes:
    return signed(RELEASE, release, KEY)


def pieces_in(folder: Path) -> list[bytes]:
    return [piece for content in files_in(folder).values() for piece in cut(content)]


def recipe_toml(name: str, min_likeness: float = 0.6) -> str:
    return recipe_text(recipe_named(name, min_likeness))
