"""Recipes at the centre: what waits for a second person, every version, and the way to stations."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from sqlalchemy import Connection, select
from starlette.responses import HTMLResponse

from deploy.fleet.recipes import releases, shelf, wishes
from deploy.fleet.recipes.agreeing import Agreement, Taken, agreement
from deploy.fleet.recipes.agreements import taken_of
from deploy.fleet.recipes.comparing import compared
from deploy.fleet.recipes.documents import (
    Hash,
    ReleaseAnswer,
    compared_document,
    release_document,
    wish_document,
)
from deploy.fleet.recipes.shelf import Version
from deploy.fleet.tables import stations
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.words import words_of
from edge_agent.core.roles import Person
from edge_agent.uplink.recipes.listing import RECIPE_FILE

router = APIRouter()

MOST_RELEASES: Final = 40
MOST_WISHES: Final = 10


@dataclass(frozen=True, slots=True)
class ShownVersion:
    version: Version
    taken: list[Taken]

    @property
    def agreed(self) -> Agreement:
        return agreement(self.taken)

    @property
    def state(self) -> str:
        if self.agreed.approved_by is not None:
            return "approved"
        return "proposed" if self.agreed.is_open else "draft"


@router.get("/recipes", **page_route())
def recipes(look: Looking) -> HTMLResponse:
    with look.site.reading() as connection:
        shown = versions_of(connection)
        asked = wishes.wishes(connection)[:MOST_WISHES]
        found = stations_of(connection)
    now = look.site.clock.wall()
    return look.page(
        "recipes.html",
        versions=shown,
        waiting=[one for one in shown if one.state == "proposed"],
        stations=found,
        wishes=[wish_document(row, now) for row in asked],
        releases=releases_of(look),
        words=words_of(look),
    )


@router.get("/recipes/releases", **page_route())
def releases_part(look: Looking) -> HTMLResponse:
    """What of the page changes while stations take a version."""
    return look.page("recipes.releases.html", releases=releases_of(look), words=words_of(look))


@router.get("/recipes/{recipe_hash}", **page_route())
def one_recipe(
    recipe_hash: Hash,
    look: Looking,
    beside: Annotated[str, Query(pattern=r"^([0-9a-f]{64})?$")] = "",
) -> HTMLResponse:
    """One version beside another one. NotFound where either is not here."""
    with look.site.reading() as connection:
        version = shelf.version(connection, recipe_hash)
        shown = ShownVersion(version, taken_of(connection, recipe_hash))
        others = [
            one
            for one in versions_of(connection, version.recipe)
            if one.version.hash != version.hash
        ]
        older = beside or usual_other(version, others)
        found = compared(connection, older, recipe_hash) if older else None
        sent_to = stations_of(connection)
    return look.page(
        "recipe.html",
        shown=shown,
        others=others,
        older=older,
        compared=None if found is None else compared_document(found),
        golden=[name for name in version.files if name != RECIPE_FILE],
        is_proposer=is_proposer(look, shown),
        stations=sent_to,
        releases=[one for one in releases_of(look, version.recipe) if one.hash == version.hash],
        words=words_of(look),
    )


def versions_of(connection: Connection, recipe: str | None = None) -> list[ShownVersion]:
    """The newest first."""
    found = shelf.versions(connection, recipe)
    return [ShownVersion(one, taken_of(connection, one.hash)) for one in found]


def usual_other(version: Version, others: list[ShownVersion]) -> str:
    """What it was made from, else the version that is approved, else the newest other one."""
    if version.origin.parent is not None:
        return version.origin.parent
    approved = [one for one in others if one.state == "approved"]
    return next((one.version.hash for one in (*approved, *others)), "")


def stations_of(connection: Connection) -> list[str]:
    return list(connection.execute(select(stations.c.name).order_by(stations.c.name)).scalars())


def releases_of(look: CentreLook, recipe: str | None = None) -> list[ReleaseAnswer]:
    """The newest first."""
    with look.site.reading() as connection:
        rows = releases.releases(connection, recipe)[:MOST_RELEASES]
    now = look.site.clock.wall()
    return [release_document(row, now) for row in rows]


def is_proposer(look: CentreLook, shown: ShownVersion) -> bool:
    actor = look.present.actor
    return isinstance(actor, Person) and actor.name == shown.agreed.proposed_by
