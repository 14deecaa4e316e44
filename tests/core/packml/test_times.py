"""The times of all states together are the time since the start."""

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packml.times import StateTimes
from edge_agent.core.packml.view import StateTime
from edge_agent.core.packml.words import PackmlMode, PackmlState

STATES = some.tuples(some.sampled_from(PackmlMode), some.sampled_from(PackmlState))


def test_the_present_state_counts_up_to_now() -> None:
    times = StateTimes(PackmlMode.PRODUCTION, PackmlState.STOPPED, 0)
    times.became(PackmlMode.PRODUCTION, PackmlState.EXECUTE, 2_000_000_000)
    assert times.told(5_500_000_000) == (
        StateTime(PackmlMode.PRODUCTION, PackmlState.STOPPED, 2.0),
        StateTime(PackmlMode.PRODUCTION, PackmlState.EXECUTE, 3.5),
    )


@given(some.lists(some.tuples(STATES, some.integers(0, 10**12)), max_size=20))
def test_no_time_is_lost_and_none_counted_twice(course: list[tuple[tuple[int, int], int]]) -> None:
    times, now_ns = StateTimes(PackmlMode.PRODUCTION, PackmlState.STOPPED, 7), 7
    for (mode, state), for_ns in course:
        now_ns += for_ns
        times.became(PackmlMode(mode), PackmlState(state), now_ns)
    assert sum(times.until(now_ns + 5).values()) == now_ns + 5 - 7
