"""How late this computer wakes up: what a gate that it times is beside its moment at best."""

from dataclasses import dataclass

from hardware.interfaces import Clock

WAKE_NS = 1_000_000


@dataclass(frozen=True, slots=True)
class Jitter:
    """Milliseconds by which wakes came late."""

    median_ms: float
    p99_ms: float
    worst_ms: float


def measured(clock: Clock, wakes: int) -> Jitter:
    """wakes: so many, a millisecond each."""
    late_ns = []
    for _ in range(wakes):
        wake_ns = clock.now_ns() + WAKE_NS
        clock.sleep_until_ns(wake_ns)
        late_ns.append(clock.now_ns() - wake_ns)
    return summed_up(late_ns)


def summed_up(late_ns: list[int]) -> Jitter:
    late_ms = sorted(max(0, one) / 1e6 for one in late_ns)
    last = len(late_ms) - 1
    return Jitter(late_ms[last // 2], late_ms[round(0.99 * last)], late_ms[last])
