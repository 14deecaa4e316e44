import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cameras.frame_count import FrameCount, steps_between


def test_a_gap_in_the_numbers_is_told_as_lost() -> None:
    frames = FrameCount()
    assert [frames.taken(number) for number in (7, 8, 11)] == [(1, 0), (2, 0), (5, 2)]


def test_a_frame_that_came_broken_is_lost_once() -> None:
    frames = FrameCount()
    frames.taken(1)
    frames.lost(2)
    frames.lost(4)
    assert frames.taken(5) == (5, 3)


def test_a_camera_that_was_away_lost_at_least_one_and_its_numbers_go_on() -> None:
    frames = FrameCount()
    frames.taken(40)
    frames.broken_off()
    assert [frames.taken(number) for number in (1, 2)] == [(3, 1), (4, 0)]


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [(1, 2, 1), (65535, 1, 1), (65534, 3, 4), (70_000, 70_001, 1), (40, 1, 2), (0, 0, 1)],
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
