"""A recipe's pattern of lots: matched in full, and never slowly."""

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.lot_patterns import lot_matches


@pytest.mark.parametrize(
    ("lot", "matches"), [("L82450", True), ("L8245", False), ("L82450 ", False), ("Ł82450", False)]
)
def test_the_whole_lot_matches_or_it_does_not(lot: str, matches: bool) -> None:
    assert lot_matches("L[0-9]{5}", lot) is matches


def test_letters_of_any_script_are_one_sign_each() -> None:
    assert lot_matches("Ł.", "Łß")
    assert lot_matches("L.", "L\ud800"), "half a character, too"


@pytest.mark.timeout(20)
def test_a_pattern_that_holds_up_others_answers_at_once() -> None:
    assert not lot_matches("(a+)+", "a" * 5_000 + "!")


@pytest.mark.parametrize("pattern", ["[0-9", "(?=L)L1", r"(L)\1", "x{2000}"])
def test_what_it_does_not_take_is_told(pattern: str) -> None:
    with pytest.raises(InvalidInput, match=r"lot_pattern .* is no regular expression"):
        lot_matches(pattern, "L1")
