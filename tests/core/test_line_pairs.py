"""Two texts beside each other: each expected character once, and the differing ones found."""

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.line_pairs import pairs

CHARACTERS = some.text(alphabet="A13L", max_size=9)


@given(CHARACTERS, CHARACTERS)
def test_every_expected_character_stands_in_one_pair_and_the_reading_in_a_row(
    expected: str, read: str
) -> None:
    found = pairs(expected, read)
    assert "".join(pair.expected for pair in found) == expected
    assert "".join(pair.read for pair in found) in read
    for pair in found:
        assert read[pair.place : pair.place + len(pair.read)] == pair.read
        assert pair.expected or pair.read


@given(CHARACTERS, CHARACTERS, CHARACTERS)
def test_the_same_text_within_more_print_differs_nowhere(
    before: str, text: str, after: str
) -> None:
    assert not any(pair.differs for pair in pairs(f"{text}7", f"{before}{text}7{after}"))


def test_what_is_other_missing_or_too_many_is_where_it_is() -> None:
    def different(expected: str, read: str) -> list[tuple[str, str, int]]:
        found = pairs(expected, read)
        return [(one.expected, one.read, one.place) for one in found if one.differs]

    assert different("L24A113", "EXPL24A118") == [("3", "8", 9)]
    assert different("L24A113", "X24A113") == [("L", "X", 0)]
    assert different("L24A113", "L24A11") == [("3", "", 6)]
    assert different("L24A113", "24A113") == [("L", "", 0)]
    assert different("L24A113", "L24113") == [("A", "", 3)]
    assert different("L24A113", "L24AB113") == [("", "B", 4)]
    assert different("L24", "") == [("L", "", 0), ("2", "", 0), ("4", "", 0)]
    assert different("L24", "XYZ") == [("L", "X", 0), ("2", "Y", 1), ("4", "Z", 2)]
