"""Is a station worse with the release than before it? Told by evidence that may be looked at after
each pack.

The share before is known from packs before the release only, so what is tested against is the
upper end of its interval (Clopper-Pearson), raised by what is tolerated. The evidence that the
share is above that is an e-process: all rates above it are betted on, with Jeffreys' prior cut off
below (Robbins' method of mixtures; Ramdas, Grünwald, Vovk, Shafer, arXiv 2210.01948). While the
share is not above, its mean is one at most, given all that was before; so by Ville's inequality it
ever reaches 1 / delta with probability delta at most. Evidence of several stations multiplies:
what each of them adds has mean one at most, given all the others.

A roll-out's `alpha` is shared out: half to the intervals of the shares before, a quarter to
single stations, a quarter to all stations together; each over all measures. What stations have in
common is shared out by their ranks, as 1 / ((rank + 1) (rank + 2)), which sums to one at most: half
of it is the canary's, so that most is noticed where least is at stake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log

from scipy.special import betaincc, betaln, xlog1py, xlogy

from deploy.fleet.rollouts.plan import Rules
from deploy.fleet.rollouts.saying import Counts, Measure
from edge_agent.core.guarantees.bounds import Interval, interval, upper_bound
from edge_agent.core.monitoring.confidence_sequence import PRIOR


@dataclass(frozen=True, slots=True)
class Worse:
    """A share that has risen."""

    measure: Measure
    station: str | None
    """None: of all stations together, where no single one shows it yet."""
    before: tuple[int, int]
    after: tuple[int, int]
    tolerated: float
    """Share up to which it would not count as worse; of the worst station, of several."""
    log_evidence: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Packs of one station before the release and with it."""

    station: str
    rank: int
    before: Counts
    after: Counts

    @property
    def share(self) -> float:
        """Of what stations have in common."""
        return 1 / ((self.rank + 1) * (self.rank + 2))


def worse(pairs: Sequence[Pair], rules: Rules) -> Worse | None:
    """The measure with most evidence of those that reach their limit."""
    share = rules.alpha / len(Measure)
    of_all = log(4 / share)
    found = []
    for measure in Measure:
        told = [compared(pair, measure, rules) for pair in pairs]
        found += [
            one
            for pair, one in zip(pairs, told, strict=True)
            if one.log_evidence >= of_all - log(pair.share)
        ]
        together = joined(told)
        if together is not None and together.log_evidence >= of_all:
            found.append(together)
    return max(found, key=lambda one: (one.station is not None, one.log_evidence), default=None)


def compared(pair: Pair, measure: Measure, rules: Rules) -> Worse:
    before, after = pair.before.of(measure), pair.after.of(measure)
    reference = pair.share * rules.alpha / (2 * len(Measure))
    tolerated = known_bound(*before, reference) + rise_of(rules, measure)
    evidence = log_evidence_above(*after, tolerated)
    return Worse(measure, pair.station, before, after, min(tolerated, 1.0), evidence)


@lru_cache(maxsize=100_000)
def known_bound(hits: int, seen: int, delta: float) -> float:
    """What was before never changes, and is asked for at every look."""
    return upper_bound(hits, seen, delta)


def rise_of(rules: Rules, measure: Measure) -> float:
    """What is tolerated of this measure."""
    rises: Mapping[Measure, float] = {
        Measure.NOT_OK: rules.more_not_ok,
        Measure.UNSURE: rules.more_unsure,
        Measure.FAILED: rules.more_failed,
        Measure.LATE: rules.more_late,
        Measure.OVERRIDDEN: rules.more_overridden,
    }
    return rises[measure]


def joined(told: Sequence[Worse]) -> Worse | None:
    """Of stations that have something to compare."""
    some = [one for one in told if one.tolerated < 1 and one.after[1] > 0]
    if not some:
        return None
    return Worse(
        some[0].measure,
        some[0].station if len(some) == 1 else None,
        (sum(one.before[0] for one in some), sum(one.before[1] for one in some)),
        (sum(one.after[0] for one in some), sum(one.after[1] for one in some)),
        max(one.tolerated for one in some),
        sum(one.log_evidence for one in some),
    )


def log_evidence_above(hits: int, seen: int, rate: float) -> float:
    """Logarithm of the e-value against "the rate is at most `rate`"; 0 before the first pack."""
    if seen == 0:
        return 0.0
    if rate >= 1:
        return -inf
    right = seen - hits
    above = betaincc(PRIOR + hits, PRIOR + right, rate)
    if above <= 0:
        return -inf
    prior = betaln(PRIOR, PRIOR) + log(betaincc(PRIOR, PRIOR, rate))
    mixed = betaln(PRIOR + hits, PRIOR + right) + log(above) - prior
    return float(mixed - xlogy(hits, rate) - xlog1py(right, -rate))


def share_between(counts: Counts, measure: Measure) -> Interval:
    """95 % interval, for people to look at; nothing is decided by it."""
    hits, seen = counts.of(measure)
    return interval(hits, seen)
