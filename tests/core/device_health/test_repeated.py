"""Trouble is what comes again and again; it is over when it has not come for a while."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.device_health.repeated import (
    LATE_VERDICTS,
    LOST_PACKS,
    LOST_PICTURES,
    UNCONFIRMED_REJECTS,
    Limits,
    Repeated,
)

ALL = (LATE_VERDICTS, LOST_PICTURES, UNCONFIRMED_REJECTS, LOST_PACKS)


def first_trouble(packs: list[bool], limits: Limits = LATE_VERDICTS) -> int | None:
    """The pack after which it is trouble; None when it never is."""
    watched = Repeated(limits)
    for place, fault in enumerate(packs):
        watched.happened(fault)
        if watched.is_trouble:
            return place
    return None


def is_too_often(packs: list[bool], end: int, limits: Limits) -> bool:
    """The rule, said over the whole history."""
    history = packs[: end + 1]
    in_a_row = len(history) >= limits.in_a_row and all(history[-limits.in_a_row :])
    return history[-1] and (in_a_row or sum(history[-limits.window :]) >= limits.in_window)


@pytest.mark.parametrize("limits", ALL)
@given(packs=some.lists(some.sampled_from([True, False, False, False, False]), max_size=300))
def test_trouble_begins_at_the_first_pack_that_is_one_too_many(
    limits: Limits, packs: list[bool]
) -> None:
    places = (place for place in range(len(packs)) if is_too_often(packs, place, limits))
    assert first_trouble(packs, limits) == next(places, None)


def test_three_late_ones_in_a_row_are_too_many() -> None:
    assert first_trouble([False, True, True, False, True, True, True]) == 6


def test_ten_in_a_hundred_are_too_many_however_far_apart() -> None:
    assert first_trouble([place % 11 == 0 for place in range(110)]) == 99
    assert first_trouble([place % 12 == 0 for place in range(1000)]) is None


def test_it_is_over_after_so_many_without_a_fault_and_counting_begins_anew() -> None:
    watched = Repeated(LATE_VERDICTS)
    for fault in [True] * 3 + [False] * (LATE_VERDICTS.well_in_a_row - 1):
        watched.happened(fault)
    assert watched.is_trouble
    watched.happened(fault=False)
    assert not watched.is_trouble
    for fault in [True, True]:
        watched.happened(fault)
    assert not watched.is_trouble


def test_a_fault_on_the_way_back_begins_the_way_anew() -> None:
    watched = Repeated(LOST_PACKS)
    for fault in [True] * 3 + [False] * 19 + [True] + [False] * 19:
        watched.happened(fault)
    assert watched.is_trouble
