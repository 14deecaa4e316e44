"""Packs are lent, answered, left out and taken back; two people never get the same by accident."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from deploy.fleet.feedback.answering import Given, answer, take_back
from deploy.fleet.feedback.items import Item, one_item
from deploy.fleet.feedback.leasing import ADJUDICATED, Asker, lease
from deploy.fleet.feedback.values import CheckWord, Kind, State
from deploy.fleet.feedback.word_log import labels_after, last_number, words_after
from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.packs import Verdict
from edge_agent.core.review import Said
from tests.fleet.feedback.samples import (
    a_pack,
    arrive,
    item_of_pack,
    lent,
    overridden,
    picker,
    states,
)
from tests.samples import NOON

GOOD, BAD, UNSURE = CheckWord(Said.GOOD), CheckWord(Said.DEFECTIVE), CheckWord(Said.UNSURE)
FIVE = timedelta(minutes=5)


def with_items(engine: Engine, folder: Path, count: int = 3, is_double: bool = False) -> None:
    packs = [a_pack(folder, number) for number in range(1, count + 1)]
    if is_double:
        packs = [overridden(a_pack(folder, n, Verdict.NOT_OK, 0.9)) for n in range(1, count + 1)]
    arrive(engine, packs)
    assert picker(engine, folder).round(NOON) == count


# Numbers are those of packs; an item has its own.


def says(
    engine: Engine,
    by: str,
    number: int = 1,
    expiry: CheckWord = GOOD,
    lot: CheckWord = GOOD,
    at: datetime = NOON,
) -> Item:
    own = item_of_pack(engine, number)
    with engine.begin() as connection:
        words = {"expiry": expiry, "lot": lot}
        return answer(connection, own, Given(by, Kind.REVIEW, words, 900), at)


def decides(engine: Engine, by: str, number: int = 1, **words: CheckWord) -> Item:
    own = item_of_pack(engine, number)
    with engine.begin() as connection:
        return answer(connection, own, Given(by, Kind.ADJUDICATION, words, 900), NOON)


def skips(engine: Engine, by: str, number: int = 1) -> Item:
    own = item_of_pack(engine, number)
    with engine.begin() as connection:
        return answer(connection, own, Given(by, Kind.SKIP, {}, 0), NOON)


def takes_back(engine: Engine, by: str, number: int = 1, at: datetime = NOON) -> Item:
    own = item_of_pack(engine, number)
    with engine.begin() as connection:
        return take_back(connection, own, by, at, at + FIVE)


def log(engine: Engine, after: int = 0) -> list[tuple[str, str, str | None, str]]:
    """(check, by, verdict, trust)."""
    with engine.connect() as connection:
        return [
            (word.field, word.by, getattr(word.value, "verdict", None), word.trust.value)
            for _, word in words_after(connection, after)
        ]


def test_what_is_lent_to_one_is_lent_to_nobody_else_until_its_time_is_over(
    engine: Engine, tmp_path: Path
) -> None:
    with_items(engine, tmp_path)
    first = lent(engine, "anna", 2)
    assert len(first) == 2
    assert set(lent(engine, "ben", 5)) == {1, 2, 3} - set(first)
    assert lent(engine, "carl", 5) == []
    assert lent(engine, "anna", 2) == first
    assert set(lent(engine, "carl", 5, NOON + FIVE)) == {1, 2, 3}


def test_of_many_who_ask_at_once_no_two_are_given_the_same(engine: Engine, tmp_path: Path) -> None:
    with_items(engine, tmp_path, 20)
    people = ("anna", "ben", "carl", "dora")
    with ThreadPoolExecutor(len(people)) as pool:
        given = [
            pack for some in pool.map(lambda one: lent(engine, one, 5), people) for pack in some
        ]
    assert len(given) == len(set(given)) > 5


def test_nobody_may_answer_what_another_was_given(engine: Engine, tmp_path: Path) -> None:
    with_items(engine, tmp_path, 1)
    lent(engine, "anna")
    with pytest.raises(Conflict, match="was given to anna"):
        says(engine, "ben")
    assert says(engine, "ben", at=NOON + FIVE).state is State.DONE
    with pytest.raises(Conflict, match="wants no review: it is done"):
        says(engine, "anna", at=NOON + FIVE)


def test_the_second_is_another_person_and_sees_nothing_of_the_first(
    engine: Engine, tmp_path: Path
) -> None:
    with_items(engine, tmp_path, 1, is_double=True)
    assert says(engine, "anna", expiry=BAD).state is State.SECOND
    assert lent(engine, "anna") == []
    with pytest.raises(Conflict, match="anna has answered"):
        says(engine, "anna")
    assert lent(engine, "ben") == [1]
    assert says(engine, "ben", expiry=BAD).state is State.DONE
    assert ("expiry", "anna & ben", "defective", "agreed") in log(engine)


def test_a_third_one_decides_who_was_none_of_the_two(engine: Engine, tmp_path: Path) -> None:
    with_items(engine, tmp_path, 1, is_double=True)
    says(engine, "anna", expiry=BAD)
    assert says(engine, "ben").state is State.ADJUDICATION
    with engine.begin() as connection:
        until = NOON + FIVE
        assert lease(connection, Asker("ben", ADJUDICATED), 1, NOON, until) == []
        (item,) = lease(connection, Asker("carl", ADJUDICATED), 1, NOON, until)
    assert item.dispute == ("expiry",)
    for one in ("anna", "ben"):
        with pytest.raises(Conflict, match=f"{one} has answered"):
            decides(engine, one, expiry=GOOD)
    with pytest.raises(InvalidInput, match="expected a word on each of expiry"):
        decides(engine, "carl", expiry=GOOD, lot=GOOD)
    assert decides(engine, "carl", expiry=BAD).state is State.DONE
    assert log(engine)[-1] == ("expiry", "carl", "defective", "adjudicated")


def test_undo_goes_all_the_way_back_and_the_log_tells_it(engine: Engine, tmp_path: Path) -> None:
    with_items(engine, tmp_path, 3)
    order = lent(engine, "anna", 3)
    for number in order:
        says(engine, "anna", number, expiry=BAD)
    before = len(log(engine))
    for number in reversed(order):
        assert takes_back(engine, "anna", number).leased_to == "anna"
    assert states(engine) == dict.fromkeys((1, 2, 3), "waiting")
    assert log(engine)[before:] == [
        (check, "anna", None, "review") for _ in order for check in ("expiry", "lot")
    ]
    with pytest.raises(Conflict, match="has said nothing"):
        takes_back(engine, "anna")


def test_taking_back_undoes_an_agreement_but_not_the_others_word(
    engine: Engine, tmp_path: Path
) -> None:
    with_items(engine, tmp_path, 1, is_double=True)
    says(engine, "anna")
    says(engine, "ben")
    with engine.connect() as connection:
        last = last_number(connection)
    assert takes_back(engine, "anna").state is State.SECOND
    assert sorted(log(engine, last)) == [
        ("expiry", "anna", None, "review"),
        ("expiry", "anna & ben", None, "agreed"),
        ("lot", "anna", None, "review"),
        ("lot", "anna & ben", None, "agreed"),
    ]
    says(engine, "anna", expiry=BAD)
    assert states(engine) == {1: "adjudication"}


def test_nothing_is_taken_back_while_the_second_one_looks(engine: Engine, tmp_path: Path) -> None:
    with_items(engine, tmp_path, 1, is_double=True)
    says(engine, "anna")
    lent(engine, "ben")
    with pytest.raises(Conflict, match="ben looks at pack"):
        takes_back(engine, "anna")
    takes_back(engine, "anna", at=NOON + FIVE)


def test_what_was_left_out_goes_to_others_and_then_aside(engine: Engine, tmp_path: Path) -> None:
    with_items(engine, tmp_path, 1)
    for person in ("anna", "ben", "carl"):
        assert lent(engine, person) == [1]
        skips(engine, person)
        assert lent(engine, person) == []
    assert states(engine) == {1: "aside"}
    assert takes_back(engine, "carl").state is State.WAITING
    assert log(engine) == []


def test_who_cannot_tell_calls_for_another_one(engine: Engine, tmp_path: Path) -> None:
    with_items(engine, tmp_path, 1)
    assert says(engine, "anna", expiry=UNSURE).state is State.SECOND
    assert says(engine, "ben", expiry=GOOD).state is State.ADJUDICATION


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"expiry": GOOD}, "a word on each of expiry, lot"),
        ({"expiry": GOOD, "lot": GOOD, "seal": GOOD}, "a word on each of expiry, lot"),
        ({"expiry": CheckWord(Said.GOOD, "smudged"), "lot": GOOD}, "only what is defective"),
    ],
)
def test_a_word_on_something_else_is_refused_and_nothing_is_written(
    engine: Engine, tmp_path: Path, words: dict[str, CheckWord], wrong: str
) -> None:
    with_items(engine, tmp_path, 1)
    own = item_of_pack(engine, 1)
    with pytest.raises(InvalidInput, match=wrong), engine.begin() as connection:
        answer(connection, own, Given("anna", Kind.REVIEW, words, 0), NOON)
    assert log(engine) == []
    assert states(engine) == {1: "waiting"}


def test_an_item_that_is_not_there_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFound, match="no pack 7777"), engine.connect() as connection:
        one_item(connection, 7777)


def test_new_labels_are_counted_from_a_word_on(engine: Engine, tmp_path: Path) -> None:
    with_items(engine, tmp_path, 2, is_double=True)
    says(engine, "anna", 1)
    with engine.connect() as connection:
        middle = last_number(connection)
        assert labels_after(connection, 0) == 2
        assert labels_after(connection, middle) == 0
    says(engine, "ben", 1)
    says(engine, "ben", 2)
    with engine.connect() as connection:
        assert labels_after(connection, middle) == 4
        assert labels_after(connection, last_number(connection)) == 0
