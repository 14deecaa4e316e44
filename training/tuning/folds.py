"""Which items are judged together and by whom they are not learned: a group is never torn apart.

Near-duplicates of one part on both sides would let a model judge what it knows by heart, so lots,
days or stations are dealt out whole; each fold gets about its share of every label.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from edge_agent.core.errors import InvalidInput
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
    """Deals out groups, the largest first, each to the fold that lacks its labels most.

    The seed orders groups of the same size. InvalidInput with fewer groups than folds.
    """
    groups: dict[str, Counter[str]] = {}
    for one in sorted(items):
        groups.setdefault(one.group, Counter())[one.label] += 1
    if len(groups) < count:
        raise InvalidInput(
            f"{len(groups)} groups cannot be dealt to {count} folds: gather items of more lots, "
            "days or stations, or ask for fewer folds"
        )
    fold_of_group = dealt(groups, count, seed)
    return Folds(count, {one.id: fold_of_group[one.group] for one in items})


def dealt(groups: Mapping[str, Counter[str]], count: int, seed: int) -> dict[str, int]:
    """The fold of each group. Least squares of label shares: an empty fold is never left so."""
    totals: Counter[str] = sum(groups.values(), Counter())
    chance = np.random.default_rng(seed).permutation(len(groups))
    order = sorted(zip(chance, groups, strict=True), key=lambda one: (-groups[one[1]].total(), one))
    folds: list[Counter[str]] = [Counter() for _ in range(count)]
    found = {}
    for _, name in order:
        crowded = [
            (crowding(fold, groups[name], totals), fold.total(), number)
            for number, fold in enumerate(folds)
        ]
        *_, best = min(crowded)
        folds[best].update(groups[name])
        found[name] = best
    return found


def crowding(fold: Counter[str], group: Counter[str], totals: Counter[str]) -> float:
    """How much unevenness the group would add to the fold."""
    return sum(
        (2 * fold[label] * more + more**2) / totals[label] ** 2 for label, more in group.items()
    )
