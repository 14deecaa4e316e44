"""What the engine asks of a way of making models."""

from collections.abc import Sequence
from typing import Any, Protocol

from training.tuning.items import Item, Score
from training.tuning.spaces import Parameters, Space


class Procedure(Protocol):
    """Makes models from items. It can be sent to another process, and holds what it needs.

    The same parameters, items and seed give the same model.
    """

    @property
    def space(self) -> Space: ...

    def fit(self, parameters: Parameters, items: Sequence[Item], seed: int) -> Any:
        """A model; it must have learned from nothing but these items."""
        ...

    def score(self, model: Any, items: Sequence[Item]) -> Score: ...
