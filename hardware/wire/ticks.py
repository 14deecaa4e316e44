"""A controller's counters in the host's terms: whole numbers that never wrap, host time. Pure.

Rules
- Counters on the wire have 32 bits and wrap; a reading means the value nearest to the one before.
- The two clocks differ in start and in rate (a ceramic resonator is off by up to 0.5 %). A question
  and its answer enclose the controller's stamp in host time, to half the round trip at worst.
- Of every short span of time only the quickest round trip counts: a late one says little, and its
  error has always the same sign.
- The line through them is Theil's and Sen's (median of all slopes; Sen, Journal of the American
  Statistical Association 63, 1968): up to 29 % of the readings may be anything at all.
- Where the belt is now is told ahead from its last readings, and not for longer than they are good.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from hardware.interfaces import BeltPosition

BITS = 32
SPAN_NS = 250_000_000
"""Of the round trips within this time the quickest is kept."""
SPANS = 16
"""Four seconds: over that a resonator is steady, whatever its temperature."""
MOST_OFF = 0.01
"""Twice what a ceramic resonator may be off; a steeper line comes from readings that lie."""
LONGEST_FORECAST_NS = 250_000_000
"""A belt brakes within about 0.2 s; what was read longer ago says nothing of now."""
BELT_READINGS = 5


def unwrapped(raw: int, near: int) -> int:
    """The whole number that ends in the 32 bits of `raw` and is nearest to `near`."""
    half = 1 << (BITS - 1)
    return near + ((raw - near + half) & ((1 << BITS) - 1)) - half


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """One question and its answer; the controller's microseconds never wrap."""

    asked_ns: int
    answered_ns: int
    controller_us: int

    @property
    def took_ns(self) -> int:
        return self.answered_ns - self.asked_ns

    @property
    def middle_ns(self) -> int:
        return (self.asked_ns + self.answered_ns) // 2


def steepness(points: Sequence[tuple[int, int]]) -> float | None:
    """Median of the slopes between all pairs of (x, y); None where no two differ in x."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2) if b[0] != a[0]]
    return median(slopes) if slopes else None


class ClockFit:
    """Host time of the controller's microseconds, from round trips as they come."""

    def __init__(self) -> None:
        self.kept: deque[RoundTrip] = deque(maxlen=SPANS)
        self.ns_per_us = 1000.0
        self.origin_us = 0
        self.origin_ns = 0
        self.uncertainty_ns = 0
        """How far a told time may be off, either way: half the quickest round trip, and how far
        the round trips lie beside the line."""

    def heard(self, trip: RoundTrip) -> None:
        last = self.kept[-1] if self.kept else None
        if last is None or trip.asked_ns - last.asked_ns >= SPAN_NS:
            self.kept.append(trip)
        elif trip.took_ns < last.took_ns:
            self.kept[-1] = trip
        else:
            return
        self._fit()

    def host_ns(self, controller_us: int) -> int:
        """Only after the first round trip."""
        return self.origin_ns + round((controller_us - self.origin_us) * self.ns_per_us)

    def _fit(self) -> None:
        points = [(trip.controller_us, trip.middle_ns) for trip in self.kept]
        slope = steepness(points) or 1000.0
        self.ns_per_us = min(max(slope, 1000 * (1 - MOST_OFF)), 1000 * (1 + MOST_OFF))
        self.origin_us = points[-1][0]
        level_ns = [y - (x - self.origin_us) * self.ns_per_us for x, y in points]
        self.origin_ns = round(median(level_ns))
        beside_ns = median(abs(one - self.origin_ns) for one in level_ns)
        self.uncertainty_ns = round(min(t.took_ns for t in self.kept) / 2 + beside_ns)


class BeltFit:
    """Where the belt is now, from readings of the encoder; never told to run back."""

    def __init__(self) -> None:
        self.readings: deque[tuple[int, int]] = deque(maxlen=BELT_READINGS)
        """Host time and ticks."""
        self.ticks_per_ns = 0.0
        self.told = BeltPosition(0, 0)

    def read(self, tick: int, at_ns: int) -> None:
        if self.readings and at_ns <= self.readings[-1][0]:
            return
        self.readings.append((at_ns, tick))
        self.ticks_per_ns = steepness(self.readings) or 0.0

    def forget(self) -> None:
        """The counter starts anew: its next reading continues where this one has come to."""
        self.readings.clear()
        self.ticks_per_ns = 0.0

    def ahead(self, now_ns: int) -> int:
        """Where the belt is if it ran on as it did, however long ago it was read."""
        if not self.readings:
            return self.told.tick
        at_ns, tick = self.readings[-1]
        return max(self.told.tick, round(tick + max(0, now_ns - at_ns) * self.ticks_per_ns))

    def position(self, now_ns: int) -> BeltPosition:
        """The last one known, with its time, where the readings are too old to tell more."""
        if self.readings:
            known_ns = min(now_ns, self.readings[-1][0] + LONGEST_FORECAST_NS)
            known_ns = max(known_ns, self.told.at_ns)
            self.told = BeltPosition(self.ahead(known_ns), known_ns)
        return self.told
