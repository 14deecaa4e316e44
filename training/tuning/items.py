"""What is learned from, and what came of judging it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from edge_agent.core.errors import InvalidInput


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One labelled thing, by its name in the data set."""

    id: str
    group: str
    """What it shares with its near-duplicates, such as lot, day or station: never torn apart."""
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a model judged items that it did not learn from. InvalidInput for an impossible one."""

    cases: int
    escapes: int = 0
    """Defective, and called good."""
    false_rejects: int = 0
    """Good, and called defective."""
    unsure: int = 0
    loss: float
    """What the search makes small: a mean over the cases."""

    def __post_init__(self) -> None:
        counts = (self.escapes, self.false_rejects, self.unsure)
        if self.cases < 1 or min(counts) < 0 or sum(counts) > self.cases:
            raise InvalidInput(f"{self}: counts must be of at least one case, and fit into it")
        if not isfinite(self.loss):
            raise InvalidInput(f"{self}: the loss must be a number; training has come apart")


def together(scores: Sequence[Score]) -> Score:
    """Of all folds: counts add up, and every case weighs the same in the loss."""
    cases = sum(one.cases for one in scores)
    return Score(
        cases=cases,
        escapes=sum(one.escapes for one in scores),
        false_rejects=sum(one.false_rejects for one in scores),
        unsure=sum(one.unsure for one in scores),
        loss=sum(one.loss * one.cases for one in scores) / max(cases, 1),
    )
