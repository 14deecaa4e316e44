"""What is known of one station of a roll-out: what it said, what it was told, what its packs were.

Values; where they come from is read elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from deploy.fleet.orders.commanding import Fate
from edge_agent.core.shadow.tally import Tally


class Measure(StrEnum):
    """A share of packs that may not rise."""

    NOT_OK = "not_ok"
    UNSURE = "unsure"
    FAILED = "failed"
    """Its inspection failed."""
    LATE = "late"
    """The verdict came after its deadline."""
    OVERRIDDEN = "overridden"
    """Of plain recommendations that a person answered: those he did not follow."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the packs of one station with one bundle."""

    packs: int = 0
    not_ok: int = 0
    unsure: int = 0
    failed: int = 0
    late: int = 0
    answered: int = 0
    overridden: int = 0

    def of(self, measure: Measure) -> tuple[int, int]:
        """Hits, and of how many."""
        whole = self.answered if measure is Measure.OVERRIDDEN else self.packs
        return getattr(self, measure.value), whole


@dataclass(frozen=True, slots=True)
class Told:
    """The last command of one kind, and what became of it."""

    at: datetime
    fate: Fate
    why: str = ""
    number: int = 0
    had_no_line: bool = False
    """Refused for no more than that there was no line to hear it."""

    @property
    def is_lost(self) -> bool:
        """It must be given again."""
        return self.fate in (Fate.LATE, Fate.OVERTAKEN) or self.had_no_line

    @property
    def is_refused(self) -> bool:
        return self.fate is Fate.REFUSED and not self.had_no_line


@dataclass(frozen=True, slots=True)
class Word:
    """An event of the station's log about a bundle."""

    at: datetime
    """When it came to the centre."""
    why: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class StationSays:
    """Of one station, since the roll-out was started."""

    station: str
    heard_at: datetime
    mode: str = "unknown"
    mode_since: datetime | None = None
    online: bool = True
    runs: str | None = None
    """sha256 of the bundle that it works with, as it said last."""
    runs_said_at: datetime | None = None
    """When that came to the centre."""
    began: Word | None = None
    """Its first start with the release."""
    offered: Word | None = None
    """It has the release, tried, and begins with it at its next order."""
    refused: Word | None = None
    returned: Word | None = None
    """It left the release for the bundle before."""
    shadow_began: Word | None = None
    shadow_refused: Word | None = None
    shadow: Tally | None = None
    """How the release did that looked on; sums since it began."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """By check, as they are in force."""
    told: Mapping[str, Told] = field(default_factory=dict)
    """By kind of order."""
    before: Counts = Counts()
    after: Counts = Counts()
