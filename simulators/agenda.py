"""What will happen on the plant: at a time, or when the belt has moved so far."""

import heapq
from collections.abc import Callable
from itertools import count

from simulators.belt import Belt

Happening = Callable[[int], None]
"""Called with the time in ns at which it happens."""


class Agenda:
    """Happenings by time and by belt distance, carried out in the order in which they fall due."""

    def __init__(self, belt: Belt) -> None:
        self.belt = belt
        self.by_time: list[tuple[int, int, Happening]] = []
        self.by_place: list[tuple[float, int, Happening]] = []
        self.number = count()

    def at(self, when_ns: int, happening: Happening) -> None:
        heapq.heappush(self.by_time, (when_ns, next(self.number), happening))

    def when_moved(self, moved_mm: float, happening: Happening) -> None:
        heapq.heappush(self.by_place, (moved_mm, next(self.number), happening))

    def next_ns(self) -> int | None:
        """When the next happening falls due; None when nothing will happen by itself."""
        place_ns = self.belt.when_ns(self.by_place[0][0]) if self.by_place else None
        time_ns = self.by_time[0][0] if self.by_time else None
        return min((when for when in (place_ns, time_ns) if when is not None), default=None)

    def advance(self, now_ns: int) -> None:
        """Carries out all that falls due up to `now_ns`, each at its own time."""
        while (due_ns := self.next_ns()) is not None and due_ns <= now_ns:
            place_ns = self.belt.when_ns(self.by_place[0][0]) if self.by_place else None
            if place_ns == due_ns:
                _, _, happening = heapq.heappop(self.by_place)
            else:
                _, _, happening = heapq.heappop(self.by_time)
            happening(due_ns)
