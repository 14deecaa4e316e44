"""A belt without a controller: its place never runs back, and it knows when it stands."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hardware.belt import STANDS_AFTER_NS, SteadyBelt, WheelBelt
from hardware.interfaces import BeltPosition
from simulators.wired import Wire

MS = 1_000_000
EDGE_TICKS = 40.0


def turned(belt: WheelBelt, wheel: Wire, edges_after_ms: list[int]) -> list[BeltPosition]:
    """Looks every millisecond; the wheel changes after each of these times."""
    seen, now_ms = [belt.look(0)], 0
    for wait_ms in edges_after_ms:
        for _ in range(wait_ms):
            now_ms += 1
            seen.append(belt.look(now_ms * MS))
        wheel.on = not wheel.on
    return [*seen, belt.look((now_ms + 1) * MS)]


def test_a_steady_belt_runs_at_its_speed() -> None:
    belt = SteadyBelt(4000.0, 1_000 * MS)
    assert belt.look(1_500 * MS) == BeltPosition(2000, 1_500 * MS)
    assert belt.is_running


@given(st.lists(st.integers(2, 40), min_size=1, max_size=60))
def test_between_two_edges_it_never_runs_back_nor_past_the_next(between_ms: list[int]) -> None:
    wheel = Wire()
    belt = WheelBelt(wheel, EDGE_TICKS, 0)
    seen = turned(belt, wheel, between_ms)
    assert all(after.tick >= before.tick for before, after in pairwise(seen))
    assert len(between_ms) * EDGE_TICKS <= seen[-1].tick <= (len(between_ms) + 1) * EDGE_TICKS


def test_it_knows_its_speed_and_that_it_stands() -> None:
    wheel = Wire()
    belt = WheelBelt(wheel, EDGE_TICKS, 0)
    turned(belt, wheel, [5] * 20)
    assert belt.is_running
    assert abs(belt.ticks_per_s - 8000) < 400
    stands = belt.look(101 * MS + STANDS_AFTER_NS)
    assert not belt.is_running
    assert belt.ticks_per_s == 0
    assert belt.look(stands.at_ns + 10_000 * MS).tick == stands.tick


def test_before_its_second_edge_its_speed_is_not_known() -> None:
    wheel = Wire()
    belt = WheelBelt(wheel, EDGE_TICKS, 0)
    turned(belt, wheel, [5])
    assert belt.ticks_per_s == 0
