"""What goes over HTTP between a station and its centre, both ways in one form.

    {"schema":1,"done":["17","18"],"count":2}
    …the letters, one after the other, as letter_form has them…

From the station: what it sends, and the names of letters that it holds durably. From the centre:
letters for the station, each named by its place: the first one is `first`, the next one `first`+1.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from edge_agent.uplink.batches import SCHEMA
from edge_agent.uplink.carriers.letter_form import LetterRefused, read_letters, written_letters
from hardware.letters import Letter

MOST_LETTERS: Final = 64
LONGEST_HEADING_BYTES: Final = 4_096
LARGEST_BYTES: Final = 10_000_000
MEDIA_TYPE: Final = "application/x-packwarden-letters"
PATH: Final = "/carrier/v1/letters"
Number = Annotated[int, Field(ge=0, lt=2**53)]


@dataclass(frozen=True, slots=True)
class Parcel:
    letters: Sequence[Letter] = ()
    done: tuple[int, ...] = ()
    """Numbers of letters that came before and need not be kept."""
    first: int = 0
    """The number of the first letter; from a station 0."""


class Heading(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    schema_version: Literal[1] = Field(alias="schema")
    done: Annotated[tuple[Number, ...], Field(max_length=MOST_LETTERS)]
    first: Number
    count: Annotated[int, Field(ge=0, le=MOST_LETTERS)]


HEADING: Final = TypeAdapter(Heading)


def written_parcel(parcel: Parcel) -> bytes:
    heading = {
        "schema": SCHEMA,
        "done": parcel.done,
        "first": parcel.first,
        "count": len(parcel.letters),
    }
    line = json.dumps(heading, separators=(",", ":")).encode()
    return line + b"\n" + written_letters(parcel.letters)


def read_parcel(content: bytes) -> Parcel:
    """LetterRefused with the reason."""
    end = content.find(b"\n", 0, LONGEST_HEADING_BYTES)
    if end < 0:
        raise LetterRefused(f"no line end within the first {LONGEST_HEADING_BYTES} bytes")
    try:
        heading = HEADING.validate_json(content[:end])
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the first line"
        raise LetterRefused(f"{place}: {first['msg']}") from error
    letters = read_letters(content[end + 1 :])
    if len(letters) != heading.count:
        raise LetterRefused(f"{heading.count} letters are told, and {len(letters)} are there")
    return Parcel(letters, heading.done, heading.first)
