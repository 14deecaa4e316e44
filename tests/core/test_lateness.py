from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.lateness import CONSECUTIVE_LATE, LATE_IN_WINDOW, WINDOW_PACKS, LateWatch


def first_suspension(packs: list[bool]) -> int | None:
    """Where the station is suspended first; None when it may go on."""
    watch = LateWatch()
    return next((place for place, late in enumerate(packs) if watch.too_many(late)), None)


def too_many_up_to(packs: list[bool], end: int) -> bool:
    """The rule, said over the whole history."""
    history = packs[: end + 1]
    in_a_row = len(history) >= CONSECUTIVE_LATE and all(history[-CONSECUTIVE_LATE:])
    return in_a_row or sum(history[-WINDOW_PACKS:]) >= LATE_IN_WINDOW


@given(st.lists(st.sampled_from([True, False, False, False, False, False]), max_size=400))
def test_suspended_at_the_first_pack_that_is_one_too_many(packs: list[bool]) -> None:
    places = (place for place in range(len(packs)) if too_many_up_to(packs, place))
    assert first_suspension(packs) == next(places, None)


def test_three_in_a_row_are_too_many() -> None:
    assert first_suspension([False, True, True, False, True, True, True]) == 6


def test_ten_in_a_hundred_are_too_many_however_far_apart() -> None:
    every_eleventh = [place % 11 == 0 for place in range(110)]
    assert first_suspension(every_eleventh) == 99
    assert first_suspension([place in {*range(0, 90, 11), 100} for place in range(101)]) is None
    assert first_suspension([place % 12 == 0 for place in range(1000)]) is None


def test_late_packs_of_long_ago_do_not_count() -> None:
    nine = [True, False] * 9
    assert first_suspension(nine + [False] * 100 + nine) is None


def test_after_a_person_has_dealt_with_it_counting_begins_anew() -> None:
    watch = LateWatch()
    assert [watch.too_many(late=True) for _ in range(3)] == [False, False, True]
    watch.forget()
    assert [watch.too_many(late=True) for _ in range(3)] == [False, False, True]
