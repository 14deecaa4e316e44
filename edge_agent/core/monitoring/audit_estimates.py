"""What an audit says of all packs: escapes and false rejects, each with an exact interval.

Every examined pack stands for as many as its draw was rare (inverse propensity): of each stratum
the packs decided, divided by the packs examined. Without the weights the rejected packs, which are
drawn far more often, would be counted as if the line rejected that many. The intervals join exact
ones of the strata, so that they are wide rather than wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.core.guarantees.bounds import Interval, interval
from edge_agent.core.monitoring.audit import Audit, Stratum
from edge_agent.core.packs import Action

DELTA = 0.05
"""Chance that an interval is wrong, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Estimate:
    rate: float | None
    """None while too little was examined to tell."""
    interval: Interval
    examined: int


def escape_share(audit: Audit, delta: float = DELTA) -> Estimate:
    """Defective packs among those that were passed."""
    return share_of_wrong(audit.of(Action.PASS), delta)


def wrong_reject_share(audit: Audit, delta: float = DELTA) -> Estimate:
    """Good packs among those that were rejected."""
    return share_of_wrong(audit.of(Action.REJECT), delta)


def miss_rate(audit: Audit, delta: float = DELTA) -> Estimate:
    """Defective packs that were passed, among all defective ones that the machine decided on."""
    return rate_of_wrong(audit.of(Action.PASS), audit.of(Action.REJECT), delta)


def false_reject_rate(audit: Audit, delta: float = DELTA) -> Estimate:
    """Good packs that were rejected, among all good ones that the machine decided on."""
    return rate_of_wrong(audit.of(Action.REJECT), audit.of(Action.PASS), delta)


def share_of_wrong(strata: Sequence[Stratum], delta: float) -> Estimate:
    packs = sum(stratum.packs for stratum in strata)
    if packs == 0:
        return Estimate(None, Interval(0.0, 1.0), 0)
    wrong, ends = wrong_packs(strata), wrong_between(strata, delta)
    rate = None if wrong is None else wrong / packs
    return Estimate(rate, Interval(ends.low / packs, ends.high / packs), examined(strata))


def rate_of_wrong(mine: Sequence[Stratum], others: Sequence[Stratum], delta: float) -> Estimate:
    """Wrong ones of one action beside the right ones of the other: the same truth in both."""
    packs = sum(stratum.packs for stratum in others)
    here, there = wrong_between(mine, delta / 2), wrong_between(others, delta / 2)
    wrong, wrong_there = wrong_packs(mine), wrong_packs(others)
    rate = None
    if wrong is not None and wrong_there is not None:
        rate = share(wrong, packs - wrong_there)
    low, high = share(here.low, packs - there.low), share(here.high, packs - there.high)
    ends = Interval(0.0 if low is None else low, 1.0 if high is None else high)
    return Estimate(rate, ends, examined([*mine, *others]))


def wrong_packs(strata: Sequence[Stratum]) -> float | None:
    """Among all packs, by the weight of each stratum; None where one of them was not examined."""
    if any(stratum.packs and not stratum.answered for stratum in strata):
        return None
    return sum(
        stratum.wrong * stratum.packs / stratum.answered for stratum in strata if stratum.answered
    )


def wrong_between(strata: Sequence[Stratum], delta: float) -> Interval:
    """Ends of the same number, all strata within their own at once."""
    ends = [
        (stratum.packs, interval(stratum.wrong, stratum.answered, delta / len(strata)))
        for stratum in strata
    ]
    return Interval(
        sum(packs * found.low for packs, found in ends),
        sum(packs * found.high for packs, found in ends),
    )


def share(part: float, rest: float) -> float | None:
    return part / (part + rest) if part + rest > 0 else None


def examined(strata: Sequence[Stratum]) -> int:
    return sum(stratum.answered for stratum in strata)
