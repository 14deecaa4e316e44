"""How fast the belt runs, in encoder ticks a second, from positions as they come."""

from dataclasses import dataclass

SPAN_NS = 50_000_000
"""Over which the speed is taken: long enough for whole ticks, short enough to notice a stop."""


@dataclass(slots=True)
class BeltSpeed:
    """The speed between two positions at least `SPAN_NS` apart."""

    from_tick: int = 0
    from_ns: int | None = None
    ticks_per_s: float = 0.0

    def moved(self, tick: int, at_ns: int) -> None:
        if self.from_ns is None:
            self.from_tick, self.from_ns = tick, at_ns
        elif at_ns - self.from_ns >= SPAN_NS:
            self.ticks_per_s = (tick - self.from_tick) * 1e9 / (at_ns - self.from_ns)
            self.from_tick, self.from_ns = tick, at_ns

    def time_for_s(self, ticks: int) -> float:
        """How long the belt needs for `ticks` at this speed; infinite while it stands."""
        return ticks / self.ticks_per_s if self.ticks_per_s > 0 else float("inf")
