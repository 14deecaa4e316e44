"""Limits of verification: hardly a wrong text may pass, and as many true ones as then can."""

from collections.abc import Iterable

import numpy as np
import pytest

from edge_agent.inspection.line_verification import MOST_LEAD
from training.calibrating import (
    FITS,
    LEADS,
    OTHER_LEADS,
    Measured,
    TriedLine,
    best_limits,
    fitted_confidence,
    regression,
)

CHANGES = 50


def right(*found: Measured) -> TriedLine:
    """A line whose views read its text."""
    return TriedLine(found, (), CHANGES, None)


def misread(*found: Measured) -> TriedLine:
    """A line whose views read another text by one character, each the same."""
    return TriedLine((), tuple(("L124", one) for one in found), CHANGES, None)


def refused(found: Measured) -> TriedLine:
    return TriedLine((), (), CHANGES, found)


def calibration_error(said: Iterable[float], came_true: Iterable[bool], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015, AAAI) over bins of equal width."""
    shares, truths = np.array(list(said)), np.array(list(came_true))
    places = np.minimum((shares * bins).astype(int), bins - 1)
    gaps = [
        abs(float(shares[places == one].mean() - truths[places == one].mean()))
        * float((places == one).mean())
        for one in np.unique(places)
    ]
    return sum(gaps)


def test_where_nothing_is_confused_all_legible_lines_pass() -> None:
    lines = [right((9.0, -0.01)), right((0.8, -0.3))] * 200
    limits = best_limits(lines)
    assert all(line.accepts_true(limits) for line in lines)


def test_one_sure_view_is_enough() -> None:
    line = right((0.1, -0.5), (3.0, -0.02))
    assert line.accepts_true(best_limits([line] * 100))


def test_limits_rise_above_the_wrong_texts_that_would_pass() -> None:
    lines = [right((9.0, -0.01)), misread((2.7, -0.3))] * 200
    limits = best_limits(lines)
    assert sum(line.accepted_share(limits) for line in lines) == 0
    assert lines[0].accepts_true(limits)


def test_illegible_lines_are_shut_out_by_fit_where_leads_do_not_tell() -> None:
    lines = [right((9.0, -0.02)), misread((20.0, -0.9))] * 200
    limits = best_limits(lines)
    assert limits.least_fit > -0.9
    assert lines[0].accepts_true(limits)


def test_a_net_that_confuses_everything_gets_the_strictest_limits() -> None:
    limits = best_limits([right((9.0, -0.001)), misread((9.0, -0.001))] * 100)
    assert (limits.least_lead, limits.least_fit) == (LEADS[-1], FITS[-1])


def test_the_same_wrong_text_in_two_views_counts_once() -> None:
    limits = best_limits([right((9.0, -0.01))])
    assert misread((9.0, -0.01), (8.0, -0.01)).accepted_share(limits) == 1 / CHANGES


def test_another_text_is_believed_only_beyond_the_leads_of_misread_true_ones() -> None:
    lines = [right((9.0, -0.01))] * 90 + [refused((-5.5, -0.01))] * 10
    assert best_limits(lines).other_lead > 5.5
    illegible = [right((9.0, -0.01))] * 90 + [refused((-5.5, -2.0))] * 10
    assert best_limits(illegible).other_lead == OTHER_LEADS[0]


def test_the_confidence_of_a_fit_says_how_often_it_is_true() -> None:
    rng = np.random.default_rng(4)
    leads = rng.normal(0, 4, 4000).clip(-MOST_LEAD, MOST_LEAD)
    is_true = rng.random(4000) < 1 / (1 + np.exp(-(0.5 + 0.9 * leads)))
    found = np.column_stack([leads, np.full(4000, -0.1)])
    confidence = fitted_confidence(found[::2], is_true[::2])
    said = [confidence.of(lead, fit) for lead, fit in found[1::2].tolist()]
    assert calibration_error(said, is_true[1::2].tolist()) < 0.03
    assert confidence.of(3.0, -0.1) == pytest.approx(1 / (1 + np.exp(-3.2)), abs=0.03)


def test_the_probability_of_being_exact_is_fitted_to_what_was_exact() -> None:
    rng = np.random.default_rng(5)
    log_odds = rng.normal(0, 3, (3000, 1))
    is_right = rng.random(3000) < 1 / (1 + np.exp(-(1.0 + 0.6 * log_odds[:, 0])))
    offset, per_log_odds = regression(log_odds, is_right)
    assert (offset, per_log_odds) == pytest.approx((1.0, 0.6), abs=0.12)
    always = regression(np.array([[1.0], [2.0]]), np.array([True, True]))
    assert all(np.isfinite(always))


def test_a_reader_that_is_always_sure_and_right_half_the_time_is_off_by_a_half() -> None:
    assert calibration_error([1.0] * 10, [True, False] * 5) == pytest.approx(0.5)
    assert calibration_error([0.5] * 10, [True, False] * 5) == pytest.approx(0.0)
