"""Folds: groups stay whole, labels are spread, and what cannot be folded is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_agent.core.errors import InvalidInput
from tests.training.tuning.procedures import items_of
from training.tuning.folds import Folds, grouped_folds
from training.tuning.items import Item


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from("abc")), min_size=20, max_size=80),
    st.integers(2, 5),
    st.integers(0, 9),
)
def test_every_item_is_judged_once_and_never_beside_its_group(
    drawn: list[tuple[int, str]], count: int, seed: int
) -> None:
    items = [Item(f"{n}", f"lot-{group}", label) for n, (group, label) in enumerate(drawn)]
    if len({one.group for one in items}) < count:
        with pytest.raises(InvalidInput, match="groups cannot fill"):
            grouped_folds(items, count, seed)
        return
    splits = list(grouped_folds(items, count, seed).splits(items))
    judged = sorted(one.id for split in splits for one in split.test)
    assert judged == sorted(one.id for one in items)
    for split in splits:
        assert split.test
        assert not {one.group for one in split.test} & {one.group for one in split.train}
        assert len(split.test) + len(split.train) == len(items)


def test_labels_are_spread_over_the_folds() -> None:
    lots = [Item(f"{lot}-{n}", f"{lot}", "torn" if lot < 5 else "good") for lot in range(20)
            for n in range(4)]  # fmt: skip
    for split in grouped_folds(lots, 5, 1).splits(lots):
        assert sum(one.label == "torn" for one in split.test) == 4
        assert len(split.test) == 16


def test_folds_follow_from_the_seed_and_not_from_the_order_of_items() -> None:
    items = items_of(15, 3)
    folds = grouped_folds(items, 5, 3)
    assert folds == grouped_folds(items[::-1], 5, 3)
    assert folds != grouped_folds(items, 5, 4)


def test_a_group_in_two_folds_is_refused_by_name() -> None:
    items = [Item("a", "lot-1", "good"), Item("b", "lot-1", "good"), Item("c", "lot-2", "good")]
    with pytest.raises(InvalidInput, match=r"'lot-1' is torn between folds at item 'b'"):
        list(Folds(2, {"a": 0, "b": 1, "c": 1}).splits(items))


@pytest.mark.parametrize(
    ("count", "of_item", "said"),
    [(1, {"a": 0}, "at least 2"), (3, {"a": 0, "b": 2}, r"\[1\]"), (2, {"a": 0, "b": 2}, r"2\]")],
)
def test_folds_that_are_none_are_refused(count: int, of_item: dict[str, int], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        Folds(count, of_item)


def test_an_item_without_a_fold_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="'c' has no fold"):
        list(Folds(2, {"a": 0, "b": 1}).splits([Item("c", "lot", "good")]))
