"""Which packs of known truth are asked for, and when. Frozen values.

A challenge pack is made good or faulty on purpose. BRCGS (food packaging) and retailer codes ask
for it at the start of a shift, at changeover and at an interval, with proof of each.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from edge_agent.core.errors import InvalidInput


class Occasion(StrEnum):
    """Why challenge packs are asked for."""

    SHIFT_START = "shift_start"
    CHANGEOVER = "changeover"
    """Another order or recipe."""
    INTERVAL = "interval"
    RETURN = "return"
    """The way back from a suspension."""
    OF_OWN_ACCORD = "of_own_accord"
    """Nobody has asked."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One kind of pack of known truth."""

    name: str
    """For people: "wrong expiry", "good"."""
    checks: tuple[str, ...] = ()
    """Each must notice what is faulty; () for a good pack."""
    marker: str | None = None
    """Text of a code on the pack by which it is recognised; None: a person declares it."""

    @property
    def defective(self) -> bool:
        return bool(self.checks)


@dataclass(frozen=True, slots=True)
class ChallengePlan:
    """What is asked for and when; each occasion asks for every challenge once."""

    challenges: tuple[Challenge, ...]
    shift_starts: tuple[time, ...] = ()
    """Of day, in UTC."""
    at_changeover: bool = True
    every: timedelta | None = timedelta(hours=4)
    every_packs: int | None = None
    grace: timedelta = timedelta(minutes=15)
    """From asking to overdue."""

    def __post_init__(self) -> None:
        names = [one.name for one in self.challenges]
        markers = [one.marker for one in self.challenges if one.marker is not None]
        if len(set(names)) < len(names) or len(set(markers)) < len(markers):
            raise InvalidInput("two challenge packs have the same name or marker")
        if self.grace <= timedelta(0) or (self.every is not None and self.every <= self.grace):
            raise InvalidInput("challenge packs need a grace, and an interval longer than that")
        if self.every_packs is not None and self.every_packs < 1:
            raise InvalidInput(f"challenge packs every {self.every_packs} packs cannot be")

    def named(self, name: str) -> Challenge:
        for challenge in self.challenges:
            if challenge.name == name:
                return challenge
        known = ", ".join(challenge.name for challenge in self.challenges)
        raise InvalidInput(f"no challenge pack is called {name!r}; there are: {known}")

    def marked(self, text: str) -> Challenge | None:
        return next((one for one in self.challenges if one.marker == text), None)

    def shift_began(self, after: datetime, now: datetime) -> bool:
        """Whether a shift starts in (after, now]."""
        return any(after < latest(start, now) for start in self.shift_starts)


def latest(start: time, now: datetime) -> datetime:
    """The last time up to now at which the clock showed `start`, in UTC."""
    today = datetime.combine(now.astimezone(UTC).date(), start, UTC)
    return today if today <= now else today - timedelta(days=1)
