"""Whose turn comes first: lines are kept apart, and everybody has a turn."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from deploy.fleet.rollouts.choosing import line_of, may_switch, ranked

NAMES = st.sets(
    st.builds(
        "{}/{}/{}".format,
        st.sampled_from(["hamburg", "leeds"]),
        st.sampled_from(["line-1", "line-2", "line-3"]),
        st.sampled_from(["top", "box", "lid", "tray"]),
    )
)
SHA256 = "b" * 64


@given(NAMES)
def test_everybody_has_one_turn_and_the_same_again(names: set[str]) -> None:
    assert sorted(ranked(names, SHA256)) == sorted(names)
    assert ranked(sorted(names, reverse=True), SHA256) == ranked(names, SHA256)


@given(NAMES)
def test_the_first_of_every_line_comes_before_the_second_of_any(names: set[str]) -> None:
    seen: Counter[str] = Counter()
    turns = []
    for name in ranked(names, SHA256):
        turns.append(seen[line_of(name)])
        seen[line_of(name)] += 1
    assert turns == sorted(turns)


def test_a_line_with_one_station_is_not_the_first_where_another_has_more() -> None:
    names = ["a/line-1/top", "a/line-2/top", "a/line-2/box", "a/line-3/top"]
    for bundle in ("0" * 64, "1" * 64, "2" * 64, "3" * 64):
        assert line_of(ranked(names, bundle)[0]) == "a/line-2"


def test_another_bundle_has_another_canary() -> None:
    names = [f"a/line-{line}/{place}" for line in range(20) for place in ("a", "b")]
    assert len({ranked(names, digit * 64)[0] for digit in "0123456789abcdef"}) > 4


def test_a_line_keeps_a_station_that_is_not_just_changing() -> None:
    names = ["a/1/top", "a/1/box", "a/2/top"]
    assert may_switch("a/1/top", names, {"a/2/top"})
    assert not may_switch("a/1/top", names, {"a/1/box"})
    assert may_switch("a/2/top", names, {"a/1/box"}), "there is no other choice"
