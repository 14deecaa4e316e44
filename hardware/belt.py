"""Where a belt is that has no controller: by a wheel that pulses, or by its known speed."""

from collections import deque
from typing import Protocol

from hardware.interfaces import BeltPosition, Input

STANDS_AFTER_NS = 200_000_000
"""Without another edge the belt stands, or creeps so slowly that nothing on it hurries."""
EDGES_KEPT = 9
"""Their mean distance in time is the speed: one alone is as rough as the looks are seldom."""


class Belt(Protocol):
    @property
    def position(self) -> BeltPosition: ...

    @property
    def ticks_per_s(self) -> float: ...

    @property
    def is_running(self) -> bool: ...

    def look(self, now_ns: int) -> BeltPosition:
        """Moves on to now. DeviceLost when its wheel cannot be read."""
        ...


class SteadyBelt:
    """Always runs, and always at one speed."""

    is_running = True

    def __init__(self, ticks_per_s: float, start_ns: int) -> None:
        self.ticks_per_s = ticks_per_s
        self._start_ns = self._now_ns = start_ns

    def look(self, now_ns: int) -> BeltPosition:
        self._now_ns = now_ns
        return self.position

    @property
    def position(self) -> BeltPosition:
        moved = self.ticks_per_s * (self._now_ns - self._start_ns) / 1e9
        return BeltPosition(int(moved), self._now_ns)


class WheelBelt:
    """Counts the edges of a wheel; between two of them it runs on as it ran, but never past one.

    The wheel must be looked at more often than it changes.
    """

    def __init__(self, wheel: Input, ticks_per_edge: float, start_ns: int) -> None:
        self.wheel, self.ticks_per_edge = wheel, ticks_per_edge
        self._is_on: bool | None = None
        self._edges = 0
        self._edges_ns: deque[int] = deque(maxlen=EDGES_KEPT)
        self._now_ns = start_ns

    def look(self, now_ns: int) -> BeltPosition:
        self._now_ns = now_ns
        is_on = self.wheel.is_on()
        if self._is_on is not None and is_on is not self._is_on:
            if not self.is_running:
                self._edges_ns.clear()
            self._edges += 1
            self._edges_ns.append(now_ns)
        self._is_on = is_on
        return self.position

    @property
    def is_running(self) -> bool:
        return bool(self._edges_ns) and self._now_ns - self._edges_ns[-1] < STANDS_AFTER_NS

    @property
    def between_ns(self) -> float | None:
        """Usual time from edge to edge; None until two have come since it stood."""
        edges = self._edges_ns
        if len(edges) < 2 or not self.is_running:
            return None
        return (edges[-1] - edges[0]) / (len(edges) - 1)

    @property
    def ticks_per_s(self) -> float:
        between_ns = self.between_ns
        return 0.0 if between_ns is None else self.ticks_per_edge * 1e9 / between_ns

    @property
    def position(self) -> BeltPosition:
        between_ns, share = self.between_ns, 0.0
        if between_ns is not None:
            share = min((self._now_ns - self._edges_ns[-1]) / between_ns, 1.0)
        return BeltPosition(int(self.ticks_per_edge * (self._edges + share)), self._now_ns)
