"""Which items are judged together and by whom they are not learned: a group is never torn apart.

Near-duplicates of one part on both sides would let a model judge what it knows by heart, so lots,
days or stations are dealt out whole; each fold gets about its share of every label.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from edge_agent.core.errors import InvalidInput
from training.data.folds import grouped_folds as dealt
from training.tuning.items import Item


@dataclass(frozen=True, slots=True)
class Split:
    """One turn of cross-validation."""

    train: tuple[Item, ...]
    test: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Folds:
    """The fold of each item, by the item's name, from 0. InvalidInput where it cannot be one."""

    count: int
    of_item: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.count < 2:
            raise InvalidInput(f"{self.count} folds; cross-validation needs at least 2")
        if odd := set(range(self.count)) ^ set(self.of_item.values()):
            raise InvalidInput(
                f"folds {sorted(odd)} have no items or are none: expected 0 to {self.count - 1}"
            )

    def splits(self, items: Sequence[Item]) -> Iterator[Split]:
        """InvalidInput for an item without a fold, and for a group in two of them."""
        self.refuse_torn(items)
        for fold in range(self.count):
            inside = [self.of_item[one.id] == fold for one in items]
            yield Split(
                tuple(one for one, is_in in zip(items, inside, strict=True) if not is_in),
                tuple(one for one, is_in in zip(items, inside, strict=True) if is_in),
            )

    def refuse_torn(self, items: Sequence[Item]) -> None:
        folds: dict[str, int] = {}
        for one in items:
            if one.id not in self.of_item:
                raise InvalidInput(f"item {one.id!r} has no fold")
            if folds.setdefault(one.group, self.of_item[one.id]) != self.of_item[one.id]:
                raise InvalidInput(
                    f"group {one.group!r} is torn between folds at item {one.id!r}: its items are "
                    "alike, so all of them must be in one fold"
                )


def grouped_folds(items: Sequence[Item], count: int, seed: int) -> Folds:
    """Whole groups, and about the same labels in each fold; a data set's own way to fold.

    InvalidInput with fewer groups than folds.
    """
    group_of = {one.id: one.group for one in items}
    label_of = {one.id: one.label for one in items}
    return Folds(count, dealt(group_of, label_of, count, seed))
