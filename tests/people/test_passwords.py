import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.people.errors import WeakSecret
from edge_agent.people.passwords import Hasher, refuse_weak_password, refuse_weak_pin
from tests.people.samples import PASSWORD, QUICK


def test_production_hashes_with_argon2id_at_owasps_parameters() -> None:
    hasher = Hasher()
    stored = hasher.hashed(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.matches(stored, PASSWORD)
    assert not hasher.matches(stored, PASSWORD + "x")


def test_a_hash_of_other_parameters_still_matches_and_is_outdated() -> None:
    stored = Hasher(memory_kib=16, passes=1).hashed(PASSWORD)
    assert QUICK.matches(stored, PASSWORD)
    assert QUICK.is_outdated(stored)
    assert not QUICK.is_outdated(QUICK.hashed(PASSWORD))


def test_the_same_password_gives_another_hash_each_time() -> None:
    assert QUICK.hashed(PASSWORD) != QUICK.hashed(PASSWORD)


@pytest.mark.parametrize("stored", [None, "", "plain text", "$argon2id$broken"])
def test_nothing_stored_matches_nothing(stored: str | None) -> None:
    assert not QUICK.matches(stored, "")
    assert not QUICK.matches(stored, "plain text")


def test_the_same_characters_match_from_every_keyboard() -> None:
    composed, decomposed = "\u00e9clair velours 71 lac", "e\u0301clair velours 71 lac"
    assert QUICK.matches(QUICK.hashed(composed), decomposed)


@settings(deadline=None)
@given(some.text(some.characters(), max_size=300) | some.just("\ud800"))
def test_no_text_breaks_a_comparison(secret: str) -> None:
    assert not QUICK.matches(QUICK.hashed(PASSWORD), secret)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short 1!aB",
        "password1234",
        "qwertyuiop12",
        "aaaaaaaaaaaaaaaa",
        "123456789012",
        "Packwarden2026!",
        "packwarden packwarden",
        "anna.kovacs.anna.kovacs",
        "x" * 129,
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(WeakSecret):
        refuse_weak_password(password, ["anna.kovacs", "Anna Kovacs"])


@pytest.mark.parametrize("password", [PASSWORD, "plötzlich Regen am Gleis", "x7#" * 4 + "Kq9!vTz2"])
def test_a_good_password_is_taken(password: str) -> None:
    refuse_weak_password(password, ["anna.kovacs"])


def test_a_long_password_is_taken_whole() -> None:
    rng = random.Random(3)
    long = "".join(rng.choice("abcdefghijkmnpqrstuvwxyz 23456789") for _ in range(128))
    refuse_weak_password(long, [])
    assert not QUICK.matches(QUICK.hashed(long), long[:-1])


@pytest.mark.parametrize(
    "pin",
    [
        "",
        "12345",
        "1234567890123",
        "12345a",
        "١٢٣٤٥٦",
        "123456",
        "654321",
        "890123",
        "135791",
        "111111",
        "121212",
        "112233",
        "159753",
        "147258",
    ],
)
def test_a_pin_that_would_be_tried_first_is_refused(pin: str) -> None:
    with pytest.raises(WeakSecret):
        refuse_weak_pin(pin)


def test_most_pins_by_chance_are_taken() -> None:
    rng = random.Random(7)
    refused = 0
    for _ in range(300):
        try:
            refuse_weak_pin(f"{rng.randrange(10**6):06}")
        except WeakSecret:
            refused += 1
    assert refused < 30
