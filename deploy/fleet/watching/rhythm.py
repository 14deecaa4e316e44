"""Is a station silent that should speak? From when its records came, and what says that it stands.

A line that stands says so: a belt that was stopped, a line that ended, a PackML state that makes
nothing. A pause that nothing explains is usual up to twice the longest of the last week; a longer
one is silence. So a plant without such signals is called silent in its first night, and not again.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

LEAST_SILENCE_S: Final = 900.0
TIMES_USUAL: Final = 2.0
WEEK_S: Final = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    last_s: float | None = None
    """When the centre got the last record, since 1970 by the centre's clock."""
    stops: tuple[str, ...] = ()
    """Why it stands, as far as it said; sorted."""
    stood: bool = False
    """It has said so since the last record."""
    longest_s: float = 0.0
    """The longest pause that nothing explains, lately."""
    longest_at_s: float = 0.0

    def heard(self, at_s: float) -> Self:
        """A record came: whatever it said before, it runs."""
        if self.last_s is None or self.stood or at_s <= self.last_s:
            return replace(self, last_s=max(at_s, self.last_s or at_s), stood=bool(self.stops))
        pause_s = at_s - self.last_s
        if pause_s >= self.longest_s or at_s - self.longest_at_s > WEEK_S:
            return replace(self, last_s=at_s, longest_s=pause_s, longest_at_s=at_s)
        return replace(self, last_s=at_s)

    def stands(self, why: str) -> Self:
        return replace(self, stops=tuple(sorted({*self.stops, why})), stood=True)

    def runs(self, at_s: float, why: str | None = None) -> Self:
        """This reason to stand is gone; None: all are. From now on records may be expected."""
        left = () if why is None else tuple(one for one in self.stops if one != why)
        last_s = None if self.last_s is None else max(self.last_s, at_s)
        return replace(self, stops=left, last_s=last_s)

    def silent_s(self, now_s: float, listening_since_s: float) -> float | None:
        """For how long it is silent without a reason; None while that is usual.

        `listening_since_s`: from when on the centre would have heard it.
        """
        if self.last_s is None or self.stops:
            return None
        pause_s = now_s - max(self.last_s, listening_since_s)
        allowed_s = max(LEAST_SILENCE_S, TIMES_USUAL * self.longest_s)
        return pause_s if pause_s > allowed_s else None
