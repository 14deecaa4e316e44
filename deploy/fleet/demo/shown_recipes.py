"""Two versions of a recipe at a furnished centre: one in place at stations, one proposed."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, Engine

from deploy.fleet.orders import entering
from deploy.fleet.orders.asked import AskedOrder
from deploy.fleet.places import CentrePlaces
from deploy.fleet.recipes import library
from deploy.fleet.recipes.agreeing import Step, Taken
from deploy.fleet.recipes.agreements import check_step, take_step
from deploy.fleet.recipes.library import BY_UPLOAD, Origin, Version, opened_files
from deploy.fleet.recipes.packed import folder_files
from deploy.fleet.recipes.releases import Wanted, answered, release
from edge_agent.core.recipe import Recipe
from edge_agent.core.roles import Person, Role
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.recipes.checking import open_apart
from edge_agent.uplink.recipes.documents import RecipeState, ReleaseAnswer
from hardware.interfaces import Clock
from simulators.drawing.products import TRAY

MIA: Final = Person("mia", "Mia Keller", Role.ENGINEER)
OTTO: Final = Person("otto", "Otto Brandt", Role.QUALITY)
ACT: Final = "a" * 64
LIFE: Final = timedelta(days=2)
SEEDS: Final = (3, 4)
"""Of the golden pictures of either version."""


def furnish_recipes(
    engine: Engine, places: CentrePlaces, clock: Clock, stations: tuple[str, ...]
) -> tuple[str, str]:
    """Hashes of both; the first is in place at these stations, which have an order each."""
    now, key = clock.wall(), SigningKey.load(places.key)
    with engine.begin() as connection:
        old = added(connection, recipe_of(TRAY.recipe().max_shelf_life_days), SEEDS[0], None, clock)
        take(connection, old.hash, Step.PROPOSED, MIA, clock)
        take(connection, old.hash, Step.APPROVED, OTTO, clock)
        wanted = Wanted(old.hash, stations, OTTO.name, now + LIFE)
        for row in release(connection, wanted, key, now):
            answered(connection, in_place(row.station, row.number, old.hash, row.all), now)
        new = added(connection, recipe_of(120), SEEDS[1], old.hash, clock)
        take(connection, new.hash, Step.PROPOSED, MIA, clock)
        for number, station in enumerate(stations):
            order = order_for(station, number, now.date() + timedelta(days=90))
            entering.enter(connection, order, entering.Sender("erp", "erp"), now)
    return old.hash, new.hash


def recipe_of(max_shelf_life_days: int) -> Recipe:
    """As little as possible to draw: one golden picture of each view."""
    recipe = TRAY.recipe()
    views = tuple(replace(view, golden=view.golden[:1]) for view in recipe.views)
    return replace(recipe, views=views, max_shelf_life_days=max_shelf_life_days)


def added(
    connection: Connection, recipe: Recipe, seed: int, parent: str | None, clock: Clock
) -> Version:
    golden = {view: pictures[:1] for view, pictures in TRAY.golden(seed).items()}
    with TemporaryDirectory(prefix="packwarden-shown-") as folder:
        save_recipe(recipe, golden, Path(folder))
        opening = opened_files(folder_files(Path(folder)), open_apart)
    note = "" if parent is None else "New label since this week"
    return library.keep(
        connection, opening, Origin(MIA.name, BY_UPLOAD, note, parent), clock.wall()
    )


def take(
    connection: Connection, recipe_hash: str, step: Step, person: Person, clock: Clock
) -> None:
    check_step(connection, recipe_hash, step, person)
    take_step(connection, recipe_hash, Taken(step, person.name, clock.wall(), "", None), ACT)


def in_place(station: str, number: int, recipe_hash: str, pieces: int) -> ReleaseAnswer:
    return ReleaseAnswer(
        station=station,
        number=number,
        recipe_hash=recipe_hash,
        state=RecipeState.IN_PLACE,
        have=pieces,
        all=pieces,
        asks=(),
        why="",
    )


def order_for(station: str, number: int, expiry: date) -> AskedOrder:
    return AskedOrder.model_validate(
        {
            "number": f"45000{17 + number}",
            "recipe": TRAY.name,
            "lot": f"L30{10 + number}",
            "expiry": expiry.isoformat(),
            "gtin": TRAY.gtin,
            "stations": [station],
        }
    )
