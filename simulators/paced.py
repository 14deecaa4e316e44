"""A shift in real time: the same floor, the real clock, the product's own inspection thread."""

from collections.abc import Iterator

from simulators.clock import PacedClock
from simulators.links.link import Link
from simulators.links.reaching import start_belt
from simulators.runner import POLL_NS
from simulators.shift import Floor


def paced(clock: PacedClock, floor: Floor, link: Link) -> Iterator[int]:
    """Yields the time of every step; ends when the belt is empty."""
    start_belt(floor.plant, clock.now_ns())
    while floor.plant.is_busy or floor.line.packs:
        now_ns = clock.now_ns()
        floor.plant.advance(now_ns)
        link.exchange(now_ns)
        floor.line.step(now_ns)
        floor.operator.step(now_ns)
        yield now_ns
        clock.sleep_until_ns(now_ns + POLL_NS)
