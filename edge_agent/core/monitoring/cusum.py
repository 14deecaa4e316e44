"""Bernoulli CUSUM of an error rate (Reynolds and Stoumbos 1999): a line that people can read.

It rises with every error, falls with every right pack, and never below zero. Its average run to a
false alarm is known from simulation only, so it is drawn and never lowers a level; the e-detector
does that.
"""

from dataclasses import dataclass, replace
from math import log
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import refuse_unless_share


@dataclass(frozen=True, slots=True)
class Cusum:
    tolerated: float
    """Error rate in quiet times, a share."""
    looked_for: float
    """Error rate that it is tuned to find, above the tolerated one."""
    alarm_at: float
    height: float = 0.0
    seen: int = 0

    def __post_init__(self) -> None:
        refuse_unless_share("tolerated", self.tolerated)
        refuse_unless_share("looked_for", self.looked_for)
        if self.looked_for <= self.tolerated:
            raise InvalidInput(
                f"looked_for {self.looked_for:g} must be above tolerated {self.tolerated:g}"
            )

    def saw(self, wrong: bool) -> Self:
        steps = steps_of(self.tolerated, self.looked_for)
        height = float(climb(self.height, wrong, steps))
        return replace(self, height=height, seen=self.seen + 1)

    @property
    def alarms(self) -> bool:
        return self.height >= self.alarm_at


def steps_of(tolerated: float, looked_for: float) -> tuple[float, float]:
    """What a right and a wrong pack add: log likelihood ratios."""
    return log((1 - looked_for) / (1 - tolerated)), log(looked_for / tolerated)


def climb(height: ArrayLike, wrong: ArrayLike, steps: tuple[float, float]) -> NDArray[np.float64]:
    """One pack later; shapes broadcast."""
    return np.asarray(np.maximum(0.0, height + np.where(wrong, steps[1], steps[0])))
