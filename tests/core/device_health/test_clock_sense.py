"""Clocks that disagree are told; slewing and a stalled host are not trouble."""

from datetime import UTC, datetime, timedelta

import pytest

from edge_agent.core.device_health.clock_sense import QUIET_S, ClockSense

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
S = 1_000_000_000


def looked(*looks: tuple[float, float]) -> ClockSense:
    """Looks: monotonic time and wall clock, both in seconds from the start."""
    sense = ClockSense()
    for now_s, wall_s in looks:
        sense.looked(int(now_s * S), START + timedelta(seconds=wall_s))
    return sense


@pytest.mark.parametrize("by_s", [2.5, -2.5, 86_400.0, -3e8])
def test_a_wall_clock_that_jumps_is_trouble(by_s: float) -> None:
    assert "jumped" in str(looked((0, 0), (1, 1), (1.001, 1.001 + by_s)).trouble)


def test_a_clock_that_is_slewed_or_a_host_that_stalls_is_none() -> None:
    assert looked((0, 0), (60, 61.9), (120, 123.8), (5000, 5004)).trouble is None


def test_where_the_wall_clock_stands_at_the_start_does_not_matter() -> None:
    assert looked((500, -3e8), (501, -3e8 + 1)).trouble is None


def test_clocks_are_believed_again_after_a_quiet_minute() -> None:
    jumped = ((0.0, 0.0), (1.0, 100.0))
    assert looked(*jumped, (QUIET_S, 99 + QUIET_S)).trouble is not None
    assert looked(*jumped, (QUIET_S + 1, 100 + QUIET_S)).trouble is None


@pytest.mark.parametrize(
    ("age_s", "is_trouble"), [(-0.2, True), (0.0, False), (20, False), (31, True)]
)
def test_a_picture_from_the_future_or_from_long_ago_is_trouble(
    age_s: float, is_trouble: bool
) -> None:
    sense = ClockSense()
    sense.pictured(int((100 - age_s) * S), 100 * S)
    assert (sense.trouble is not None) is is_trouble


@pytest.mark.parametrize("by_s", [1.0, -1.0])
def test_a_leap_second_is_told_and_no_trouble(by_s: float) -> None:
    sense = looked((0, 0), (1, 1))
    assert sense.looked(2 * S, START + timedelta(seconds=2 + by_s)) == pytest.approx(by_s)
    assert sense.trouble is None
    assert sense.looked(3 * S, START + timedelta(seconds=3 + by_s)) == 0.0


def test_a_host_that_stood_still_between_the_two_clocks_has_seen_no_jump() -> None:
    sense = looked((0, 0), (1, 1))
    assert sense.looked(2 * S, START + timedelta(seconds=12), took_ns=10 * S) == 0.0
    assert sense.looked(13 * S, START + timedelta(seconds=13)) == 0.0
    assert sense.trouble is None
