"""What a check's answer stands on, small enough to be kept in every record. Frozen values."""

from dataclasses import dataclass

from edge_agent.core.text_places import Quad

MOST_CELLS = 16
"""A heat map is at most so many cells high and wide."""


@dataclass(frozen=True, slots=True)
class CharacterScore:
    """One place of a printed line. Letters and digits only, upper case."""

    expected: str
    """What belongs there; empty where the reading has a character too many."""
    read: str
    """What is read there; empty where the reading lacks a character."""
    share: float
    """Probability of what is read there, all other characters being as read; in [0, 1]."""
    log_odds: float | None = None
    """Natural log odds of what is read against what is expected; where both are the same, against
    the best other reading. None where nobody computed it."""

    @property
    def differs(self) -> bool:
        return self.expected != self.read


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Where a place of the pack is unlike the taught ones."""

    rows: tuple[tuple[float, ...], ...]
    """Cells from top to bottom, each row from left to right: 0 as taught, 1 unrelated."""
    quad: Quad
    """Where the cells lie, in pixels of the frame: corners from the top left of the taught place,
    clockwise."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of one check that is not ok: its characters, or where it looks unlike the taught ones."""

    characters: tuple[CharacterScore, ...] = ()
    heat: HeatMap | None = None
