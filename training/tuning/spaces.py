"""Which hyperparameters a procedure has, and what each of them may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from edge_agent.core.errors import InvalidInput

Value = float | int | str | bool
Parameters = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Between:
    """Any number from `low` to `high`; `by_ratio` where a tenth counts as much as ten times."""

    low: float
    high: float
    by_ratio: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high or (self.by_ratio and self.low <= 0):
            raise InvalidInput(f"{self}: low must be below high, and above 0 where by ratio")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these."""

    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        if not self.values or len(set(self.values)) < len(self.values):
            raise InvalidInput(f"{self}: name at least one value, and each once")


Space = Mapping[str, Between | OneOf]


def points(space: Space) -> int | None:
    """How many sets of parameters there are; None where they cannot be counted."""
    if not space or any(isinstance(one, Between) for one in space.values()):
        return None
    return prod(len(one.values) for one in space.values() if isinstance(one, OneOf))


def grid(space: Space) -> Iterator[Parameters]:
    """Every set of parameters of a space that can be counted, in a fixed order."""
    values = [one.values for one in space.values() if isinstance(one, OneOf)]
    for chosen in product(*values):
        yield dict(zip(space, chosen, strict=True))
