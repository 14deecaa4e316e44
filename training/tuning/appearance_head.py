"""Tells kinds of defects of one check's region apart: a procedure for the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats
from edge_agent.inspection.head_tables import GOOD
from edge_agent.inspection.region_features import Vector
from training.tuning.head_net import HeadNet, HeadShape, Lesson, trained_head
from training.tuning.items import Item, Score
from training.tuning.spaces import Between, OneOf, Parameters, Space

SURE = 0.6
"""A share below it is no answer: the item is unsure."""
LEAST_SHARE = 1e-4
"""One impossible item must not outweigh all others in the loss."""


@dataclass(frozen=True, slots=True)
class AppearanceHead:
    """Kinds by their order in `kinds`, the good one among them; vectors by the items' names."""

    kinds: tuple[str, ...]
    vectors: Mapping[str, Vector]

    space: ClassVar[Space] = {
        "hidden": OneOf((0, 16, 32)),
        "weight_decay": Between(1e-4, 1.0, by_ratio=True),
        "peak_rate": Between(1e-3, 3e-2, by_ratio=True),
        "epochs": OneOf((20, 40, 80)),
        "even_kinds": OneOf((False, True)),
    }

    def fit(self, parameters: Parameters, items: Sequence[Item], seed: int) -> HeadNet:
        return trained_head(self.lesson(items), head_shape(parameters), seed)

    def score(self, model: HeadNet, items: Sequence[Item]) -> Score:
        """The loss is the mean negative logarithm of the true kind's share."""
        shares = self.shares(model, items)
        true = self.lesson(items).kinds.numpy()
        said, is_sure = shares.argmax(axis=1), shares.max(axis=1) >= SURE
        good = self.kinds.index(GOOD)
        true_shares = shares[np.arange(len(true)), true]
        return Score(
            cases=len(items),
            escapes=int((is_sure & (said == good) & (true != good)).sum()),
            false_rejects=int((is_sure & (said != good) & (true == good)).sum()),
            unsure=int((~is_sure).sum()),
            loss=float(-np.log(np.maximum(true_shares, LEAST_SHARE)).mean()),
        )

    def shares(self, model: HeadNet, items: Sequence[Item]) -> Floats:
        """Items x kinds."""
        with torch.no_grad():
            found: Floats = model(self.lesson(items).vectors).double().numpy()
        return found

    def lesson(self, items: Sequence[Item]) -> Lesson:
        """InvalidInput for a kind that the head does not know."""
        for one in items:
            if one.label not in self.kinds:
                raise InvalidInput(
                    f"item {one.id!r} is of kind {one.label!r}; known are {', '.join(self.kinds)}"
                )
        return Lesson(
            torch.from_numpy(np.stack([self.vectors[one.id] for one in items])),
            torch.tensor([self.kinds.index(one.label) for one in items]),
            len(self.kinds),
        )


def head_shape(parameters: Parameters) -> HeadShape:
    return HeadShape(
        hidden=int(parameters["hidden"]),
        weight_decay=float(parameters["weight_decay"]),
        peak_rate=float(parameters["peak_rate"]),
        epochs=int(parameters["epochs"]),
        even_kinds=bool(parameters["even_kinds"]),
    )
