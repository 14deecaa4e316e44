"""Procedures that are known through and through, so that tests know what must come out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from training.tuning.items import Item, Score
from training.tuning.spaces import Between, OneOf, Parameters, Space

BEST = 0.3
FLAT: Space = {"place": OneOf((0.0, 0.1, 0.3, 0.7)), "kind": OneOf(("round", "square"))}


def items_of(groups: int, each: int, labels: Sequence[str] = ("good", "torn")) -> list[Item]:
    return [
        Item(f"{group:02d}-{number:02d}", f"lot-{group:02d}", labels[number % len(labels)])
        for group in range(groups)
        for number in range(each)
    ]


@dataclass(slots=True)
class Valley:
    """Its loss is least at the place 0.3, and noisy by item; it notes what it learned from."""

    space: Space = field(default_factory=lambda: {"place": Between(0.0, 1.0)})
    noise: float = 0.05
    seen: list[tuple[str, ...]] = field(default_factory=list)

    def fit(self, parameters: Parameters, items: Sequence[Item], seed: int) -> float:
        self.seen.append(tuple(one.id for one in items))
        return float(parameters["place"]) + 0.01 * (parameters.get("kind") == "square")

    def score(self, model: float, items: Sequence[Item]) -> Score:
        losses = [(model - BEST) ** 2 + self.noise * luck(one) for one in items]
        return Score(cases=len(items), loss=1 + float(np.mean(losses)))


def luck(item: Item) -> float:
    return float(np.random.default_rng(list(item.id.encode())).normal())


@dataclass(frozen=True, slots=True)
class TooGood:
    """By heart: the final search, which sees all items, is far better than the outer folds."""

    all_items: int
    space: ClassVar[Space] = {"place": OneOf((0.1, 0.2))}

    def fit(self, parameters: Parameters, items: Sequence[Item], seed: int) -> int:
        return len(items)

    def score(self, model: int, items: Sequence[Item]) -> Score:
        """Inner folds of the final search together have all items; outer ones never have."""
        knows_all = model + len(items) == self.all_items and len(items) > self.all_items / 4
        return Score(cases=len(items), loss=0.1 if knows_all else 2.0 + luck(items[0]) / 100)
