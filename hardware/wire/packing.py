"""Messages to payload bytes and back, and the hash that both sides must agree on. Pure.

`PROTOCOL` is the first four bytes of the SHA-256 over the canonical table: every message with its
number and the names and types of its fields, and every code with its number. The controller has it
in messages.h, which is generated from the same table (`python -m hardware.wire.header`).
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_type_hints

from hardware.wire.codes import CODES
from hardware.wire.messages import SEQUENCED, TABLE, WINDOW, Message
from hardware.wire.whole_numbers import WholeNumber


class PayloadRefused(ValueError):
    """These bytes are no message of this table."""


@dataclass(frozen=True, slots=True)
class WireField:
    name: str
    number: WholeNumber
    meaning: Callable[[int], Any]
    """int, bool or one of the codes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one message lies in its payload."""

    fields: tuple[WireField, ...]
    packed: struct.Struct


def laid_out(kind: type[Message]) -> Layout:
    hints = get_type_hints(kind, include_extras=True)
    fields = tuple(
        WireField(name, hint.__metadata__[0], hint.__origin__) for name, hint in hints.items()
    )
    codes = "".join(field.number.code for field in fields)
    return Layout(fields, struct.Struct("<" + codes))


LAYOUTS: dict[type[Message], Layout] = {kind: laid_out(kind) for kind in TABLE.values()}
NUMBERS: dict[type[Message], int] = {kind: number for number, kind in TABLE.items()}
LONGEST_PAYLOAD = max(layout.packed.size for layout in LAYOUTS.values())


def pack(message: Message) -> bytes:
    """The payload; ValueError where a value does not fit its field."""
    shape = LAYOUTS[type(message)]
    values = [int(getattr(message, field.name)) for field in shape.fields]
    try:
        return shape.packed.pack(*values)
    except struct.error as error:
        raise ValueError(f"{message} does not fit the wire: {error}") from error


def unpack(number: int, payload: bytes) -> Message:
    """The message with this number; PayloadRefused where there is none with such a payload."""
    kind = TABLE.get(number)
    if kind is None:
        raise PayloadRefused(f"there is no message {number}")
    shape = LAYOUTS[kind]
    if len(payload) != shape.packed.size:
        raise PayloadRefused(f"{kind.__name__} has {shape.packed.size} bytes, not {len(payload)}")
    values = shape.packed.unpack(payload)
    meant = (understood(field, value) for field, value in zip(shape.fields, values, strict=True))
    return kind(*meant)


def understood(field: WireField, value: int) -> Any:
    try:
        meant = field.meaning(value)
    except ValueError as error:
        raise PayloadRefused(f"{field.name} cannot be {value}") from error
    if int(meant) != value:
        raise PayloadRefused(f"{field.name} cannot be {value}")
    return meant


def canonical_table() -> Iterator[str]:
    """One line for every message and every code."""
    for number, kind in TABLE.items():
        fields = (f"{field.name}:{field.number.name}" for field in LAYOUTS[kind].fields)
        sequenced = "sequenced" if kind in SEQUENCED else "free"
        yield " ".join((str(number), kind.__name__, sequenced, *fields))
    for code in CODES:
        yield " ".join((code.__name__, *(f"{one.name}={one.value}" for one in code)))
    yield f"window {WINDOW}"


PROTOCOL = int.from_bytes(
    hashlib.sha256("\n".join(canonical_table()).encode()).digest()[:4], "little"
)
