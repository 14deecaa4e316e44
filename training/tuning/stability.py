"""Whether the folds found the same parameters: where they did not, the choice is chance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from training.tuning.spaces import Between, OneOf, Parameters, Space, Value


@dataclass(frozen=True, slots=True)
class Stability:
    """Of one parameter over the outer folds."""

    values: tuple[Value, ...]
    """As each fold found it."""
    usual: Value
    """The most frequent value; of numbers the middle one."""
    agreement: float
    """Share of folds with the usual value; for numbers in a range, 1 less the share of the range
    that they spread over."""


def stabilities(space: Space, chosen: Sequence[Parameters]) -> dict[str, Stability]:
    return {name: stability(one, [each[name] for each in chosen]) for name, one in space.items()}


def stability(of: Between | OneOf, values: Sequence[Value]) -> Stability:
    if isinstance(of, Between):
        places = sorted(float(one) for one in values)
        spread = place_in(of, places[-1]) - place_in(of, places[0])
        return Stability(tuple(values), places[len(places) // 2], 1 - spread)
    usual, count = Counter(values).most_common(1)[0]
    return Stability(tuple(values), usual, count / len(values))


def place_in(of: Between, value: float) -> float:
    """0 at its low end, 1 at its high end."""
    if of.by_ratio:
        return log(value / of.low) / log(of.high / of.low)
    return (value - of.low) / (of.high - of.low)
