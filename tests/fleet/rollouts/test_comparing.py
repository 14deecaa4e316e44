"""The evidence that a release is worse may be looked at after every pack, and is seldom wrong."""

from itertools import product
from math import exp

import numpy as np
import pytest

from deploy.fleet.rollouts.comparing import Pair, log_evidence_above, worse
from deploy.fleet.rollouts.plan import Rules
from deploy.fleet.rollouts.saying import Counts, Measure

RULES = Rules()


@pytest.mark.parametrize("tolerated", [0.01, 0.1, 0.4])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_its_mean_is_one_at_most_while_the_share_is_tolerated(
    tolerated: float, share: float
) -> None:
    rate, packs = tolerated * share, 9
    mean = 0.0
    for hits in product((0, 1), repeat=packs):
        chance = rate ** sum(hits) * (1 - rate) ** (packs - sum(hits))
        mean += chance * exp(log_evidence_above(sum(hits), packs, tolerated))
    assert mean <= 1 + 1e-9


@pytest.mark.parametrize("tolerated", [0.02, 0.3])
def test_it_is_an_expectation_of_what_comes_next(tolerated: float) -> None:
    """Given any packs before, the mean after one more is not higher (a supermartingale)."""
    for seen in range(12):
        for hits in range(seen + 1):
            now = exp(log_evidence_above(hits, seen, tolerated))
            hit = exp(log_evidence_above(hits + 1, seen + 1, tolerated))
            none = exp(log_evidence_above(hits, seen + 1, tolerated))
            assert tolerated * hit + (1 - tolerated) * none <= now * (1 + 1e-9)


def test_nothing_is_told_of_a_station_without_a_past() -> None:
    assert worse([Pair("a", 0, Counts(), Counts(500, not_ok=500))], RULES) is None


def test_a_release_that_is_no_worse_is_hardly_ever_called_worse() -> None:
    """Roll-outs of ten stations, looked at every forty packs: alpha is 1 %."""
    random, false = np.random.default_rng(3), 0
    for _ in range(80):
        before = random.binomial(500, 0.03, 10)
        packs = (random.random((10, 200)) < 0.03).cumsum(axis=1)
        for seen in range(40, 201, 40):
            pairs = [
                Pair(str(i), i, Counts(500, int(before[i])), Counts(seen, int(packs[i, seen - 1])))
                for i in range(10)
            ]
            if worse(pairs, RULES) is not None:
                false += 1
                break
    assert false <= 3


def test_the_canary_alone_shows_what_is_much_worse_soon() -> None:
    found = worse([Pair("a", 0, Counts(1000, unsure=30), Counts(60, unsure=15))], RULES)
    assert found is not None
    assert (found.measure, found.station, found.after) == (Measure.UNSURE, "a", (15, 60))
    assert 0.03 < found.tolerated < 0.1


def test_many_stations_together_show_what_none_shows_alone() -> None:
    one = (Counts(2000, not_ok=40), Counts(100, not_ok=14))
    assert worse([Pair("a", 5, *one)], RULES) is None
    found = worse([Pair(str(rank), rank, *one) for rank in range(2, 12)], RULES)
    assert found is not None
    assert (found.station, found.after) == (None, (140, 1000))


def test_what_is_tolerated_does_not_halt() -> None:
    pair = Pair("a", 0, Counts(2000, late=0), Counts(2000, late=60))
    assert worse([pair], RULES) is not None
    assert worse([pair], Rules(more_late=0.03)) is None


def test_people_are_asked_only_about_answers_that_they_gave() -> None:
    pair = Pair("a", 0, Counts(2000, answered=100, overridden=2), Counts(50, overridden=0))
    assert pair.after.of(Measure.OVERRIDDEN) == (0, 0)
    assert worse([pair], RULES) is None
