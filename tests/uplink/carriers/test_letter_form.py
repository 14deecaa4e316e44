"""Letters come back as they were written; whatever was cut or changed is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.uplink.carriers.letter_form import (
    LARGEST_LETTER_BYTES,
    LetterRefused,
    read_letter,
    read_letters,
    written_letter,
    written_letters,
)
from edge_agent.uplink.carriers.parcels import Parcel, read_parcel, written_parcel
from hardware.letters import Letter

TOPICS = some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
LETTERS = some.builds(
    Letter, TOPICS, some.binary(max_size=300), some.just(1), retain=some.booleans()
)
ONE = written_letter(Letter("packwarden/v1/a/b/c/records", b"what it says", 1))


@given(some.lists(LETTERS, max_size=5))
def test_letters_come_back(letters: list[Letter]) -> None:
    assert read_letters(written_letters(letters)) == letters


@given(some.lists(LETTERS, max_size=5), some.lists(some.integers(0, 2**50), max_size=5))
def test_parcels_come_back(letters: list[Letter], done: list[int]) -> None:
    parcel = Parcel(letters, tuple(done), 7)
    assert read_parcel(written_parcel(parcel)) == parcel


@given(some.integers(0, len(ONE) - 1), some.integers(1, 255))
def test_a_changed_byte_changes_the_heading_or_is_refused(place: int, change: int) -> None:
    """The heading's topic is guarded by the signatures within; the payload by its hash."""
    changed = ONE[:place] + bytes([ONE[place] ^ change]) + ONE[place + 1 :]
    try:
        letter = read_letter(changed)
    except LetterRefused:
        return
    assert letter.payload == b"what it says"


@given(some.integers(0, len(ONE) - 1))
def test_a_letter_that_was_cut_is_refused(end: int) -> None:
    with pytest.raises(LetterRefused):
        read_letter(ONE[:end])


def test_something_behind_is_refused() -> None:
    with pytest.raises(LetterRefused, match="4 bytes follow"):
        read_letter(ONE + b"more")


@given(some.binary(max_size=300))
def test_any_bytes_are_letters_or_refused(content: bytes) -> None:
    for read in (read_letters, read_parcel):
        try:
            read(content)
        except LetterRefused:
            continue


def test_a_letter_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LetterRefused, match="size_bytes"):
        read_letter(written_letter(Letter("topic", b"0" * (LARGEST_LETTER_BYTES + 1), 1)))


def test_a_parcel_that_counts_wrongly_is_refused() -> None:
    content = written_parcel(Parcel([Letter("topic", b"one", 1)]))
    with pytest.raises(LetterRefused, match="2 letters are told, and 1 are there"):
        read_parcel(content.replace(b'"count":1', b'"count":2'))
