"""Pieces of pictures as they travel to the centre, and word of those that never will.

    {"schema":1,"kind":"piece","station":"plant-1/line-1/box","log":"5f0c…","boot":3,"seq":17,
     "sha256":"9f86…","format":"jpeg","size_bytes":48211,"begin":0}
    …the bytes from `begin` on, as they are…

One line of UTF-8, ended by a newline, then bytes: pictures are compressed already. Every piece
names the whole picture and the record that names it, so each can be understood alone; one without
bytes asks where to go on. Pictures that the station had to remove for its disk before they went
are told by name:

    {"schema":1,"kind":"gone","station":"plant-1/line-1/box","pictures":[{"log":…,"boot":…,"seq":…,"sha256":…}]}
"""

import json
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from edge_agent.core.errors import InvalidInput
from edge_agent.core.keeping import PictureFormat
from edge_agent.core.telemetry.moving import LARGEST_PIECE_BYTES
from edge_agent.uplink.batches import SCHEMA, LogId, Number, StationName, schema_of

LARGEST_PICTURE_BYTES: Final = 64 * 1024 * 1024
"""A raw picture of 20 megapixels as PNG."""
MOST_GONE: Final = 100
"""Of one letter."""
LONGEST_HEADING_BYTES: Final = 32 * 1024
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PictureLetterRefused(InvalidInput):
    """Bytes that are no letter about pictures, or none that this version understands."""

    title = "No picture letter"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NamedPicture(Strict):
    """A picture, and the record of the first pack of its station that it shows."""

    log: LogId
    boot: Number
    seq: Number
    sha256: Sha256


class PieceHeading(NamedPicture):
    schema_version: Literal[1] = Field(alias="schema")
    kind: Literal["piece"]
    station: StationName
    format: Annotated[PictureFormat, Field(strict=False)]
    size_bytes: Annotated[int, Field(ge=1, le=LARGEST_PICTURE_BYTES)]
    begin: Annotated[int, Field(ge=0, le=LARGEST_PICTURE_BYTES)]


class GoneHeading(Strict):
    schema_version: Literal[1] = Field(alias="schema")
    kind: Literal["gone"]
    station: StationName
    pictures: Annotated[tuple[NamedPicture, ...], Field(min_length=1, max_length=MOST_GONE)]


HEADING: Final[TypeAdapter[PieceHeading | GoneHeading]] = TypeAdapter(
    Annotated[PieceHeading | GoneHeading, Field(discriminator="kind")]
)


@dataclass(frozen=True, slots=True)
class PictureName:
    """Of one station."""

    log: str
    boot: int
    seq: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PicturePiece:
    station: str
    name: PictureName
    format: PictureFormat
    size_bytes: int
    """Of the whole picture."""
    begin: int
    content: bytes
    """b"" asks where to go on."""


@dataclass(frozen=True, slots=True)
class GonePictures:
    station: str
    names: tuple[PictureName, ...]


def written_piece(piece: PicturePiece) -> bytes:
    heading = {
        "schema": SCHEMA,
        "kind": "piece",
        "station": piece.station,
        **name_document(piece.name),
        "format": piece.format.value,
        "size_bytes": piece.size_bytes,
        "begin": piece.begin,
    }
    return line_of(heading) + piece.content


def written_gone(gone: GonePictures) -> bytes:
    pictures = [name_document(name) for name in gone.names]
    heading = {"schema": SCHEMA, "kind": "gone", "station": gone.station, "pictures": pictures}
    return line_of(heading)


def name_document(name: PictureName) -> dict[str, object]:
    return {"log": name.log, "boot": name.boot, "seq": name.seq, "sha256": name.sha256}


def line_of(heading: dict[str, object]) -> bytes:
    return json.dumps(heading, separators=(",", ":")).encode() + b"\n"


def read_picture_letter(payload: bytes) -> PicturePiece | GonePictures:
    """PictureLetterRefused with the reason."""
    end = payload.find(b"\n", 0, LONGEST_HEADING_BYTES)
    if end < 0:
        raise PictureLetterRefused(
            f"no line end within the first {LONGEST_HEADING_BYTES} bytes: no letter of a station"
        )
    heading, content = heading_of(payload[:end]), payload[end + 1 :]
    if isinstance(heading, GoneHeading):
        if content:
            raise PictureLetterRefused(f"{len(content)} bytes follow where none belong")
        return GonePictures(heading.station, tuple(map(name_of, heading.pictures)))
    refuse_misfit(heading, content)
    return PicturePiece(
        *(heading.station, name_of(heading), heading.format),
        *(heading.size_bytes, heading.begin, content),
    )


def heading_of(line: bytes) -> PieceHeading | GoneHeading:
    try:
        return HEADING.validate_json(line)
    except ValidationError as error:
        version = schema_of(line)
        if version not in (None, SCHEMA):
            raise PictureLetterRefused(
                f"its schema version is {version}, and this one reads {SCHEMA}; update the centre"
            ) from error
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the first line"
        raise PictureLetterRefused(f"{place}: {first['msg']}") from error


def refuse_misfit(heading: PieceHeading, content: bytes) -> None:
    if len(content) > LARGEST_PIECE_BYTES:
        raise PictureLetterRefused(
            f"a piece of {len(content)} bytes; {LARGEST_PIECE_BYTES} are the most"
        )
    if heading.begin + len(content) > heading.size_bytes:
        raise PictureLetterRefused(
            f"a piece from {heading.begin} of {len(content)} bytes goes beyond the picture's "
            f"{heading.size_bytes}"
        )


def name_of(named: NamedPicture) -> PictureName:
    return PictureName(named.log, named.boot, named.seq, named.sha256)
