"""A controller's counters in the host's terms: whole numbers that never wrap, host time. Pure.

Rules
- Counters on the wire have 32 bits and wrap; a reading means the value nearest to the one before.
- The two clocks differ in start and in rate (a ceramic resonator is off by up to 0.5 %). What the
  controller stamps arrives later, never sooner: of every short span of time only the stamp that
  came quickest counts, less the time that its bytes need on the wire.
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
"""Of the stamps within this time the quickest is kept."""
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
class Stamp:
    """When the controller says it sent something, in microseconds that never wrap, and when the
    host says that it can have been at the latest."""

    controller_us: int
    arrived_ns: int


def steepness(points: Sequence[tuple[int, int]]) -> float | None:
    """Median of the slopes between all pairs of (x, y); None where no two differ in x."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2) if b[0] != a[0]]
    return median(slopes) if slopes else None


class ClockFit:
    """Host time of the controller's microseconds, from stamps as they come."""

    def __init__(self) -> None:
        self.kept: deque[Stamp] = deque(maxlen=SPANS)
        self.span_began_ns = 0
        self.ns_per_us = 1000.0
        self.origin_us = 0
        self.origin_ns = 0
        self.beside_ns = 0
        """How far the quickest stamps lie beside the line, as a median; a told time is uncertain
        by this, and too late by what even the quickest took to be noticed."""

    def heard(self, stamp: Stamp) -> None:
        if not self.kept or stamp.arrived_ns - self.span_began_ns >= SPAN_NS:
            self.span_began_ns = stamp.arrived_ns
            self.kept.append(stamp)
        elif self.lateness_ns(stamp) < self.lateness_ns(self.kept[-1]):
            self.kept[-1] = stamp
        else:
            return
        self._fit()

    def lateness_ns(self, stamp: Stamp) -> int:
        """By how much it came later than this line says."""
        return stamp.arrived_ns - self.host_ns(stamp.controller_us)

    def host_ns(self, controller_us: int) -> int:
        """Only after the first stamp."""
        return self.origin_ns + round((controller_us - self.origin_us) * self.ns_per_us)

    def controller_us(self, host_ns: int) -> int:
        return self.origin_us + round((host_ns - self.origin_ns) / self.ns_per_us)

    def _fit(self) -> None:
        points = [(stamp.controller_us, stamp.arrived_ns) for stamp in self.kept]
        slope = steepness(points) or 1000.0
        self.ns_per_us = min(max(slope, 1000 * (1 - MOST_OFF)), 1000 * (1 + MOST_OFF))
        self.origin_us = points[-1][0]
        level_ns = [y - (x - self.origin_us) * self.ns_per_us for x, y in points]
        self.origin_ns = round(median(level_ns))
        self.beside_ns = round(median(abs(one - self.origin_ns) for one in level_ns))


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
