"""Which part of a station's log somebody has: positions, stretches, and what they add up to.

A log is an endless sequence of entries, each named by (boot, seq). How many a boot has nobody knows
before the next one, so a stretch names the entry right before its first: two stretches that meet
are one, across boots too, and what lies between two that do not meet is missing for certain.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from edge_agent.core.errors import InvalidInput


class Position(NamedTuple):
    """Of an entry in a log; positions compare in the order of writing."""

    boot: int
    seq: int

    def __str__(self) -> str:
        return f"{self.boot}:{self.seq}"


BEGIN = Position(0, 0)
"""Before every entry."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The entries later than `after`, up to and including `last`."""

    after: Position
    last: Position

    def __post_init__(self) -> None:
        if not BEGIN <= self.after < self.last:
            raise InvalidInput(f"a stretch goes forward, not from {self.after} to {self.last}")


@dataclass(frozen=True, slots=True)
class Known:
    """What is there of a log: everything up to `until`, and islands beyond it."""

    until: Position = BEGIN
    islands: tuple[Stretch, ...] = ()
    """Apart from each other and from `until`, in their order."""

    def with_stretch(self, stretch: Stretch) -> "Known":
        until, islands = self.until, []
        for island in in_order((*self.islands, stretch)):
            if island.after <= until:
                until = max(until, island.last)
            else:
                islands.append(island)
        return Known(until, tuple(islands))

    def has(self, stretch: Stretch) -> bool:
        """All of it."""
        return stretch.last <= self.until or any(
            island.after <= stretch.after and stretch.last <= island.last for island in self.islands
        )


def in_order(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Those that meet or overlap as one, the earliest first."""
    grown: Stretch | None = None
    for stretch in sorted(stretches, key=lambda one: one.after):
        if grown is None or stretch.after > grown.last:
            if grown is not None:
                yield grown
            grown = stretch
        else:
            grown = Stretch(grown.after, max(grown.last, stretch.last))
    if grown is not None:
        yield grown
