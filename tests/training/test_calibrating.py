"""Limits of verification: no changed text may pass, and as many true ones as then can."""

import numpy as np

from training.calibrating import FITS, LEADS, Tried, accepted, best_limits

LINES = 400


def tried(true: list[tuple[float, float]], changed: list[tuple[float, float]]) -> Tried:
    """Each list is repeated until there are 400 lines, with one changed text on each."""
    lines = np.array([true[i % len(true)] for i in range(LINES)])
    others = np.array([changed[i % len(changed)] for i in range(LINES)])[:, np.newaxis]
    return Tried(lines, others)


def test_where_nothing_is_confused_all_legible_lines_pass() -> None:
    found = tried([(9.0, -0.01), (2.2, -0.3)], [(-9.0, -0.01)])
    assert accepted(found.true, best_limits(found)).all()


def test_limits_rise_above_the_changed_texts_that_would_pass() -> None:
    found = tried([(9.0, -0.01), (2.2, -0.6)], [(2.7, -0.4), (-5.0, -0.02)])
    limits = best_limits(found)
    assert not accepted(found.changed, limits).any()
    assert accepted(found.true, limits).sum() == LINES / 2


def test_illegible_lines_are_shut_out_by_fit_where_leads_do_not_tell() -> None:
    found = tried([(9.0, -0.02)], [(20.0, -0.9), (-9.0, -0.02)])
    limits = best_limits(found)
    assert limits.least_fit > -0.9
    assert not accepted(found.changed, limits).any()
    assert accepted(found.true, limits).all()


def test_a_net_that_confuses_everything_gets_the_strictest_limits() -> None:
    limits = best_limits(tried([(9.0, -0.001)], [(9.0, -0.001)]))
    assert (limits.least_lead, limits.least_fit) == (LEADS[-1], FITS[-1])
