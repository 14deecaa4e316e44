"""Kappas with intervals: with the truth, with another appraiser, with oneself, among many.

statsmodels computes the kappas (Cohen 1960; Fleiss 1971). Its interval of Cohen's kappa takes every
answer for a pack of its own, and it has none for Fleiss'; answers on one pack in several trials
belong together. So intervals are from resampling packs with all their answers (Efron's percentile
bootstrap, 95 %). Where nothing disagreed resampling shows no spread at all; the low end is then the
kappa at the exact lower bound of agreement on so many packs.
"""

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.guarantees.bounds import interval
from edge_agent.core.study.result import DIGITS, Kappa

Called = NDArray[np.bool_]
"""Packs x trials: True where a pack was called defective."""
Floats = NDArray[np.float64]

RESAMPLES = 2000
SEED = 20
"""The same answers give the same interval."""
DELTA = 0.05
ALL = 1 - 1e-12


def cohen(first: Called, second: Called) -> Kappa | None:
    """Of two appraisers, trial by trial, or of one and the truth, which is the same in each trial.

    Both packs x trials. None where all answers of both are the same.
    """
    from sklearn.metrics import confusion_matrix
    from statsmodels.stats.inter_rater import cohens_kappa

    if np.all(first == first[0, 0]) and np.all(second == first[0, 0]):
        return None
    table = confusion_matrix(first.ravel(), second.ravel(), labels=[False, True])
    value = float(cohens_kappa(table, return_results=False))
    agreed = np.mean(first == second, axis=1)
    return with_interval(value, np.stack([agreed, first.mean(axis=1), second.mean(axis=1)]))


def fleiss(called: Called) -> Kappa | None:
    """Among all columns: the trials of one appraiser, or all trials of all of them.

    Packs x columns. None for one column, or where all answers are the same.
    """
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    raters = called.shape[1]
    if raters < 2 or np.all(called == called[0, 0]):
        return None
    value = float(fleiss_kappa(aggregate_raters(called.astype(int))[0]))
    defective = called.sum(axis=1)
    pairs = defective * (defective - 1) + (raters - defective) * (raters - defective - 1)
    share = defective / raters
    return with_interval(value, np.stack([pairs / (raters * (raters - 1)), share, share]))


def kappas(means: Floats) -> Floats:
    """From (agreement, share called defective by one and by the other) x resamples.

    Resamples in which chance alone agrees always say nothing, and are left out.
    """
    agreed, first, second = means
    chance = first * second + (1 - first) * (1 - second)
    told = chance < ALL
    return np.asarray((agreed[told] - chance[told]) / (1 - chance[told]), np.float64)


def with_interval(value: float, of_packs: Floats) -> Kappa:
    """`of_packs`: (agreement, share called defective by one and by the other) x packs."""
    packs = of_packs.shape[1]
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(packs, np.full(packs, 1 / packs), RESAMPLES)
    spread = kappas(of_packs @ drawn.T / packs)
    low, high = (float(end) for end in np.quantile(spread, [DELTA / 2, 1 - DELTA / 2]))
    if value > ALL:
        means = of_packs.mean(axis=1, keepdims=True)
        means[0] = interval(packs, packs, DELTA).low
        low = float(kappas(means)[0])
    ends = (min(low, value), value, max(high, value))
    low, value, high = (round(end, DIGITS) for end in ends)
    return Kappa(value, max(low, -1.0), high)
