"""Passwords that many people have are refused; what a good one is made of is anybody's choice."""

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from edge_agent.people.errors import WeakSecret
from edge_agent.people.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    refuse_weak_password,
)

COMMON: list[str] = [
    password
    for password in sorted(FREQUENCY_LISTS["passwords"])
    if len(password) >= SHORTEST_PASSWORD
]
"""Of thirty thousand that leaked, all that are long enough."""


def is_taken(password: str, *known_words: str) -> bool:
    try:
        refuse_weak_password(password, known_words)
    except WeakSecret:
        return False
    return True


def test_no_password_that_leaked_is_taken() -> None:
    assert len(COMMON) > 50
    assert [password for password in COMMON if is_taken(password)] == []


@pytest.mark.parametrize(
    "password",
    [
        "crane velvet mosaic lantern",
        "zqjxkvbwypfmgh",
        "7194 2806 5533 9017 4",
        "größer werden die alten Bäume",
        "密码箱在仓库的第三层架子上",
        "Kran!Samt#Mosaik%71",
    ],
)
def test_no_kind_of_character_is_asked_for_or_forbidden(password: str) -> None:
    assert is_taken(password)


def test_a_name_that_everybody_here_knows_is_no_password() -> None:
    for password in ("packwarden-packwarden", "AnnaKowalski2026", "anna.kowalski!"):
        assert not is_taken(password, "anna", "Anna Kowalski")


def test_a_sentence_may_be_a_password() -> None:
    sentence = "the crane lifts velvet mosaics over a lantern while seven pickles orbit it"
    assert 64 < len(sentence) <= LONGEST_PASSWORD
    assert is_taken(sentence)
