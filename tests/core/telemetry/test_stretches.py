"""What of a log is there: stretches in any order, twice, overlapping, add up to the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.core.telemetry.stretches import BEGIN, Known, Position, Stretch

LOG = [Position(boot, seq) for boot, last in ((1, 4), (2, 1), (5, 7)) for seq in range(1, last + 1)]
"""Boots 3 and 4 wrote nothing."""
PLACES = [BEGIN, *LOG]
STRETCHES = some.tuples(some.integers(0, len(LOG) - 1), some.integers(1, len(LOG))).filter(
    lambda ends: ends[0] < ends[1]
)


def entries(first: int, last: int) -> set[Position]:
    return set(LOG[first:last])


@given(some.lists(STRETCHES, max_size=12))
def test_known_is_all_that_came_and_nothing_else(came: list[tuple[int, int]]) -> None:
    known, there = Known(), set[Position]()
    for first, last in came:
        known = known.with_stretch(Stretch(PLACES[first], PLACES[last]))
        there |= entries(first, last)
    missing = [entry for entry in LOG if entry not in there]
    assert known.until == (LOG[-1] if not missing else PLACES[LOG.index(missing[0])])
    beyond = {entry for entry in there if entry > known.until}
    on_islands = {
        entry for entry in LOG for island in known.islands if island.after < entry <= island.last
    }
    assert on_islands == beyond
    for before, island in zip(known.islands, known.islands[1:], strict=False):
        assert before.last < island.after


@given(some.lists(STRETCHES, max_size=8), some.randoms(use_true_random=False))
def test_the_order_in_which_it_came_says_nothing(
    came: list[tuple[int, int]], order: object
) -> None:
    def all_of(stretches: list[tuple[int, int]]) -> Known:
        known = Known()
        for first, last in stretches:
            known = known.with_stretch(Stretch(PLACES[first], PLACES[last]))
        return known

    shuffled = list(came)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert all_of(shuffled + came) == all_of(came)


def test_has_is_told_of_whole_stretches_only() -> None:
    known = Known().with_stretch(Stretch(BEGIN, Position(1, 2)))
    known = known.with_stretch(Stretch(Position(2, 1), Position(5, 3)))
    assert known.has(Stretch(Position(1, 1), Position(1, 2)))
    assert known.has(Stretch(Position(5, 1), Position(5, 3)))
    assert not known.has(Stretch(Position(1, 2), Position(5, 3)))


def test_a_stretch_goes_forward() -> None:
    with pytest.raises(InvalidInput, match="forward"):
        Stretch(Position(2, 1), Position(2, 1))
