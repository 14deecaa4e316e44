"""Every word of a person goes through as it was said; what is none, or of nobody, is refused."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.control.errors import BadMessage
from edge_agent.control.words import word_document, word_of
from edge_agent.core.packs import Action
from edge_agent.core.told import Answer, StartBypass, StopBelt, Told
from tests.control.samples import WORDS, words_of

ANSWER = {"word": "Answer", "told": {"pack_no": 7, "action": "reject", "person": "anna"}}


@pytest.mark.parametrize("kind", get_args(Told))
def test_every_word_goes_through_and_comes_out_the_same(kind: type[Any]) -> None:
    @given(words_of(kind))
    def goes_through(told: Told) -> None:
        assert word_of(json.loads(json.dumps(word_document(told)))) == told

    goes_through()


@pytest.mark.parametrize("kind", get_args(Told))
def test_a_word_of_nobody_is_refused(kind: type[Any]) -> None:
    @given(words_of(kind), some.sampled_from(["", "  ", "\n", "x" * 201]))
    def is_refused(told: Told, nobody: str) -> None:
        document = word_document(told)
        document["told"]["person"] = nobody
        with pytest.raises(BadMessage, match="name the person"):
            word_of(document)

    is_refused()


def test_a_word_says_what_it_is_and_who_says_it() -> None:
    assert word_document(Answer(7, Action.REJECT, "anna")) == ANSWER
    assert word_of(ANSWER) == Answer(7, Action.REJECT, "anna")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"word": "Explode"}, "no word"),
        ({"word": None}, "no word"),
        ({"word": ["Answer"]}, "no word"),
        ({"more": 1}, "nothing else"),
        ({"told": {"pack_no": 7, "action": "reject"}}, "person"),
        ({"told": {"pack_no": "7", "action": "reject", "person": "anna"}}, "pack_no"),
        ({"told": {"pack_no": True, "action": "reject", "person": "anna"}}, "pack_no"),
        ({"told": {"pack_no": 7.0, "action": "reject", "person": "anna"}}, "pack_no"),
        ({"told": {"pack_no": 7, "action": "burn", "person": "anna"}}, "action"),
        ({"told": {"pack_no": 7, "action": "reject", "person": "anna", "x": 1}}, "no such word"),
        ({"told": {"pack_no": 7, "action": "reject", "person": "\ud800"}}, "Answer"),
        ({"told": []}, "Answer"),
        ({"told": None}, "Answer"),
    ],
)
def test_what_is_not_exactly_a_word_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadMessage, match=why):
        word_of({**ANSWER, **changes})


@given(WORDS, some.data())
def test_a_word_with_any_part_exchanged_is_a_word_or_refused(
    told: Told, data: some.DataObject
) -> None:
    document = word_document(told)
    part = data.draw(some.sampled_from(sorted(document["told"])))
    odd = some.none() | some.booleans() | some.integers() | some.floats() | some.text()
    document["told"][part] = data.draw(odd | some.lists(odd, max_size=2))
    try:
        again = word_of(document)
    except BadMessage:
        return
    assert word_document(again) == document


@pytest.mark.parametrize("minutes", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(minutes: float) -> None:
    document = word_document(StartBypass(5.0, "anna", "a" * 64))
    document["told"]["minutes"] = minutes
    with pytest.raises(BadMessage):
        word_of(document)


def test_whole_minutes_are_minutes() -> None:
    document = word_document(StartBypass(5.0, "anna", "a" * 64))
    document["told"]["minutes"] = 5
    assert word_of(document) == StartBypass(5.0, "anna", "a" * 64)
    assert word_of(word_document(StopBelt("anna"))) == StopBelt("anna")
