"""The station as it is set, what its line inspects with, and how far each check may go."""

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Standing
from edge_agent.core.errors import NotFound
from edge_agent.core.packs import Level, Record
from edge_agent.core.recipe import Recipe
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.store.pages import RecordFilter
from edge_agent.store.standing import StandingDocument, document_in, standing_file
from edge_agent.toml_files import load_toml
from edge_agent.web.access import AtSite, operation
from edge_agent.web.listing import Document, etag_of, json_answer
from edge_agent.web.site import Site
from hardware.interfaces import FailState

router = APIRouter(prefix="/api/v1", tags=["station"])

RecipeHash = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
NO_PACK = "no pack was seen yet; what is in force is known from the first pack on"


class InForce(Document):
    """What the last pack was inspected with."""

    recipe: str = Field(examples=["tray"])
    recipe_hash: str
    bundle_sha256: str
    software: str = Field(examples=["packwarden 0.1.0"])
    settings_hash: str
    seen_at: AwareDatetime = Field(description="When that pack was seen.")


class StationAnswer(Document):
    site: str
    line: str
    name: str
    full_name: str = Field(examples=["milan/line-1/top"])
    views: list[str] = Field(examples=[["top", "bottom"]])
    has_gate: bool
    ceiling: Level = Field(description="How far the station may go, whatever was granted.")
    fail_state: FailState
    software: str = Field(description="Of this server.", examples=["packwarden 0.1.0"])
    in_force: InForce | None = Field(description="null until a pack was seen.")


class RecipeAnswer(Document):
    recipe_hash: str
    recipe: Recipe


class CheckLevel(Document):
    recipe: str
    check: str
    granted: Level
    now: Level = Field(description="What is left of it while something is suspended.")
    certificate_sha256: str | None


class SuspensionAnswer(Document):
    cause: Cause
    why: str
    to: Level
    is_over: bool = Field(description="The trouble; a challenge pack and a person end the rest.")


class LevelsAnswer(Document):
    """As kept on the station's disk. A check that is not named has earned nothing."""

    ceiling: Level
    checks: list[CheckLevel]
    suspensions: list[SuspensionAnswer]
    challenge_caught: bool = Field(description="Since every trouble was over.")
    handover_open: bool = Field(description="A level has fallen, and nobody has accepted it yet.")
    is_stopped: bool = Field(description="A person has stopped the belt.")


@router.get("/station", response_model=StationAnswer, **operation("getStation"))
def get_station(site: AtSite) -> Response:
    """What the station is, and what it inspects with."""
    table, last = site.settings.station, last_record(site)
    answer = StationAnswer(
        site=table.site,
        line=table.line,
        name=table.name,
        full_name=table.full_name,
        views=[camera.view for camera in site.settings.cameras],
        has_gate=site.settings.has_gate,
        ceiling=table.ceiling,
        fail_state=table.fail_state,
        software=f"packwarden {version('packwarden')}",
        in_force=None if last is None else in_force(last),
    )
    return json_answer(answer)


@router.get("/recipes/in-force", response_model=RecipeAnswer, **operation("getRecipeInForce", 404))
def get_recipe_in_force(site: AtSite) -> Response:
    """The recipe that the last pack was judged by."""
    last = last_record(site)
    if last is None:
        raise NotFound(NO_PACK)
    return recipe_answer(site, last.recipe_hash)


@router.get("/recipes/{recipe_hash}", response_model=RecipeAnswer, **operation("getRecipe", 404))
def get_recipe(recipe_hash: RecipeHash, site: AtSite) -> Response:
    """A recipe that was in force at this station, by the hash that records name."""
    return recipe_answer(site, recipe_hash)


@router.get("/levels", response_model=LevelsAnswer, **operation("listLevels"))
def list_levels(site: AtSite) -> Response:
    """How far each check of each recipe may go, and what is suspended."""
    kept = kept_standing(site)
    answer = LevelsAnswer(
        ceiling=site.settings.station.ceiling,
        checks=check_levels(kept),
        suspensions=[
            SuspensionAnswer(cause=one.cause, why=one.why, to=one.to, is_over=one.is_over)
            for one in kept.suspensions
        ],
        challenge_caught=kept.challenge_caught,
        handover_open=kept.handover_open,
        is_stopped=kept.is_stopped,
    )
    return json_answer(answer)


def last_record(site: Site) -> Record | None:
    found = site.store.records(RecordFilter(), 1)
    return found[0].record if found else None


def in_force(last: Record) -> InForce:
    return InForce(
        recipe=last.recipe,
        recipe_hash=last.recipe_hash,
        bundle_sha256=last.bundle_sha256,
        software=last.software,
        settings_hash=last.settings_hash,
        seen_at=last.seen_at,
    )


def recipe_answer(site: Site, recipe_hash: str) -> Response:
    file = site.recipe_file(recipe_hash)
    if not file.is_file():
        raise NotFound(f"recipe {recipe_hash} was not in force at this station")
    recipe = as_recipe(load_toml(file, RecipeTable))
    answer = RecipeAnswer(recipe_hash=recipe_hash, recipe=recipe)
    return json_answer(answer, headers={"ETag": etag_of(answer)})


def kept_standing(site: Site) -> StandingDocument:
    """Nothing earned where the line has kept nothing yet; StoreDamaged for an edited file."""
    kept = document_in(standing_file(site.standing))
    return StandingDocument({}, (), False, False, False) if kept is None else kept


def check_levels(kept: StandingDocument) -> list[CheckLevel]:
    found = []
    for recipe, grants in sorted(kept.recipes.items()):
        standing = Standing(grants, kept.suspensions)
        found += [
            CheckLevel(
                recipe=recipe,
                check=check,
                granted=grant.level,
                now=standing.level_of(check),
                certificate_sha256=grant.certificate_sha256,
            )
            for check, grant in sorted(grants.items())
        ]
    return found
