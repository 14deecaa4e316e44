"""A batch: a stretch of a station's log as it travels, whatever carries it.

    {"schema":1,"station":"plant-1/line-1/box","log":"5f0c…","stream":"records",
     "after":[2,118],"boot":3,"seq":1,"count":2}
    {…the first entry as the store has it…}
    {…the second…}

UTF-8, one line each, ended by a newline, compressed with gzip (RFC 1952). All entries of a batch
are of one boot and their numbers follow each other; `after` is the entry before the first, in
whichever boot. `log` tells two logs of one station apart, as after a new disk. Whoever reads takes
the lines as they are: an entry is stored as it was written.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from edge_agent.core.errors import InvalidInput
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position, Stretch

SCHEMA: Final = 1
LARGEST_BYTES: Final = 4 * 1024 * 1024
"""Uncompressed."""
MOST_ENTRIES: Final = 1_000
GZIP: Final = 16 + zlib.MAX_WBITS
LEVEL: Final = 6
LARGEST_NUMBER: Final = 2**53
Number = Annotated[int, Field(ge=1, lt=LARGEST_NUMBER)]
PART: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}"
StationName = Annotated[str, Field(pattern=f"^{PART}(/{PART}){{2}}$")]
"""site/line/station."""
LogId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class BatchRefused(InvalidInput):
    """Bytes that are no batch, or none that this version understands."""

    title = "No batch"


@dataclass(frozen=True, slots=True)
class LogName:
    """Which log of which station."""

    station: str
    """site/line/station."""
    log: str
    """16 hexadecimal digits."""
    stream: Stream


@dataclass(frozen=True, slots=True)
class Batch:
    name: LogName
    after: Position
    first: Position
    entries: Sequence[bytes]
    """JSON objects as the store has them, without line ends."""

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.after, self.position_of(len(self.entries) - 1))

    def position_of(self, index: int) -> Position:
        return Position(self.first.boot, self.first.seq + index)


class Heading(BaseModel):
    """The first line."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    schema_version: Literal[1] = Field(alias="schema")
    station: StationName
    log: LogId
    stream: Annotated[Stream, Field(strict=False)]
    after: tuple[
        Annotated[int, Field(ge=0, lt=LARGEST_NUMBER)],
        Annotated[int, Field(ge=0, lt=LARGEST_NUMBER)],
    ]
    boot: Number
    seq: Number
    count: Annotated[int, Field(ge=1, le=MOST_ENTRIES)]


HEADING: Final = TypeAdapter(Heading)


def written(batch: Batch) -> bytes:
    heading = {
        "schema": SCHEMA,
        "station": batch.name.station,
        "log": batch.name.log,
        "stream": batch.name.stream.value,
        "after": list(batch.after),
        "boot": batch.first.boot,
        "seq": batch.first.seq,
        "count": len(batch.entries),
    }
    first = json.dumps(heading, separators=(",", ":")).encode()
    lines = b"\n".join((first, *batch.entries, b""))
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return packer.compress(lines) + packer.flush()


def read(payload: bytes) -> Batch:
    """BatchRefused with the reason; never more than LARGEST_BYTES of memory for it."""
    first, *rest = unpacked(payload).split(b"\n")
    heading = heading_of(first)
    if len(rest) != heading.count + 1 or rest[-1]:
        raise BatchRefused(
            f"the heading says {heading.count} entries, and {max(0, len(rest) - 1)} lines follow"
        )
    after, begin = Position(*heading.after), Position(heading.boot, heading.seq)
    if not after < begin or (after.boot == begin.boot and after.seq != begin.seq - 1):
        raise BatchRefused(f"entry {begin} does not come right after {after}")
    if begin.boot != after.boot and begin.seq != 1:
        raise BatchRefused(f"boot {begin.boot} begins with 1, not with {begin.seq}")
    name = LogName(heading.station, heading.log, heading.stream)
    return Batch(name, after, begin, rest[:-1])


def unpacked(payload: bytes) -> bytes:
    unpacker = zlib.decompressobj(GZIP)
    try:
        lines = unpacker.decompress(payload, LARGEST_BYTES)
    except zlib.error as error:
        raise BatchRefused(f"not compressed with gzip, or damaged on the way: {error}") from error
    if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
        raise BatchRefused(
            f"cut off, followed by something else, or more than {LARGEST_BYTES} bytes uncompressed"
        )
    return lines


def heading_of(line: bytes) -> Heading:
    try:
        return HEADING.validate_json(line)
    except ValidationError as error:
        raise BatchRefused(told(line, error)) from error


def told(line: bytes, error: ValidationError) -> str:
    """A newer version is named as what it is; else what is wrong first."""
    first = error.errors(include_input=False, include_url=False)[0]
    version = schema_of(line)
    if version not in (None, SCHEMA):
        return f"its schema version is {version}, and this one reads {SCHEMA}; update the centre"
    place = ".".join(str(part) for part in first["loc"]) or "the first line"
    return f"{place}: {first['msg']}"


def schema_of(line: bytes) -> object:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return document.get("schema") if isinstance(document, dict) else None
