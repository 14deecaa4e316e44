"""Bytes to frames and back. Pure; knows nothing of what the frames say.

    frame := length of the header (4 bytes, big-endian) | header | attached bytes, one after another
    header := a JSON object in UTF-8; "attached" names the size of each attachment, where there are

Nothing is believed: every size is bounded before a byte is kept for it, and after the first thing
that is wrong nothing more is read, since nobody knows where the next frame would begin.
"""

import json
from dataclasses import dataclass
from struct import Struct
from typing import Any, Final, NoReturn

from edge_agent.control.errors import BadFrame

LENGTH: Final = Struct(">I")
ATTACHED: Final = "attached"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that one side takes from the other."""

    header_bytes: int
    attachments: int
    attached_bytes: int
    """Of all attachments of a frame together."""


FROM_PAGES: Final = Bounds(header_bytes=65_536, attachments=0, attached_bytes=0)
"""Words: those of people are short, a recipe of many checks takes the most. No pictures."""
FROM_LINE: Final = Bounds(header_bytes=1_048_576, attachments=32, attached_bytes=33_554_432)


@dataclass(frozen=True, slots=True)
class Frame:
    header: dict[str, Any]
    attached: tuple[bytes, ...] = ()


def encoded(frame: Frame, bounds: Bounds) -> bytes:
    """BadFrame for what the other side would refuse."""
    sizes = [len(one) for one in frame.attached]
    said = {**frame.header, ATTACHED: sizes} if sizes else frame.header
    try:
        header = json.dumps(said, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise BadFrame(f"a header that JSON cannot say: {error}") from error
    refuse_header(len(header), bounds)
    refuse_attached(sizes, bounds)
    return b"".join((LENGTH.pack(len(header)), header, *frame.attached))


class FrameReader:
    """Puts frames together from bytes as they come, in any pieces."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.kept = bytearray()
        """Of the frame that has begun."""
        self.header: dict[str, Any] | None = None
        self.sizes: list[int] = []

    def fed(self, data: bytes) -> list[Frame]:
        """The frames that are whole now; BadFrame ends the conversation."""
        self.kept += data
        frames = []
        while (frame := self.taken()) is not None:
            frames.append(frame)
        return frames

    def taken(self) -> Frame | None:
        if self.header is None and not self.has_header():
            return None
        header, sizes = self.header or {}, self.sizes
        if len(self.kept) < sum(sizes):
            return None
        attached = tuple(self.cut(size) for size in sizes)
        self.header, self.sizes = None, []
        return Frame(header, attached)

    def has_header(self) -> bool:
        """Reads it as soon as it is whole; its length is refused before it has come."""
        if len(self.kept) < LENGTH.size:
            return False
        (length,) = LENGTH.unpack_from(self.kept)
        refuse_header(length, self.bounds)
        if len(self.kept) < LENGTH.size + length:
            return False
        self.cut(LENGTH.size)
        header = header_of(self.cut(length))
        self.sizes = sizes_of(header.pop(ATTACHED, []))
        refuse_attached(self.sizes, self.bounds)
        self.header = header
        return True

    def cut(self, size: int) -> bytes:
        piece = bytes(self.kept[:size])
        del self.kept[:size]
        return piece


def refuse_header(length: int, bounds: Bounds) -> None:
    if not 2 <= length <= bounds.header_bytes:
        raise BadFrame(f"a header of {length} bytes; expected 2 to {bounds.header_bytes}")


def refuse_attached(sizes: list[int], bounds: Bounds) -> None:
    if len(sizes) > bounds.attachments or sum(sizes) > bounds.attached_bytes:
        raise BadFrame(
            f"{len(sizes)} attachments of {sum(sizes)} bytes; at most {bounds.attachments} of "
            f"{bounds.attached_bytes} bytes are taken"
        )


def header_of(content: bytes) -> dict[str, Any]:
    try:
        header = json.loads(content, parse_constant=refuse_number)
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"a header that is no JSON: {error}") from error
    if not isinstance(header, dict):
        raise BadFrame("a header that is no JSON object")
    return header


def refuse_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def sizes_of(said: object) -> list[int]:
    if not isinstance(said, list) or not all(type(one) is int and one >= 0 for one in said):
        raise BadFrame("sizes of attachments that are no sizes")
    return said
