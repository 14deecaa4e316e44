"""Figures of a bundle: what is counted, how long, and when they are worse than before."""

import pytest

from edge_agent.core.monitoring.live_figures import (
    BLOCK_PACKS,
    LIMIT,
    MOST_BLOCKS,
    TOLERANCES,
    WATCHED_PACKS,
    Figure,
    LiveFigures,
    compared,
    one_compared,
)
from edge_agent.core.monitoring.rate_rise import Counted, log_evidence_of_rise
from edge_agent.core.monitoring.state import from_json, to_json


def seen(packs: int, unsure_every: int) -> LiveFigures:
    figures = LiveFigures()
    for number in range(packs):
        figures = figures.saw(
            {Figure.UNSURE: number % unsure_every == 0, Figure.NOT_OK: number % 50 == 1}
        )
    return figures


def test_more_unsure_packs_are_worse_and_nothing_else_is() -> None:
    before, now = seen(6_000, 100), seen(800, 10)
    worse = [one for one in compared(before, now) if one.is_worse]
    assert [one.figure for one in worse] == [Figure.UNSURE]
    assert worse[0].sentence == ("unsure 10.00 % of 800, before 1.00 % of 6000, tolerated 1.50 %")


def test_the_same_figures_are_not_worse_and_without_a_bundle_before_nothing_is() -> None:
    now = seen(3_000, 20)
    assert not any(one.is_worse for one in compared(now, now))
    assert not any(one.is_worse for one in compared(LiveFigures(), now))


def test_only_the_last_packs_are_kept_and_a_bundle_is_watched_over_its_first() -> None:
    figures = seen(WATCHED_PACKS + BLOCK_PACKS, 10)
    assert len(figures.blocks) == MOST_BLOCKS
    assert figures.of(Figure.UNSURE).seen == WATCHED_PACKS
    assert figures.packs == WATCHED_PACKS + BLOCK_PACKS
    assert not figures.is_watched
    assert seen(WATCHED_PACKS, 10).is_watched


def test_challenge_packs_are_counted_and_are_no_packs_of_the_line() -> None:
    figures = seen(10, 10).saw({Figure.CHALLENGE_MISSED: True}, is_pack=False)
    assert figures.packs == 10
    assert figures.of(Figure.CHALLENGE_MISSED) == Counted(1, 1)


@pytest.mark.parametrize("packs", [0, 1, BLOCK_PACKS + 1])
def test_figures_are_kept_exactly(packs: int) -> None:
    figures = seen(packs, 7)
    assert from_json(LiveFigures, to_json(figures)) == figures


@pytest.mark.parametrize("now", [0, 3, 5, 20, 40])
def test_what_is_not_computed_would_prove_nothing(now: int) -> None:
    """Also where hardly anything was seen before."""
    for before in (Counted(0, 5), Counted(2, 100), Counted(100, 2_000)):
        one = one_compared(Figure.UNSURE, before, Counted(now, 1_000))
        whole = log_evidence_of_rise(before, one.now, TOLERANCES[Figure.UNSURE])
        assert one.is_worse == (whole >= LIMIT)
        assert one.log_evidence or whole <= 0.0
