"""The audit draws what nobody foresees, and its estimates are right where plain counts are not."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import interval
from edge_agent.core.monitoring.audit import Audit, AuditRates, Stratum, is_drawn
from edge_agent.core.monitoring.audit_estimates import (
    Estimate,
    escape_share,
    false_reject_rate,
    miss_rate,
    wrong_reject_share,
)
from edge_agent.core.packs import Action

KEY = b"site key of a test"


def test_a_draw_is_the_same_for_ever_and_another_one_with_another_key_boot_or_number() -> None:
    drawn = [is_drawn(KEY, 1, number, 0.1) for number in range(2000)]
    assert drawn == [is_drawn(KEY, 1, number, 0.1) for number in range(2000)]
    for other in (
        [is_drawn(b"another", 1, number, 0.1) for number in range(2000)],
        [is_drawn(KEY, 2, number, 0.1) for number in range(2000)],
        [is_drawn(KEY, 1, number + 2000, 0.1) for number in range(2000)],
    ):
        assert other != drawn


@pytest.mark.parametrize("rate", [0.01, 0.02, 0.5])
def test_it_draws_at_the_set_rate(rate: float) -> None:
    packs = 20_000
    share = sum(is_drawn(KEY, 1, number, rate) for number in range(packs)) / packs
    assert share == pytest.approx(rate, abs=4 * sqrt(rate * (1 - rate) / packs))


def test_at_rate_one_every_pack_is_drawn() -> None:
    assert all(is_drawn(KEY, 1, number, 1.0) for number in range(500))


@settings(deadline=None)
@given(some.integers(0, 10**9), some.floats(0.001, 1), some.floats(0.001, 1))
def test_who_is_drawn_at_a_rate_is_drawn_at_every_higher_one(
    pack_no: int, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert is_drawn(KEY, 1, pack_no, high) or not is_drawn(KEY, 1, pack_no, low)


def shift(random: np.random.Generator, packs: int = 4000) -> tuple[Audit, float, float]:
    """An audited shift with its true miss rate and false reject rate: 20 % missed, 3 % rejected."""
    rates = {Action.PASS: 0.1, Action.REJECT: 0.5}
    strata = []
    truth = {}
    defective = int(random.binomial(packs, 0.1))
    missed = int(random.binomial(defective, 0.2))
    rejected = int(random.binomial(packs - defective, 0.03))
    passed = packs - defective - rejected + missed
    sides = ((Action.PASS, passed, missed), (Action.REJECT, packs - passed, rejected))
    for action, count, wrong in sides:
        drawn = int(random.binomial(count, rates[action]))
        found = int(random.hypergeometric(wrong, count - wrong, drawn))
        strata.append(Stratum(action, rates[action], count, drawn, drawn, found))
        truth[action] = wrong
    return (
        Audit(tuple(strata)),
        missed / defective,
        rejected / (packs - defective),
    )


def test_the_estimates_are_unbiased_where_plain_counts_are_far_off() -> None:
    random = np.random.default_rng(91)
    errors, plain = [], []
    for _ in range(600):
        audit, missed, _ = shift(random)
        found = miss_rate(audit).rate
        assert found is not None
        errors.append(found - missed)
        passed, rejected = audit.of(Action.PASS)[0], audit.of(Action.REJECT)[0]
        plain.append(passed.wrong / (passed.wrong + rejected.answered - rejected.wrong) - missed)
    assert np.mean(errors) == pytest.approx(0, abs=0.01)
    assert np.mean(plain) < -0.1


def test_the_intervals_hold_in_all_but_delta_of_the_shifts() -> None:
    random = np.random.default_rng(92)
    outside = {"miss": 0, "false reject": 0}
    times = 500
    for _ in range(times):
        audit, missed, rejected = shift(random)
        outside["miss"] += not is_in(missed, miss_rate(audit, 0.1))
        outside["false reject"] += not is_in(rejected, false_reject_rate(audit, 0.1))
    for count in outside.values():
        assert count / times <= 0.1


def is_in(rate: float, found: Estimate) -> bool:
    return found.interval.low <= rate <= found.interval.high


def test_shares_of_one_stratum_are_the_exact_ones() -> None:
    audit = Audit((Stratum(Action.PASS, 0.02, 5000, 100, 100, 3),))
    found = escape_share(audit)
    assert (found.rate, found.examined) == (0.03, 100)
    exact = interval(3, 100)
    assert found.interval.low == pytest.approx(exact.low)
    assert found.interval.high == pytest.approx(exact.high)


def test_strata_of_different_rates_are_weighted_by_their_packs() -> None:
    audit = Audit(
        (
            Stratum(Action.REJECT, 0.1, 900, 90, 90, 9),
            Stratum(Action.REJECT, 1.0, 100, 100, 100, 50),
        )
    )
    assert wrong_reject_share(audit).rate == pytest.approx((900 * 0.1 + 50) / 1000)


def test_before_anything_was_examined_everything_is_possible() -> None:
    audit = Audit().decided(Action.PASS, 0.02, drawn=True)
    for found in (escape_share(audit), miss_rate(audit), escape_share(Audit()), miss_rate(Audit())):
        assert found.rate is None
        assert (found.interval.low, found.interval.high) == (0.0, 1.0)


def test_counting_keeps_actions_and_rates_apart() -> None:
    audit = Audit()
    for action, rate in ((Action.PASS, 0.02), (Action.PASS, 0.05), (Action.REJECT, 0.05)):
        audit = audit.decided(action, rate, drawn=True).decided(action, rate, drawn=False)
        audit = audit.examined(action, rate, defective=True)
    assert [(found.packs, found.drawn, found.answered) for found in audit.strata] == [(2, 1, 1)] * 3
    assert [found.wrong for found in audit.of(Action.PASS)] == [1, 1]
    assert audit.of(Action.REJECT)[0].wrong == 0


def test_more_answers_than_draws_are_refused() -> None:
    audit = Audit().decided(Action.PASS, 0.02, drawn=False)
    with pytest.raises(InvalidInput, match="than were drawn"):
        audit.examined(Action.PASS, 0.02, defective=False)


def test_held_packs_are_not_audited() -> None:
    with pytest.raises(InvalidInput, match="held"):
        Audit().decided(Action.HOLD, 0.02, drawn=False)
    with pytest.raises(InvalidInput, match="held"):
        AuditRates(0.02, 0.5).of(Action.HOLD)


def test_rates_are_named_by_action() -> None:
    rates = AuditRates(0.02, 0.5)
    assert (rates.of(Action.PASS), rates.of(Action.REJECT)) == (0.02, 0.5)


@pytest.mark.parametrize("rates", [(0.0, 0.5), (0.5, 1.1)])
def test_a_rate_that_draws_nothing_or_more_than_all_is_refused(rates: tuple[float, float]) -> None:
    with pytest.raises(InvalidInput, match="audit of"):
        AuditRates(*rates)


@pytest.mark.parametrize("key", [b"", b"x" * 65])
def test_a_key_that_is_none_is_refused(key: bytes) -> None:
    with pytest.raises(InvalidInput, match="audit key"):
        is_drawn(key, 1, 1, 0.5)
