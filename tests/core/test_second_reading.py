"""Two readers together, and whether there is time for the second."""

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packs import Verdict
from edge_agent.core.second_reading import (
    MARGIN,
    MOST_TIMES,
    TOGETHER,
    Leaning,
    LearntCost,
    SecondSays,
)

TIMES_NS = some.integers(1, 10**9)


def test_every_pair_of_answers_has_its_verdict() -> None:
    assert TOGETHER.keys() == {(one, other) for one in Leaning for other in SecondSays}


def test_a_text_is_accepted_only_where_the_second_reads_it_and_the_first_does_not_object() -> None:
    accepted = {pair for pair, verdict in TOGETHER.items() if verdict is Verdict.OK}
    assert accepted == {
        (Leaning.FOR, SecondSays.EXPECTED),
        (Leaning.OPEN, SecondSays.EXPECTED),
    }


def test_a_text_is_refused_only_where_both_say_another() -> None:
    refused = [pair for pair, verdict in TOGETHER.items() if verdict is Verdict.NOT_OK]
    assert refused == [(Leaning.AGAINST, SecondSays.OTHER)]


def test_what_was_never_timed_is_not_tried_against_a_deadline() -> None:
    assert not LearntCost().allows(10**12)
    assert LearntCost().allows(None)


@given(some.lists(TIMES_NS, min_size=1, max_size=MOST_TIMES), TIMES_NS)
def test_the_slowest_reading_and_a_margin_must_fit(times_ns: list[int], left_ns: int) -> None:
    cost = LearntCost()
    for one in times_ns:
        cost.took(one)
    assert cost.allows(left_ns) == (MARGIN * max(times_ns) <= left_ns)
    assert cost.allows(None)


def test_one_slow_reading_does_not_forbid_second_readings_for_ever() -> None:
    cost = LearntCost()
    for one in (900, 20, 20):
        cost.took(one)
    assert not cost.allows(100)
    assert cost.allows(100)


def test_the_last_known_time_is_never_forgotten() -> None:
    cost = LearntCost()
    cost.took(900)
    assert [cost.allows(100) for _ in range(5)] == [False] * 5
