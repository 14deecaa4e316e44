"""How sure a share is: 95 % intervals of counts.

Two-sided ones are score intervals (Wilson 1927, JASA), bounds of rare events are exact
(Clopper and Pearson 1934, Biometrika).
"""

from math import exp, lgamma, log, log1p, sqrt

Z_95 = 1.959964
SURE = 0.95
HALVINGS = 60


def wilson_interval(count: int, total: int) -> tuple[float, float]:
    """95 % score interval of a share; of nothing, all is possible."""
    if not total:
        return 0.0, 1.0
    share, weight = count / total, Z_95**2 / total
    middle = (share + weight / 2) / (1 + weight)
    reach = Z_95 * sqrt(share * (1 - share) / total + weight / (4 * total)) / (1 + weight)
    return round(max(0.0, middle - reach), 4), round(min(1.0, middle + reach), 4)


def upper_bound(count: int, total: int) -> float:
    """The share that is not exceeded with 95 % certainty; for no event about 3 / `total`."""
    if count >= total:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        share = (low + high) / 2
        low, high = (share, high) if at_most(count, total, share) > 1 - SURE else (low, share)
    return round(high, 6)


def at_most(count: int, total: int, share: float) -> float:
    """Probability of `count` events or fewer in `total` trials; 0 < share < 1."""
    return sum(exp(log_probability(events, total, share)) for events in range(count + 1))


def log_probability(events: int, total: int, share: float) -> float:
    """Of exactly so many events, by the binomial distribution."""
    ways = lgamma(total + 1) - lgamma(events + 1) - lgamma(total - events + 1)
    return ways + events * log(share) + (total - events) * log1p(-share)
