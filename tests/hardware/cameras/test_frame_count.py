import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cameras.frame_count import FrameCount, steps_between


def test_a_gap_in_the_numbers_is_told_as_lost() -> None:
    frames = FrameCount()
    assert [frames.taken(number) for number in (1, 2, 5)] == [(1, 0), (2, 0), (5, 2)]


@pytest.mark.parametrize(("first", "told"), [(0, (1, 0)), (1, (1, 0)), (3, (3, 2)), (9000, (1, 0))])
def test_what_was_lost_before_the_first_frame_is_told_where_the_camera_begins_anew(
    first: int, told: tuple[int, int]
) -> None:
    assert FrameCount().taken(first) == told


def test_a_frame_that_came_broken_is_lost_once() -> None:
    frames = FrameCount()
    frames.taken(1)
    frames.broken()
    assert [frames.taken(number) for number in (3, 4)] == [(3, 1), (4, 0)]


def test_of_a_camera_that_does_not_count_what_came_broken_is_lost() -> None:
    frames = FrameCount()
    frames.taken(0)
    frames.broken()
    frames.broken()
    assert [frames.taken(0) for _ in range(2)] == [(4, 2), (5, 0)]


def test_a_camera_that_was_away_lost_at_least_one_and_its_numbers_go_on() -> None:
    frames = FrameCount()
    frames.taken(1)
    frames.broken_off()
    assert [frames.taken(number) for number in (1, 2)] == [(3, 1), (4, 0)]


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [(1, 2, 1), (65535, 1, 1), (65534, 3, 4), (70_000, 70_001, 1), (40, 1, 2), (0, 0, 0)],
)
def test_a_short_counter_that_starts_over_is_no_loss_and_one_that_began_anew_is(
    before: int, after: int, steps: int
) -> None:
    assert steps_between(before, after) == steps


@given(st.lists(st.integers(min_value=1, max_value=50), min_size=1))
def test_taken_and_lost_are_all_that_the_camera_counted(gaps: list[int]) -> None:
    frames, device_no, told = FrameCount(), 1, 0
    frames.taken(device_no)
    for gap in gaps:
        device_no += gap
        number, lost = frames.taken(device_no)
        told += lost + 1
    assert number == device_no == told + 1
