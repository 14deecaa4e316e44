from math import inf, isclose

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.belt_speed import SPAN_NS, BeltSpeed


@given(
    ticks_per_s=st.integers(0, 20_000),
    waits_ms=st.lists(st.integers(1, 200), min_size=10, max_size=60),
)
def test_a_steady_belt_is_measured_to_the_tick(ticks_per_s: int, waits_ms: list[int]) -> None:
    speed, at_ns = BeltSpeed(), 10**10
    for wait_ms in [*waits_ms, 100, 100]:
        at_ns += wait_ms * 1_000_000
        speed.moved(ticks_per_s * at_ns // 1_000_000_000, at_ns)
    one_tick_per_span = 1e9 / SPAN_NS
    assert abs(speed.ticks_per_s - ticks_per_s) <= one_tick_per_span


def test_nothing_is_known_before_the_first_span_is_over() -> None:
    speed = BeltSpeed()
    begin_ns = 7 * SPAN_NS
    speed.moved(1000, begin_ns)
    speed.moved(1500, begin_ns + SPAN_NS - 1)
    assert speed.ticks_per_s == 0
    assert speed.time_for_s(10) == inf
    speed.moved(1500, begin_ns + SPAN_NS)
    assert isclose(speed.ticks_per_s, 500 * 1e9 / SPAN_NS)


def test_a_belt_that_stops_is_noticed_and_nothing_ever_arrives() -> None:
    speed = BeltSpeed()
    for at_ns in range(0, 4 * SPAN_NS, SPAN_NS):
        speed.moved(at_ns // 1_000_000, at_ns)
    assert isclose(speed.time_for_s(1000), 1.0)
    speed.moved(3 * SPAN_NS // 1_000_000, 4 * SPAN_NS)
    assert speed.ticks_per_s == 0
    assert speed.time_for_s(1000) == inf


def test_a_belt_that_rolls_back_brings_nothing_nearer() -> None:
    speed = BeltSpeed()
    speed.moved(100, 0)
    speed.moved(90, SPAN_NS)
    assert speed.time_for_s(10) == inf
