"""The belt and its encoder: how far the belt has moved, and what the encoder says it has."""

from bisect import bisect_right

import numpy as np

KNOT_MM = 50.0
"""Over this length of belt the slip of the encoder wheel is taken as constant."""
ROUNDING_TICKS = 1e-6
"""More than the rounding of floats over a shift, less than anything physical."""


class Belt:
    """Distance moved, in mm, as a function of time; the speed is constant between changes."""

    def __init__(self, speed_mm_per_s: float) -> None:
        self.since_ns = 0
        self.since_mm = 0.0
        self.speed_mm_per_s = speed_mm_per_s

    def moved_mm(self, at_ns: int) -> float:
        return self.since_mm + self.speed_mm_per_s * (at_ns - self.since_ns) / 1e9

    def set_speed(self, speed_mm_per_s: float, at_ns: int) -> None:
        self.since_mm = self.moved_mm(at_ns)
        self.since_ns = at_ns
        self.speed_mm_per_s = speed_mm_per_s

    def when_ns(self, moved_mm: float) -> int | None:
        """When the belt will have moved this far; None while it stands."""
        if self.speed_mm_per_s <= 0:
            return None
        ahead_mm = max(0.0, moved_mm - self.since_mm)
        return self.since_ns + int(np.ceil(ahead_mm / self.speed_mm_per_s * 1e9))


class Encoder:
    """Ticks of a wheel on the belt that slips by up to `slip_share` either way, slowly varying."""

    def __init__(self, ticks_per_mm: float, slip_share: float, random: np.random.Generator) -> None:
        self.ticks_per_mm = ticks_per_mm
        self.slip_share = slip_share
        self.random = random
        self.slip = 0.0
        self.knots = [0.0]
        """Ticks at every multiple of KNOT_MM, from the first that is not forgotten."""
        self.forgotten = 0

    def extend(self, knots: int) -> None:
        """Lets the slip wander on: a bounded random walk, so that errors add up over a distance."""
        while self.forgotten + len(self.knots) <= knots:
            step = self.random.normal(0.0, self.slip_share / 3)
            self.slip = max(-self.slip_share, min(self.slip_share, self.slip + step))
            self.knots.append(self.knots[-1] + KNOT_MM * self.ticks_per_mm * (1 + self.slip))

    def ticks(self, moved_mm: float) -> float:
        knot = int(moved_mm // KNOT_MM)
        self.extend(knot + 1)
        share = (moved_mm - knot * KNOT_MM) / KNOT_MM
        before, after = self.knots[(here := knot - self.forgotten) : here + 2]
        return before + share * (after - before)

    def counted(self, moved_mm: float) -> int:
        """Whole ticks up to here; where `moved_mm` puts a tick, that tick has been counted."""
        return int(self.ticks(moved_mm) + ROUNDING_TICKS)

    def moved_mm(self, ticks: float) -> float:
        """The distance at which the encoder has counted this many ticks."""
        while self.knots[-1] <= ticks:
            self.extend(self.forgotten + len(self.knots))
        knot = max(0, bisect_right(self.knots, ticks) - 1)
        share = (ticks - self.knots[knot]) / (self.knots[knot + 1] - self.knots[knot])
        return (self.forgotten + knot + share) * KNOT_MM

    def forget(self, before_mm: float) -> None:
        """Nobody asks any more about this part of the way."""
        gone = max(0, int(before_mm // KNOT_MM) - self.forgotten)
        del self.knots[:gone]
        self.forgotten += gone
