"""Bytes that may be anything, as a person can read them: hexadecimal, and letters beside. Pure."""

from typing import Final, NamedTuple

WIDTH: Final = 16
FIRST_PRINTED, LAST_PRINTED = 0x20, 0x7E
"""Of ASCII; every other byte is shown as a dot."""


class Line(NamedTuple):
    offset: str
    hexadecimal: str
    text: str


def readable(content: bytes) -> list[Line]:
    """Sixteen bytes a line."""
    return [line(start, content[start : start + WIDTH]) for start in range(0, len(content), WIDTH)]


def line(start: int, part: bytes) -> Line:
    text = "".join(chr(one) if FIRST_PRINTED <= one <= LAST_PRINTED else "·" for one in part)
    return Line(f"{start:06x}", part.hex(" "), text)
