"""What a reader mistakes in the name of a month is put right, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.date_shapes import with_month_letters


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("20200CT28", "2020OCT28"),
        ("28 0ct 2020", "28 oct 2020"),
        ("12 5EP 2024", "12 SEP 2024"),
        ("FE8 2024", "FEB 2024"),
        ("24 DEC 2026", "24 DEC 2026"),
        ("L0CT28", "L0CT28"),
        ("L0CT2028", "L0CT2028"),
        ("2021.04.28", "2021.04.28"),
        ("", ""),
    ],
)
def test_digits_in_a_month_become_letters(read: str, meant: str) -> None:
    assert with_month_letters(read) == meant


@given(st.text(max_size=30))
def test_no_character_is_lost_and_letters_stay(text: str) -> None:
    found = with_month_letters(text)
    assert len(found) == len(text)
    changed = [before for before, after in zip(text, found, strict=True) if before != after]
    assert all(not one.isalpha() or one.isupper() for one in changed)
