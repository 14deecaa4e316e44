"""Agreement beyond chance, against published figures and an independent implementation."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from deploy.fleet.feedback.agreement import Pair, agreement, gwet, pairs_by_check, pooled
from deploy.fleet.feedback.values import CheckWord
from edge_agent.core.review import Said
from tests.fleet.feedback.test_answering import BAD, GOOD, UNSURE, says, takes_back, with_items


def pairs(both_good: int, second_alone: int, first_alone: int, both_bad: int) -> list[Pair]:
    return (
        [Pair(False, False)] * both_good
        + [Pair(False, True)] * second_alone
        + [Pair(True, False)] * first_alone
        + [Pair(True, True)] * both_bad
    )


def test_ac1_is_as_its_author_computed_it() -> None:
    """Gwet 2008, table 1: 118 of 125 agree, kappa is -0.0234 and AC1 0.9408."""
    found = agreement(pairs(118, 2, 5, 0))
    assert found.kappa is not None
    assert found.ac1 is not None
    assert found.kappa.value == pytest.approx(-0.0234, abs=5e-4)
    assert found.ac1.value == pytest.approx(0.9408, abs=5e-4)
    assert found.ac1.low < found.ac1.value < found.ac1.high


def test_where_all_was_called_the_same_kappa_says_nothing_and_ac1_how_sure_that_is() -> None:
    found = agreement(pairs(20, 0, 0, 0))
    assert found.kappa is None
    assert found.ac1 is not None
    assert found.ac1.value == 1
    assert 0.7 < found.ac1.low < 0.9


def test_chance_alone_is_near_nothing_and_contradiction_below_it() -> None:
    assert gwet(pairs(25, 25, 25, 25)).value == 0
    assert gwet(pairs(0, 10, 10, 0)).value == -1


def test_without_packs_there_is_nothing_to_say() -> None:
    assert agreement([]).ac1 is None


def test_the_more_packs_the_narrower_the_interval() -> None:
    def width(times: int) -> float:
        found = gwet(pairs(*(times * one for one in (16, 1, 1, 2))))
        return found.high - found.low

    assert width(16) < width(4) < width(1)


def both_say(engine: Engine, number: int, first: CheckWord, second: CheckWord) -> None:
    says(engine, "anna", number, expiry=first)
    says(engine, "ben", number, expiry=second)


def counted(engine: Engine) -> Iterable[Pair]:
    with engine.connect() as connection:
        return pairs_by_check(connection)["tray", "expiry"]


def test_only_blind_answers_of_two_who_could_tell_are_compared(
    engine: Engine, tmp_path: Path
) -> None:
    with_items(engine, tmp_path, 4, is_double=True)
    both_say(engine, 1, BAD, BAD)
    both_say(engine, 2, GOOD, CheckWord(Said.DEFECTIVE, "smudged"))
    both_say(engine, 3, UNSURE, GOOD)
    both_say(engine, 4, GOOD, GOOD)
    assert sorted(counted(engine)) == [Pair(False, False), Pair(False, True), Pair(True, True)]
    takes_back(engine, "ben", 4)
    says(engine, "ben", 4, expiry=GOOD)  # by now he knows what the station had said
    assert sorted(counted(engine)) == [Pair(False, True), Pair(True, True)]
    with engine.connect() as connection:
        assert len(pooled(pairs_by_check(connection))) == 5
