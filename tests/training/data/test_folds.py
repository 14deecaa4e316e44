"""Folds never divide a group, follow from the seed alone, and have about the same mix."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.errors import InvalidInput
from training.data.folds import grouped_folds

GROUPS = st.dictionaries(
    st.integers(0, 10**6).map(str), st.integers(0, 30).map(lambda one: f"g{one}"), min_size=1
)


@st.composite
def tasks(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, str], int, int]:
    group_of = draw(GROUPS.filter(lambda found: len(set(found.values())) > 1))
    strata = {
        picture: draw(st.sampled_from(["good", "bent", "torn"]))
        for picture in group_of
        if draw(st.booleans())
    }
    folds = draw(st.integers(2, len(set(group_of.values()))))
    return group_of, strata, folds, draw(st.integers(0, 99))


@given(tasks())
def test_no_group_is_divided_and_no_fold_is_empty(
    task: tuple[dict[str, str], dict[str, str], int, int],
) -> None:
    group_of, _, folds, _ = task
    fold_of = grouped_folds(*task)
    assert fold_of.keys() == group_of.keys()
    assert set(fold_of.values()) == set(range(folds))
    for group in set(group_of.values()):
        assert len({fold_of[one] for one in group_of if group_of[one] == group}) == 1


@given(tasks(), st.randoms())
def test_folds_follow_from_the_seed_and_not_from_any_order(
    task: tuple[dict[str, str], dict[str, str], int, int],
    random: Random,
) -> None:
    group_of, strata, folds, seed = task
    items = list(group_of.items())
    random.shuffle(items)
    shuffled = dict(sorted(strata.items(), reverse=True))
    assert grouped_folds(dict(items), shuffled, folds, seed) == grouped_folds(*task)


@given(st.integers(2, 60), st.integers(2, 7), st.integers(0, 99))
def test_single_pictures_of_one_class_fill_the_folds_evenly(
    count: int, folds: int, seed: int
) -> None:
    alone = {str(number): str(number) for number in range(max(count, folds))}
    sizes = Counter(grouped_folds(alone, dict.fromkeys(alone, "good"), folds, seed).values())
    assert max(sizes.values()) - min(sizes.values()) <= 1


def test_a_rare_class_is_in_every_fold() -> None:
    group_of = {f"{number:03}": f"lot-{number // 4}" for number in range(400)}
    rare = {
        picture: "torn" if picture in {"000", "050", "100", "150", "200"} else "good"
        for picture in group_of
    }
    fold_of = grouped_folds(group_of, rare, 5, seed=1)
    assert {fold_of[picture] for picture, one in rare.items() if one == "torn"} == set(range(5))
    assert max(Counter(fold_of.values()).values()) - min(Counter(fold_of.values()).values()) <= 4


def test_another_seed_gives_other_folds() -> None:
    alone = {str(number): str(number) for number in range(40)}
    assert grouped_folds(alone, {}, 5, 1) != grouped_folds(alone, {}, 5, 2)


def test_these_folds_are_the_same_on_every_machine() -> None:
    group_of = {f"p{number}": f"g{number % 7}" for number in range(21)}
    strata = {f"p{number}": "ab"[number % 2] for number in range(21)}
    fold_of = grouped_folds(group_of, strata, 3, seed=5)
    assert [fold_of[f"p{number}"] for number in range(7)] == [1, 2, 0, 1, 2, 0, 0]


@pytest.mark.parametrize("folds", [0, 1, 4])
def test_folds_that_cannot_be_filled_are_refused(folds: int) -> None:
    with pytest.raises(InvalidInput, match="3 groups cannot fill"):
        grouped_folds({"a": "1", "b": "2", "c": "3"}, {}, folds, 1)
