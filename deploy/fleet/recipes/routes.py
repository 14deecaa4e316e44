"""Recipes at the centre: versions, what they change, who agreed, and which stations get them."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from deploy.fleet.recipes import releases, shelf, wishes
from deploy.fleet.recipes.agreeing import ACTS, Step, Taken
from deploy.fleet.recipes.agreements import check_step, take_step, taken_of
from deploy.fleet.recipes.comparing import both_pictures, compared
from deploy.fleet.recipes.documents import (
    AddedVersion,
    ComparedAnswer,
    FileName,
    Hash,
    NewRelease,
    NewWish,
    ReleasesAnswer,
    TakenStep,
    VersionAnswer,
    VersionsAnswer,
    WishAnswer,
    WishesAnswer,
    compared_document,
    release_document,
    version_document,
    wish_document,
)
from deploy.fleet.recipes.packed import unpacked
from deploy.fleet.recipes.picture_difference import drawn
from deploy.fleet.recipes.shelf import BY_UPLOAD, Origin, opened_files
from deploy.fleet.web.access import AskedChange, AtCentre, Visiting, operation
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.roles import Act
from edge_agent.people.acts import Subject
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office
from edge_agent.uplink.recipes.checking import open_apart
from edge_agent.web.api.people_routes import Ordering
from edge_agent.web.changes import ChangeAt
from edge_agent.web.listing import json_answer

router = APIRouter(prefix="/api/v1", tags=["recipes"])

ZIP: Final = "application/zip"
BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {ZIP: {"schema": {"type": "string", "contentMediaType": ZIP}}},
    }
}
FOREVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
RecipeName = Annotated[str | None, Query(max_length=80)]
StationName = Annotated[str | None, Query(max_length=130)]


@router.get("/recipe-versions", response_model=VersionsAnswer, **operation("listRecipeVersions"))
def list_recipe_versions(site: AtCentre, recipe: RecipeName = None) -> Response:
    """Every version, or those of one recipe."""
    with site.reading() as connection:
        found = [
            version_document(one, taken_of(connection, one.hash))
            for one in shelf.versions(connection, recipe)
        ]
    return json_answer(VersionsAnswer(versions=found))


@router.post(
    "/recipe-versions",
    status_code=201,
    response_model=AddedVersion,
    openapi_extra=BODY,
    **operation("addRecipeVersion", 404, 413, 422),
)
async def add_recipe_version(
    request: Request,
    visiting: Visiting,
    note: Annotated[str, Query(max_length=500)] = "",
    parent: Annotated[str | None, Query(pattern=r"^[0-9a-f]{64}$")] = None,
) -> Response:
    """Takes a recipe's folder in as a zip archive. It is opened as stations do; what they would
    refuse is refused here, with file, line and what would be right. The same again is the same."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != ZIP:
        raise InvalidInput(f"a recipe comes as {ZIP}")
    origin = Origin(visiting.present.actor.name, BY_UPLOAD, note, parent)
    archive = await request.body()
    return await run_in_threadpool(added, visiting.site, archive, origin)


def added(site: CentreSite, archive: bytes, origin: Origin) -> Response:
    opening = opened_files(unpacked(archive), open_apart)
    with site.writing() as connection:
        version = shelf.keep(connection, opening, origin, site.clock.wall())
        found = version_document(version, taken_of(connection, version.hash))
    left_out = list(opening.left_out)
    return json_answer(AddedVersion(**dict(found), left_out=left_out), 201)


@router.get(
    "/recipe-versions/{recipe_hash}",
    response_model=VersionAnswer,
    **operation("getRecipeVersion", 404),
)
def get_recipe_version(recipe_hash: Hash, site: AtCentre) -> Response:
    """One version, and who did what about it."""
    return json_answer(answer_of(site, recipe_hash))


@router.get(
    "/recipe-versions/{recipe_hash}/files/{name}",
    response_class=Response,
    **operation("getRecipeFile", 404),
)
def get_recipe_file(recipe_hash: Hash, name: FileName, site: AtCentre) -> Response:
    """recipe.toml or a golden picture, as it came."""
    with site.reading() as connection:
        version = shelf.version(connection, recipe_hash)
        sha256 = version.files.get(name)
        if sha256 is None:
            raise NotFound(f"{version.recipe} {recipe_hash[:16]} has no file {name!r}")
        content = shelf.contents_of(connection, [sha256])[sha256]
    return Response(content, headers=FOREVER, media_type="application/octet-stream")


@router.get(
    "/recipe-versions/{recipe_hash}/compared/{older}",
    response_model=ComparedAnswer,
    **operation("compareRecipeVersions", 404),
)
def compare_recipe_versions(recipe_hash: Hash, older: Hash, site: AtCentre) -> Response:
    """What this version changes against another one, key by key and picture by picture."""
    with site.reading() as connection:
        found = compared(connection, older, recipe_hash)
    return json_answer(compared_document(found))


@router.get(
    "/recipe-versions/{recipe_hash}/compared/{older}/pictures/{name}",
    response_class=Response,
    **operation("getPictureDifference", 404),
)
def get_picture_difference(
    recipe_hash: Hash, older: Hash, name: FileName, site: AtCentre
) -> Response:
    """PNG: the older picture, the newer one, and what changed in red."""
    with site.reading() as connection:
        old, new = both_pictures(connection, older, recipe_hash, name)
    return Response(drawn(old, new), headers=FOREVER, media_type="image/png")


@router.post(
    "/recipe-versions/{recipe_hash}/propose",
    response_model=VersionAnswer,
    **operation("proposeRecipeVersion", 400, 404, 409, 422),
)
def propose_recipe_version(recipe_hash: Hash, body: TakenStep, change: AskedChange) -> Response:
    """The first of two persons who agree that stations may get it."""
    return stepped(change, recipe_hash, Step.PROPOSED, body)


@router.post(
    "/recipe-versions/{recipe_hash}/approve",
    response_model=VersionAnswer,
    **operation("approveRecipeVersion", 400, 404, 409, 422),
)
def approve_recipe_version(recipe_hash: Hash, body: TakenStep, change: AskedChange) -> Response:
    """The second one; another person than who proposed it. It is opened once more before."""
    site = change.visit.site
    with site.reading() as connection:
        files = shelf.files_of(connection, shelf.version(connection, recipe_hash))
    shelf.refuse_other(opened_files(files, open_apart), recipe_hash)
    return stepped(change, recipe_hash, Step.APPROVED, body)


@router.post(
    "/recipe-versions/{recipe_hash}/decline",
    response_model=VersionAnswer,
    **operation("declineRecipeVersion", 400, 404, 409, 422),
)
def decline_recipe_version(recipe_hash: Hash, body: TakenStep, change: AskedChange) -> Response:
    """It is not approved, or no longer; what is in place at stations stays there."""
    return stepped(change, recipe_hash, Step.DECLINED, body)


@router.post(
    "/recipe-versions/{recipe_hash}/withdraw",
    response_model=VersionAnswer,
    **operation("withdrawRecipeVersion", 400, 404, 409, 422),
)
def withdraw_recipe_version(recipe_hash: Hash, body: TakenStep, change: AskedChange) -> Response:
    """The proposal is taken back."""
    return stepped(change, recipe_hash, Step.WITHDRAWN, body)


def stepped(
    change: ChangeAt[CentreSite], recipe_hash: str, step: Step, body: TakenStep
) -> Response:
    site, actor, now = change.visit.site, change.visit.present.actor, change.visit.now

    def make(office: Office, order: Ordering) -> VersionAnswer:
        with site.writing() as connection:
            check_step(connection, recipe_hash, step, actor)
            name = shelf.version(connection, recipe_hash).recipe
            subject = Subject(recipe=name, old=body.compared_with, new=f"{step} {recipe_hash}")
            act = office.record(order(body.reason), ACTS[step], subject)
            taken = Taken(step, actor.name, now, body.reason, body.compared_with)
            take_step(connection, recipe_hash, taken, act.sha256)
        return answer_of(site, recipe_hash)

    return change.once(200, make)


@router.post(
    "/recipe-versions/{recipe_hash}/release",
    status_code=201,
    response_model=ReleasesAnswer,
    **operation("releaseRecipeVersion", 400, 404, 409, 422),
)
def release_recipe_version(recipe_hash: Hash, body: NewRelease, change: AskedChange) -> Response:
    """Sends an approved version to these stations, each of which verifies and answers."""
    site, now = change.visit.site, change.visit.now

    def make(office: Office, order: Ordering) -> ReleasesAnswer:
        wanted = releases.Wanted(
            recipe_hash,
            tuple(body.stations),
            change.visit.present.actor.name,
            body.not_after or now + releases.USUAL_LIFE,
        )
        with site.writing() as connection:
            rows = releases.release(connection, wanted, SigningKey.load(site.places.key), now)
            new = f"released {recipe_hash} to {len(rows)} stations"
            subject = Subject(recipe=rows[0].recipe, new=new)
            office.record(order(body.reason), Act.APPROVE_RECIPE, subject)
        return ReleasesAnswer(releases=[release_document(row, now) for row in rows])

    return change.once(201, make)


@router.get("/recipe-releases", response_model=ReleasesAnswer, **operation("listReleases"))
def list_releases(
    site: AtCentre, recipe: RecipeName = None, station: StationName = None
) -> Response:
    """What was sent to stations, and what became of it."""
    with site.reading() as connection:
        rows = releases.releases(connection, recipe, station)
    now = site.clock.wall()
    return json_answer(ReleasesAnswer(releases=[release_document(row, now) for row in rows]))


@router.post(
    "/recipe-wishes",
    status_code=201,
    response_model=WishAnswer,
    **operation("wishForRecipe", 400, 404, 409, 422),
)
def wish_for_recipe(body: NewWish, change: AskedChange) -> Response:
    """Asks a station to hand up a recipe that it has, so that it is a version here."""
    site, now = change.visit.site, change.visit.now
    who = change.visit.present.actor.name

    def make(office: Office, order: Ordering) -> WishAnswer:
        wished = wishes.Wished(body.station, body.recipe, who, body.reason)
        with site.writing() as connection:
            number = wishes.wish(connection, wished, SigningKey.load(site.places.key), now)
            subject = Subject(recipe=body.recipe, new=f"handed up by {body.station}")
            office.record(order(body.reason), Act.PROPOSE_RECIPE, subject)
            row = wishes.one_wish(connection, number)
        return wish_document(row, now)

    return change.once(201, make)


@router.get("/recipe-wishes", response_model=WishesAnswer, **operation("listRecipeWishes"))
def list_recipe_wishes(site: AtCentre) -> Response:
    """Recipes that stations were asked to hand up, the newest first."""
    now = site.clock.wall()
    with site.reading() as connection:
        found = [wish_document(row, now) for row in wishes.wishes(connection)]
    return json_answer(WishesAnswer(wishes=found))


def answer_of(site: CentreSite, recipe_hash: str) -> VersionAnswer:
    with site.reading() as connection:
        found = shelf.version(connection, recipe_hash)
        return version_document(found, taken_of(connection, recipe_hash))
