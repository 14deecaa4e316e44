"""What a stack light shows of a line. Pure.

Colours as IEC 60204-1, 10.3.2 has them: red asks for action at once, amber says that something is
not as it should be, green that all is well.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Light(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BEEPER = "beeper"


BEEP_NS: Final = 5_000_000_000
"""From the moment at which red comes on; who has not heard it by then sees the lamp."""


@dataclass(frozen=True, slots=True)
class LineState:
    stands: bool
    """The station has stopped the belt, and a person must do something."""
    is_gate_lost: bool
    has_trouble: bool
    """Of any device, or a suspended level."""
    waits_for_word: bool
    """A recommendation is open."""


def lights(state: LineState, red_since_ns: int | None, now_ns: int) -> frozenset[Light]:
    """red_since_ns: when red came on; None where it was not on at the last look."""
    if state.stands or state.is_gate_lost:
        is_new = red_since_ns is None or now_ns - red_since_ns < BEEP_NS
        return frozenset({Light.RED, Light.BEEPER} if is_new else {Light.RED})
    if state.has_trouble or state.waits_for_word:
        return frozenset({Light.AMBER})
    return frozenset({Light.GREEN})
