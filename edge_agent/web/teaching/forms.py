"""The forms with pictures that teaching asks for, and what becomes of them.

Pictures are told by how they begin; nothing here opens one.
"""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from edge_agent.core.errors import InvalidInput
from edge_agent.core.order import Order
from edge_agent.core.reasons.languages import Language
from edge_agent.store.events import StoredRecord
from edge_agent.store.pictures import read_picture
from edge_agent.web.inspecting.talk import MOST_PICTURES
from edge_agent.web.inspecting.upload import Picture
from edge_agent.web.listing import Document
from edge_agent.web.site import Site
from edge_agent.web.teaching.drafts import GivenPicture
from hardware.pictures import stated_size_px

MOST_GOOD: Final = 20
"""As many good pictures as teaching makes use of."""
NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9 _.\-]*$"
Name = Annotated[
    str,
    Field(pattern=NAME, max_length=80, description="Of the product.", examples=["tray"]),
]
ViewName = Annotated[str, Field(pattern=NAME, max_length=60)]
RecordName = Annotated[str, Field(pattern=r"^[1-9]\d{0,14}/[1-9]\d{0,14}$")]


class Form(Document):
    model_config = ConfigDict(arbitrary_types_allowed=True)


class GoodPictures(Form):
    """Pictures of good packs, and recorded packs of the station that were good."""

    name: Name
    picture: Annotated[
        list[Picture],
        Field(
            max_length=MOST_GOOD,
            description="PNG, JPEG, WebP, TIFF or BMP of at most 50 megapixels.",
        ),
    ] = Field(default_factory=list)
    view: Annotated[
        list[ViewName],
        Field(
            max_length=MOST_GOOD,
            description="What each picture shows, in their order.",
            examples=[["top", "bottom"]],
        ),
    ] = Field(default_factory=list)
    record: Annotated[
        list[RecordName],
        Field(
            max_length=MOST_GOOD,
            description="Recorded packs whose pictures are taken as well: boot/seq.",
            examples=[["12/3481"]],
        ),
    ] = Field(default_factory=list)


class TriedPictures(Form):
    """Pictures of one pack, or a recorded one, and what it should say. Empty is not given."""

    picture: Annotated[list[Picture], Field(max_length=MOST_PICTURES)] = Field(default_factory=list)
    view: Annotated[list[ViewName], Field(max_length=MOST_PICTURES)] = Field(default_factory=list)
    record: Annotated[list[RecordName], Field(max_length=1)] = Field(default_factory=list)
    lot: Annotated[str, Field(max_length=60)] = ""
    expiry: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    gtin: Annotated[str, Field(pattern=r"^(\d{8}|\d{12,14})?$")] = ""
    language: Language = Language.EN

    def order(self) -> dict[str, str | None]:
        return {name: getattr(self, name) or None for name in ("lot", "expiry", "gtin")}


def given(site: Site, form: GoodPictures | TriedPictures) -> list[GivenPicture]:
    """InvalidInput for what is no picture, and where none is there; NotFound for a shed one."""
    if len(form.view) != len(form.picture):
        told = f"{len(form.picture)} pictures and {len(form.view)} views"
        raise InvalidInput(f"say of each picture which view it shows; there are {told}")
    found = [*uploaded_in(form), *recorded_in(site, form)]
    if not found:
        raise InvalidInput("there is no picture; give at least one, or name a recorded pack")
    return found


def uploaded_in(form: GoodPictures | TriedPictures) -> Iterator[GivenPicture]:
    for number, (view, picture) in enumerate(zip(form.view, form.picture, strict=True), start=1):
        encoded = picture.file.read()
        name = (picture.filename or f"picture {number}")[:80]
        if stated_size_px(encoded) is None:
            raise InvalidInput(f"{name}: is no picture; expected PNG, JPEG, WebP, TIFF or BMP")
        yield GivenPicture(view, name, encoded)


def recorded_in(site: Site, form: GoodPictures | TriedPictures) -> Iterator[GivenPicture]:
    for named in form.record:
        record = stored(site, named).record
        for view, sha256 in record.pictures.items():
            encoded = read_picture(site.pictures, sha256)
            yield GivenPicture(view, f"pack {record.pack_no}, {view}", encoded)


def stored(site: Site, named: str) -> StoredRecord:
    boot, seq = (int(number) for number in named.split("/"))
    return site.store.record((boot, seq))


def order_of(order: Order | None) -> dict[str, str | None]:
    """As it is asked of the inspecting process."""
    if order is None:
        return {"lot": None, "expiry": None, "gtin": None}
    expiry = None if order.expiry is None else order.expiry.isoformat()
    return {"lot": order.lot, "expiry": expiry, "gtin": order.gtin}
