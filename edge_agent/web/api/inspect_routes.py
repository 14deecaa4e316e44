"""Inspects pictures that other systems send, by the station's recipes and models.

It happens in a process of its own that goes behind the line. Nothing of it is kept: neither the
pictures nor the answer, and no pack is counted.
"""

import secrets
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from edge_agent.control.framing import Frame
from edge_agent.core.errors import Conflict, InvalidInput, PackwardenError
from edge_agent.core.packs import CheckKind, Reason, Verdict
from edge_agent.web.access import Visiting, operation
from edge_agent.web.inspecting.recipes import recipe_folder
from edge_agent.web.inspecting.talk import Refusal
from edge_agent.web.inspecting.upload import PicturesOfPack, uploaded
from edge_agent.web.listing import Document, json_answer

router = APIRouter(prefix="/api/v1", tags=["inspect"])

REFUSALS: Final[dict[str, type[PackwardenError]]] = {
    Refusal.INPUT: InvalidInput,
    Refusal.RECIPE: Conflict,
}
Sha256 = Annotated[
    str, Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15"])
]
Score = Annotated[float, Field(description="Defect score: 0 surely fine, 1 surely defective.")]
FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": {"schema": PicturesOfPack.model_json_schema()}},
    }
}


class InspectedBy(Document):
    """The recipe as it was on the disk."""

    name: str = Field(examples=["tray"])
    hash: Sha256


class Model(Document):
    """The bundle of models; two answers under one sha256 came from the same models."""

    name: str = Field(examples=["base"])
    version: str = Field(examples=["1.0.0"])
    sha256: Sha256


class Grade(Document):
    """Print quality of a code (ISO/IEC 15416 or 15415): from 0, unreadable, to 4."""

    grade: float = Field(examples=[3.5])
    parameters: dict[str, float] = Field(examples=[{"symbol_contrast": 4.0, "modulation": 3.5}])


class InspectedCheck(Document):
    """One question of the recipe, and its answer."""

    name: str = Field(examples=["expiry"])
    kind: CheckKind
    view: str = Field(examples=["bottom"])
    verdict: Verdict
    score: Score
    read: str | None = Field(examples=["24.12.2026"])
    expected: str | None = Field(examples=["24.12.2026"])
    reasons: list[Reason]
    box: tuple[int, int, int, int] | None = Field(
        description="Where in the picture: left, top, width, height, in pixels.",
        examples=[[363, 457, 284, 43]],
    )
    read_by: str | None = Field(examples=["packwarden"])
    quality: Grade | None
    sentence: str = Field(examples=["Print “expiry” is ok: it reads 24.12.2026, as ordered."])


class Usage(Document):
    """What it took."""

    pictures: int = Field(examples=[1])
    pixels: int = Field(description="Of all pictures together.", examples=[1_228_800])
    inspect_ms: float = Field(description="To open and inspect the pictures.", examples=[11.4])
    queued_ms: float = Field(
        description="Until then: others' turns, and opening the recipe.", examples=[0.8]
    )


class Inspection(Document):
    """What the pictures of one pack show."""

    id: UUID = Field(description="Of version 7, so that it sorts by time.")
    object: Literal["inspection"] = "inspection"
    created: AwareDatetime
    recipe: InspectedBy
    model: Model
    verdict: Verdict = Field(description="Of all checks of the views that were given.")
    score: Score
    reasons: list[Reason]
    sentence: str = Field(examples=["The pack is ok, because every check of it is ok."])
    views: list[str] = Field(description="What the pictures show, in order.", examples=[["top"]])
    views_missing: list[str] = Field(
        description="Views of the recipe without a picture; what is checked there is not known.",
        examples=[["bottom"]],
    )
    checks: list[InspectedCheck]
    usage: Usage


@router.post(
    "/inspect",
    response_model=Inspection,
    openapi_extra=FORM,
    **operation("inspectPictures", 404, 409, 413, 422, 429, 503),
)
async def inspect_pictures(request: Request, visiting: Visiting) -> Response:
    """Inspects the pictures of one pack by a recipe of this station. Nothing is kept of it."""
    site = visiting.site
    with site.inspecting.place():
        async with uploaded(request) as asked:
            came_ns = site.clock.now_ns()
            folder = await run_in_threadpool(recipe_folder, site, asked.recipe)
            bundle = await run_in_threadpool(lambda: site.bundle.folder)
            question = partial(question_of, folder, bundle, asked)
            answer = (await run_in_threadpool(site.inspecting.ask, question)).header
    if "refused" in answer:
        raise REFUSALS[answer["refused"]](answer["detail"])
    took_ms = (site.clock.now_ns() - came_ns) / 1e6
    inspection = Inspection(
        id=sortable_id(visiting.now, secrets.token_bytes(10)),
        created=visiting.now,
        usage=usage(answer, took_ms),
        **answer["inspected"],
    )
    return json_answer(inspection)


def question_of(folder: Path, bundle: Path, asked: PicturesOfPack) -> Frame:
    """Reads the pictures, so it is made when it is their turn."""
    stated = asked.model_dump(include={"lot", "expiry", "gtin"})
    header = {
        "recipe": str(folder),
        "bundle": str(bundle),
        "views": asked.view,
        "language": asked.language.value,
        **{name: text or None for name, text in stated.items()},
    }
    return Frame(header, tuple(picture.file.read() for picture in asked.picture))


def usage(answer: dict[str, Any], took_ms: float) -> Usage:
    inspect_ms = answer["inspect_ms"]
    queued_ms = max(0.0, round(took_ms - inspect_ms, 1))
    pictures = len(answer["inspected"]["views"])
    return Usage(
        pictures=pictures, pixels=answer["pixels"], inspect_ms=inspect_ms, queued_ms=queued_ms
    )


def sortable_id(now: datetime, random: bytes) -> UUID:
    """UUID of version 7 (RFC 9562): milliseconds of `now`, the rest from ten random bytes."""
    number = int(now.timestamp() * 1000) << 80 | int.from_bytes(random)
    number = number & ~(0xF << 76) | 7 << 76
    return UUID(int=number & ~(0x3 << 62) | 2 << 62)
