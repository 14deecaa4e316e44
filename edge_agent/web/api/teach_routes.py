"""Teaching a recipe: from good pictures to a proposal, tried on others, and kept as a folder.

A draft is proposed once, then edited, tried and kept as often as one likes. Pictures are opened in
processes of their own that go behind the line. Only what is kept is recorded as an act.
"""

import secrets
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from edge_agent.control.framing import Frame
from edge_agent.core.errors import InvalidInput
from edge_agent.core.roles import Act
from edge_agent.inspection.recipe_tables import RecipeTable
from edge_agent.people.acts import LONGEST_TEXT, Subject
from edge_agent.people.office import Office
from edge_agent.web.access import AtSite, Visiting, operation
from edge_agent.web.api.people_routes import Ordering
from edge_agent.web.changes import AskedChange
from edge_agent.web.inspecting.inspection import REFUSALS, Inspection, sortable_id, usage
from edge_agent.web.inspecting.talk import MOST_PICTURES
from edge_agent.web.inspecting.upload import form_of
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.site import Site
from edge_agent.web.teaching.drafts import Draft, Drafts, put_in_place, refuse_taken
from edge_agent.web.teaching.forms import (
    MOST_GOOD,
    GoodPictures,
    Name,
    TriedPictures,
    given,
    order_of,
    stored,
)

router = APIRouter(prefix="/api/v1", tags=["teach"])

PNG: Final = "image/png"


class TaughtPicture(Document):
    """A good picture, laid over the first one of its view."""

    view: str = Field(examples=["top"])
    name: str = Field(examples=["top-1.png"])
    width_px: int
    height_px: int


class TaughtDraft(Document):
    """A recipe that is not in force: places are pixels of the first picture of their view."""

    id: UUID
    recipe: RecipeTable
    pictures: list[TaughtPicture]
    warnings: list[str] = Field(description="Pictures that were not used, and why.")


class KeptRecipe(Document):
    """Where it lies; the line makes it once its station or its order names it."""

    name: str
    folder: str = Field(examples=["products/tray"])
    recipe_hash: str
    for_changeover: bool = Field(description="It lies among the products that can be made.")


class Keeping(Document):
    folder: Name = Field(description="Name of its folder.")
    reason: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""


def form(kind: type[Document]) -> dict[str, Any]:
    schema = kind.model_json_schema()
    content = {"multipart/form-data": {"schema": schema}}
    return {"openapi_extra": {"requestBody": {"required": True, "content": content}}}


@router.post(
    "/teach",
    status_code=201,
    response_model=TaughtDraft,
    **form(GoodPictures),
    **operation("proposeRecipe", 404, 413, 422, 429, 503),
)
async def propose_recipe(request: Request, visiting: Visiting) -> Response:
    """Proposes what to check on a pack from one or a few good pictures of each view."""
    site = visiting.site
    async with form_of(request, GoodPictures, MOST_GOOD) as asked:
        pictures = await run_in_threadpool(given, site, asked)
    drafts = drafts_of(site)
    draft = await run_in_threadpool(drafts.begin, pictures)
    try:
        told = await run_in_threadpool(
            partial(site.workbench.do, "propose", draft=str(draft.folder), name=asked.name)
        )
    except BaseException:
        drafts.drop(draft)
        raise
    return json_answer(document(draft, told["warnings"]), 201)


@router.get("/teach/{draft}", response_model=TaughtDraft, **operation("getTaught", 404))
def get_taught(draft: UUID, site: AtSite) -> Response:
    """A draft as it was changed last."""
    return json_answer(document(drafts_of(site).draft(draft), []))


@router.put(
    "/teach/{draft}", response_model=TaughtDraft, **operation("changeTaught", 404, 422, 429, 503)
)
def change_taught(draft: UUID, body: RecipeTable, site: AtSite) -> Response:
    """Another state of the draft; where it cannot be a recipe, the one before stays."""
    at = drafts_of(site).draft(draft)
    site.workbench.do(
        "keep", draft=str(at.folder), recipe=body.model_dump(mode="json"), for_use=False
    )
    return json_answer(document(at, []))


@router.get(
    "/teach/{draft}/pictures/{name}",
    response_class=Response,
    **{
        **operation("getTaughtPicture", 404),
        "responses": {
            **operation("getTaughtPicture", 404)["responses"],
            200: {"content": {PNG: {}}},
        },
    },
)
def get_taught_picture(
    draft: UUID, name: Annotated[str, InPath(max_length=100)], site: AtSite
) -> Response:
    """A good picture of the draft."""
    return Response(drafts_of(site).draft(draft).picture(name).read_bytes(), media_type=PNG)


@router.post(
    "/teach/{draft}/try",
    response_model=Inspection,
    **form(TriedPictures),
    **operation("tryTaught", 404, 409, 413, 422, 429, 503),
)
async def try_taught(draft: UUID, request: Request, visiting: Visiting) -> Response:
    """Inspects pictures of one pack by the draft. Nothing is kept of it."""
    site = visiting.site
    at = drafts_of(site).draft(draft)
    with site.inspecting.place():
        async with form_of(request, TriedPictures, MOST_PICTURES) as asked:
            question = await run_in_threadpool(question_of, site, at, asked)
        came_ns = site.clock.now_ns()
        answer = (await run_in_threadpool(site.inspecting.ask, lambda: question)).header
    if "refused" in answer:
        raise REFUSALS[answer["refused"]](answer["detail"])
    inspection = Inspection(
        id=sortable_id(visiting.now, secrets.token_bytes(10)),
        created=visiting.now,
        usage=usage(answer, (site.clock.now_ns() - came_ns) / 1e6),
        **answer["inspected"],
    )
    return json_answer(inspection)


@router.post(
    "/teach/{draft}/save",
    status_code=201,
    response_model=KeptRecipe,
    **operation("saveTaught", 400, 404, 409, 422, 429, 503),
)
def save_taught(draft: UUID, body: Keeping, change: AskedChange) -> Response:
    """Keeps the draft as a recipe folder among the station's products, or below its data."""
    site = change.visit.site
    at = drafts_of(site).draft(draft)
    recipe = at.recipe()
    opened = site.workbench.do(
        "keep", draft=str(at.folder), recipe=recipe.model_dump(mode="json"), for_use=True
    )
    place = folder_for(site) / body.folder

    def make(office: Office, ordered: Ordering) -> KeptRecipe:
        refuse_taken(place)
        subject = Subject(recipe=recipe.name, new=opened["hash"])
        office.record(ordered(body.reason), Act.TEACH, subject)
        put_in_place(at, place)
        return KeptRecipe(
            name=recipe.name,
            folder=str(place),
            recipe_hash=opened["hash"],
            for_changeover=site.settings.station.products is not None,
        )

    return change.once(201, make)


def drafts_of(site: Site) -> Drafts:
    return Drafts(site.folder / "teaching")


def folder_for(site: Site) -> Path:
    return site.settings.station.products or site.folder / "taught"


def document(draft: Draft, warnings: list[str]) -> TaughtDraft:
    recipe = draft.recipe()
    pictures = []
    for view in recipe.views:
        for name in view.golden:
            width, height = draft.size_px(name)
            pictures.append(
                TaughtPicture(view=view.name, name=name, width_px=width, height_px=height)
            )
    return TaughtDraft(id=draft.id, recipe=recipe, pictures=pictures, warnings=warnings)


def question_of(site: Site, draft: Draft, asked: TriedPictures) -> Frame:
    """What was said of the pack goes before the order that it was recorded with."""
    views = [view.name for view in draft.recipe().views]
    pictures = [picture for picture in given(site, asked) if picture.view in views]
    if not pictures:
        raise InvalidInput(f"none of these pictures shows what is taught: {', '.join(views)}")
    order = asked.order()
    if asked.record and not any(order.values()):
        order = order_of(stored(site, asked.record[0]).record.order)
    header = {
        "recipe": str(draft.recipe_folder),
        "bundle": str(site.bundle.folder),
        "views": [picture.view for picture in pictures],
        "language": asked.language.value,
        **order,
    }
    return Frame(header, tuple(picture.encoded for picture in pictures))
