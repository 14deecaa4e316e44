"""Streams around an exchange of the bundle: what is worse is noticed, what is not is left alone."""

from edge_agent.core.monitoring.live_figures import WATCHED_PACKS, Figure
from simulators.bundle_shifts import noticed


def test_twenty_points_more_are_noticed_in_every_run_within_two_hundred_packs() -> None:
    found = noticed(Figure.UNSURE, 0.20, 5_000, runs=20, seed=1)
    assert found.noticed == found.runs
    assert found.median_packs is not None
    assert found.median_packs <= 200


def test_what_stays_as_it_was_is_not_noticed() -> None:
    found = noticed(Figure.UNSURE, 0.0, 5_000, runs=20, seed=1)
    assert (found.noticed, found.median_packs) == (0, None)
    assert found.share.high < 0.2


def test_less_is_known_of_what_was_seen_less() -> None:
    few, many = (noticed(Figure.UNSURE, 0.05, n, runs=20, seed=2) for n in (1_000, 20_000))
    assert many.median_packs is not None
    assert (few.median_packs or WATCHED_PACKS) > many.median_packs
