"""Streams that alarm, and those of them that one cause explains. Frozen values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from deploy.fleet.watching.history import Shape
from deploy.fleet.watching.subjects import Signal, Subject


class Scope(StrEnum):
    CAMERA = "camera"
    PRINTER = "printer"
    PACKS = "packs"
    CHECK = "check"
    SPEED = "speed"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Sign:
    """One stream that alarms."""

    subject: Subject
    shape: Shape
    is_at_new_lot: bool
    row: int
    """Of the history, where it turned."""
    usual: float
    now: float


@dataclass(frozen=True, slots=True)
class Group:
    """Signs of one cause."""

    scope: Scope
    signs: tuple[Sign, ...]
    checks: tuple[str, ...] = ()
    view: str | None = None

    @property
    def signals(self) -> frozenset[Signal]:
        return frozenset(sign.subject.signal for sign in self.signs)

    @property
    def finds_faults(self) -> bool:
        return bool(self.signals & {Signal.NOT_OK, Signal.UNSURE, Signal.SEVERAL, Signal.LATE})

    @property
    def is_slow(self) -> bool:
        """As its first sign is: what follows from a slow cause may come at once."""
        return min(self.signs, key=lambda sign: sign.row).shape is Shape.SLOW

    @property
    def is_by_new_lot(self) -> bool:
        """No pack is called faulty for it, and it is no more than a product changes looks."""
        return not self.finds_faults and all(
            sign.is_at_new_lot
            and sign.shape is Shape.STEP
            and abs(sign.now - sign.usual) <= MOST_BY_LOT * max(sign.usual, LEAST_USUAL)
            for sign in self.signs
        )

    def share(self, signal: Signal) -> float:
        """The highest of a rate, now."""
        return max((sign.now for sign in self.signs if sign.subject.signal is signal), default=0.0)


MOST_BY_LOT: Final = 0.3
"""Share by which another lot may change a mean; more is no other lot's look."""
LEAST_USUAL: Final = 0.1
"""Scores of good packs are near 0: of less than this nothing is a share."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How the picture of a view has moved since its reference, as shares of the usual mean."""

    sharpness: float = 0.0
    brightness: float = 0.0
    legibility: float = 0.0
    """The middle one of all that is read on it."""
