"""How late this computer wakes up: what a gate that it times is beside its moment at best."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from hardware.interfaces import Clock

WAKE_NS = 1_000_000


@dataclass(frozen=True, slots=True)
class Jitter:
    """Milliseconds by which wakes came late."""

    p99_ms: float
    worst_ms: float


def measured(clock: Clock, wakes: int) -> Jitter:
    """wakes: so many, a millisecond each."""
    return summed_up(wakes_late_ms(clock, wakes))


def wakes_late_ms(clock: Clock, wakes: int) -> list[float]:
    """How late each of so many naps of a millisecond ended."""
    late_ms = []
    for _ in range(wakes):
        wake_ns = clock.now_ns() + WAKE_NS
        clock.sleep_until_ns(wake_ns)
        late_ms.append((clock.now_ns() - wake_ns) / 1e6)
    return late_ms


def summed_up(late_ms: Sequence[float]) -> Jitter:
    ordered = sorted(max(0.0, one) for one in late_ms)
    return Jitter(ordered[ceil(0.99 * len(ordered)) - 1], ordered[-1])
