"""Letters as bytes, where no broker carries them: as a file in a folder, or in the body of HTTP.

    {"schema":1,"topic":"packwarden/v1/plant-1/line-1/box/records","retain":false,
     "size_bytes":5120,"sha256":"9f86…"}
    …so many bytes…

One line of UTF-8, ended by a newline, then the payload as it is. Several of them follow each other
without anything between. The hash is there because sticks are pulled out while they are written.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from edge_agent.core.errors import InvalidInput
from edge_agent.uplink.batches import SCHEMA
from hardware.letters import Letter

LARGEST_LETTER_BYTES: Final = 1_000_000
"""Of one payload."""
LONGEST_HEADING_BYTES: Final = 1_024


class LetterRefused(InvalidInput):
    """Bytes that are no letter, or one that was cut or changed."""

    title = "No letter"


class LetterHeading(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    schema_version: Literal[1] = Field(alias="schema")
    topic: Annotated[str, Field(min_length=1, max_length=300)]
    retain: bool
    size_bytes: Annotated[int, Field(ge=0, le=LARGEST_LETTER_BYTES)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


HEADING: Final = TypeAdapter(LetterHeading)


def written_letter(letter: Letter) -> bytes:
    heading = {
        "schema": SCHEMA,
        "topic": letter.topic,
        "retain": letter.retain,
        "size_bytes": len(letter.payload),
        "sha256": hashlib.sha256(letter.payload).hexdigest(),
    }
    return json.dumps(heading, separators=(",", ":")).encode() + b"\n" + letter.payload


def written_letters(letters: Iterable[Letter]) -> bytes:
    return b"".join(map(written_letter, letters))


def read_letter(content: bytes) -> Letter:
    """LetterRefused for anything but exactly one."""
    letter, rest = first_letter(content)
    if rest:
        raise LetterRefused(f"{len(rest)} bytes follow the letter")
    return letter


def read_letters(content: bytes) -> list[Letter]:
    """LetterRefused where one of them is none."""
    letters = []
    while content:
        letter, content = first_letter(content)
        letters.append(letter)
    return letters


def first_letter(content: bytes) -> tuple[Letter, bytes]:
    end = content.find(b"\n", 0, LONGEST_HEADING_BYTES)
    if end < 0:
        raise LetterRefused(f"no line end within the first {LONGEST_HEADING_BYTES} bytes")
    try:
        heading = HEADING.validate_json(content[:end])
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the first line"
        raise LetterRefused(f"{place}: {first['msg']}") from error
    begin, behind = end + 1, end + 1 + heading.size_bytes
    payload = content[begin:behind]
    if hashlib.sha256(payload).hexdigest() != heading.sha256:
        raise LetterRefused(f"cut off or changed: {len(payload)} of {heading.size_bytes} bytes")
    return Letter(heading.topic, payload, 1, heading.retain), content[behind:]
