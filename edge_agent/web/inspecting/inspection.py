"""The REST object `inspection`: what the pictures of one pack show, and how it is come by.

The same object comes from a station, from the service that only inspects, from a function and from
an MLflow model: all of them ask here.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import Request
from pydantic import AwareDatetime, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from edge_agent.control.framing import Frame
from edge_agent.core.errors import Conflict, InvalidInput, PackwardenError
from edge_agent.core.packs import CheckKind, Reason, Verdict
from edge_agent.web.inspecting.keeper import InspectingProcess
from edge_agent.web.inspecting.talk import Refusal
from edge_agent.web.inspecting.upload import PicturesOfPack, uploaded
from edge_agent.web.listing import Document, json_answer
from hardware.interfaces import Clock

REFUSALS: Final[dict[str, type[PackwardenError]]] = {
    Refusal.INPUT: InvalidInput,
    Refusal.RECIPE: Conflict,
}
Sha256 = Annotated[
    str, Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15"])
]
Score = Annotated[float, Field(description="Defect score: 0 surely fine, 1 surely defective.")]


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
    looks_like: str | None = Field(
        description="The kind of defect that a learned check takes it for.", examples=["smudged"]
    )
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


@dataclass(frozen=True, slots=True)
class Inspecting:
    """What it takes to inspect what is sent."""

    process: InspectingProcess
    clock: Clock
    recipe: Callable[[str], Path]
    """The folder of a recipe, by its name or hash. NotFound names those that there are."""
    bundle: Callable[[], Path]
    """The folder of the bundle in use."""


async def answer_to(request: Request, by: Inspecting, now: datetime) -> Response:
    """To a form with pictures. Who comes when all places are taken is told so before he uploads."""
    with by.process.place():
        async with uploaded(request) as asked:
            inspection = await run_in_threadpool(inspected, by, asked, now)
    return json_answer(inspection)


def inspected(by: Inspecting, asked: PicturesOfPack, now: datetime) -> Inspection:
    """InvalidInput for pictures or an order that cannot be right, NotFound or Conflict for a recipe
    that is not there or cannot be opened, InspectionFailed where the process ended."""
    came_ns = by.clock.now_ns()
    question = partial(question_of, by.recipe(asked.recipe), by.bundle(), asked)
    answer = by.process.ask(question).header
    if "refused" in answer:
        raise REFUSALS[answer["refused"]](answer["detail"])
    took_ms = (by.clock.now_ns() - came_ns) / 1e6
    return Inspection(
        id=sortable_id(now, secrets.token_bytes(10)),
        created=now,
        usage=usage(answer, took_ms),
        **answer["inspected"],
    )


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
