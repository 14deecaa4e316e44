"""How sure the mean of a cross-validation is, although its folds learn from the same items.

Nadeau and Bengio 2003 (Machine Learning 52, 239-281): the scores of K folds are not independent,
since any two training sets share most of their items, so s²/K is too small. They add the share of
test to training items to it:

    variance of the mean = s² * (1 / K + n_test / n_train),    s² with K - 1 degrees of freedom

and the interval is mean ± t(K - 1, 0.975) * its root. The correction was made for random splits and
is usual for K-fold cross-validation; it is approximate there, and rather wide than narrow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from scipy.stats import t as student

from edge_agent.core.errors import InvalidInput

SURE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Of a mean, two-sided, 95 %."""

    mean: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def corrected_interval(scores: Sequence[float], test_share: float) -> Interval:
    """`test_share`: test items for one training item, 1 / (K - 1) for K even folds.

    InvalidInput with fewer than two scores, or a share that is none.
    """
    if len(scores) < 2 or test_share <= 0:
        raise InvalidInput(
            f"{len(scores)} scores and {test_share:g} test items for each training item: an "
            "interval needs at least two scores, and both kinds of items"
        )
    mean = fmean(scores)
    deviation = sqrt(variance(scores) * (1 / len(scores) + test_share))
    reach = float(student.ppf((1 + SURE) / 2, len(scores) - 1)) * deviation
    return Interval(mean, mean - reach, mean + reach)
