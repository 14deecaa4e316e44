"""The form that pictures come in: taken apart as it arrives, larger pictures onto the disk.

It is read by hand, so that nobody uploads anything before it is known who it is and that there is a
place for it: the framework reads bodies before it asks.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, Field, ValidationError, WithJsonSchema
from starlette.datastructures import FormData, UploadFile

from edge_agent.core.errors import InvalidInput
from edge_agent.core.reasons.languages import Language
from edge_agent.web.inspecting.talk import MOST_PICTURES
from edge_agent.web.listing import Document

UPLOAD_S: Final = 60.0
"""32 MiB at 5 Mbit/s; who is slower holds a place that others want."""
MOST_FIELDS: Final = 64
LONGEST_FIELD_BYTES: Final = 1024
SEVERAL: Final = frozenset({"picture", "view", "record"})
PICTURE: Final = {"type": "string", "contentMediaType": "application/octet-stream"}
Picture = Annotated[UploadFile, WithJsonSchema(PICTURE)]


class PicturesOfPack(Document):
    """Pictures of one pack, and what it should be. An empty text counts as not given."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    recipe: Annotated[
        str,
        Field(
            min_length=1,
            max_length=100,
            description="Name of a recipe of the station, or the hash of one that was in force.",
            examples=["tray"],
        ),
    ]
    picture: Annotated[
        list[Picture],
        Field(
            min_length=1,
            max_length=MOST_PICTURES,
            description="PNG, JPEG, WebP, TIFF or BMP of at most 50 megapixels: one of each view, "
            "or of some.",
        ),
    ]
    view: Annotated[
        list[Annotated[str, Field(max_length=100)]],
        Field(
            max_length=MOST_PICTURES,
            description="What each picture shows, in their order. Without it that is found out.",
            examples=[["top", "bottom"]],
        ),
    ] = Field(default_factory=list)
    lot: Annotated[
        str, Field(max_length=60, description="Lot of the order.", examples=["L2611-204"])
    ] = ""
    expiry: Annotated[
        str,
        Field(
            pattern=r"^(\d{4}-\d{2}-\d{2})?$",
            description="Expiry of the order.",
            examples=["2026-12-24"],
        ),
    ] = ""
    gtin: Annotated[
        str,
        Field(
            pattern=r"^(\d{8}|\d{12,14})?$",
            description="GTIN of the order, with its check digit.",
            examples=["4006381333931"],
        ),
    ] = ""
    language: Annotated[
        Language,
        WithJsonSchema({"type": "string", "enum": [*Language], "default": Language.EN}),
        Field(description="Of the sentences."),
    ] = Language.EN


Asked = TypeVar("Asked", bound=Document)


@asynccontextmanager
async def uploaded(request: Request) -> AsyncIterator[PicturesOfPack]:
    """The form, its files open meanwhile. RequestValidationError names what is wrong with it."""
    async with form_of(request, PicturesOfPack, MOST_PICTURES) as asked:
        refuse_uneven(asked)
        yield asked


def refuse_uneven(asked: PicturesOfPack) -> None:
    """InvalidInput for views that are not as many as the pictures."""
    if asked.view and len(asked.view) != len(asked.picture):
        told = f"{len(asked.picture)} pictures and {len(asked.view)} views were given"
        raise InvalidInput(told)


@asynccontextmanager
async def form_of(request: Request, asked: type[Asked], most_files: int) -> AsyncIterator[Asked]:
    """A form of this kind, with at most so many pictures, its files open meanwhile."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise InvalidInput("pictures come as multipart/form-data, each in a part called picture")
    try:
        async with asyncio.timeout(UPLOAD_S):
            form = await request.form(
                max_files=most_files, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD_BYTES
            )
    except TimeoutError as error:
        raise InvalidInput(f"the pictures did not arrive within {UPLOAD_S:.0f} s") from error
    try:
        yield understood(form, asked)
    finally:
        await form.close()


def understood(form: FormData, asked: type[Asked]) -> Asked:
    try:
        return asked.model_validate(parts_of(form))
    except ValidationError as error:
        raise RequestValidationError([placed(dict(part)) for part in error.errors()]) from error


def parts_of(form: FormData) -> dict[str, Any]:
    """Of what may be there once, the last counts."""
    return {name: form.getlist(name) if name in SEVERAL else form[name] for name in form}


def placed(part: dict[str, Any]) -> dict[str, Any]:
    """As the framework says where in a body something is."""
    return {**part, "loc": ("body", *part["loc"])}
