"""A small head on frozen features: the shares of each kind, from a vector.

With no hidden units it is a logistic regression. What the training vectors spread is part of the
net, so that nothing has to be kept beside its file.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.training_loop import seeded

LEAST_SPREAD = 1e-3


class HeadNet(nn.Module):
    """vectors (items x inputs) -> shares of the kinds (items x kinds), which sum to 1."""

    mean: Tensor
    spread: Tensor

    def __init__(self, inputs: int, hidden: int, kinds: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(inputs))
        self.register_buffer("spread", torch.ones(inputs))
        layers: tuple[nn.Module, ...] = (nn.Linear(inputs, kinds),)
        if hidden:
            layers = (nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, kinds))
        self.layers = nn.Sequential(*layers)

    def logits(self, vectors: Tensor) -> Tensor:
        scores: Tensor = self.layers((vectors - self.mean) / self.spread)
        return scores

    def forward(self, vectors: Tensor) -> Tensor:
        return torch.softmax(self.logits(vectors), dim=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadShape:
    """The hyperparameters of a head."""

    hidden: int
    weight_decay: float
    peak_rate: float
    epochs: int
    even_kinds: bool
    """Whether every kind counts the same, however many items it has."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a head learns: vectors (items x inputs), the number of each one's kind."""

    vectors: Tensor
    kinds: Tensor
    kind_count: int


Joined = Callable[[list[Tensor]], None]
"""Sums tensors over all processes that learn together, in place."""


def alone(tensors: list[Tensor]) -> None:
    """One process: the sums are there."""


def trained_head(
    lesson: Lesson, shape: HeadShape, seed: int, mine: slice = slice(None), join: Joined = alone
) -> HeadNet:
    """Every step sees all items, so nothing depends on an order of batches.

    `mine`: the items that this process computes; `join` sums what the others computed. On a CPU
    with one thread the same lesson, shape and seed give the same bits.
    """
    seeded(seed)
    net = HeadNet(lesson.vectors.shape[1], shape.hidden, lesson.kind_count)
    net.mean.copy_(lesson.vectors.mean(dim=0))
    net.spread.copy_(lesson.vectors.std(dim=0, correction=0).clamp_min(LEAST_SPREAD))
    weights = item_weights(lesson, shape.even_kinds)
    optimizer = torch.optim.AdamW(
        net.parameters(), shape.peak_rate, weight_decay=shape.weight_decay
    )
    for _ in range(shape.epochs):
        optimizer.zero_grad()
        losses = nn.functional.cross_entropy(
            net.logits(lesson.vectors[mine]), lesson.kinds[mine], reduction="none"
        )
        (losses * weights[mine]).sum().backward()  # type: ignore[no-untyped-call]
        join([one.grad for one in net.parameters() if one.grad is not None])
        optimizer.step()
    return net.eval()


def item_weights(lesson: Lesson, even_kinds: bool) -> Tensor:
    """They sum to 1."""
    counts = torch.bincount(lesson.kinds, minlength=lesson.kind_count).float()
    weights = 1 / counts[lesson.kinds] if even_kinds else torch.ones(len(lesson.kinds))
    return weights / weights.sum()


def weights_sha256(net: nn.Module) -> str:
    """Of all weights and buffers, with their names: the same bits, the same hash."""
    found = hashlib.sha256()
    state: dict[str, Any] = net.state_dict()
    for name in sorted(state):
        values = np.ascontiguousarray(state[name].numpy())
        found.update(f"{name} {values.shape} {values.dtype.str}\n".encode())
        found.update(values.tobytes())
    return found.hexdigest()
