"""The whole agent on a simulated plant, in virtual time."""

from collections import Counter
from itertools import pairwise

import pytest

from edge_agent.core.packs import Level, Outcome, Reason, Verdict
from tests.line.plants import PlantParts, run
from tests.line.troubles import TROUBLES, troubled
from tests.line.truths import assert_driven_only_on_a_persons_word, assert_true

ACTING = (Level.ACT_WHEN_SURE, Level.ACT_ALWAYS)


@pytest.mark.parametrize("level", list(Level), ids=str)
@pytest.mark.parametrize("name", TROUBLES)
def test_whatever_goes_wrong_every_pack_ends_once_and_truly(name: str, level: Level) -> None:
    shift = troubled(name, level)
    driven = shift.watched()
    assert_true(shift)
    if not level.acts:
        assert_driven_only_on_a_persons_word(shift, driven)
    if not TROUBLES[name].loses_packs:
        assert shift.runner.line.ledger.missed == 0
    assert not shift.runner.line.stops.reasons


@pytest.mark.slow
@pytest.mark.parametrize("packs", [5_000, pytest.param(20_000, marks=pytest.mark.release)])
@pytest.mark.parametrize(("spacing_mm", "touching_share"), [(6, 0.0), (30, 0.1)])
def test_no_wrong_pack_is_rejected(packs: int, spacing_mm: float, touching_share: float) -> None:
    """600 a minute, 1 % slip, +-3 mm jitter, verdicts after 20 to 300 ms; tidy, then crowded.

    Of these lengths none holds one of the seldom false alarms by which a level falls.
    """
    plant: PlantParts = {
        "belt": {"packs_per_min": 600, "slip_share": 0.01, "spacing_mm": spacing_mm},
        "eye": {"jitter_mm": 3},
        "packs": {"touching_share": touching_share},
    }
    shift = run(packs, Level.ACT_WHEN_SURE, plant=plant, delay_ms=(20, 300), hands=8)
    assert_true(shift)
    assert shift.wrong_pack_rejects == []
    assert shift.runner.line.ledger.missed == 0
    rejected = [record for record in shift.records if record.outcome is Outcome.REJECTED]
    for record in rejected:
        known = record.verdict.verdict is Verdict.NOT_OK
        assert known or Reason.TOO_CLOSE in record.verdict.reasons


@pytest.mark.parametrize("level", ACTING, ids=str)
def test_packs_closer_than_the_window_are_rejected_together(level: Level) -> None:
    shift = run(300, level, plant={"packs": {"touching_share": 0.2}})
    window_mm = shift.runner.plant.settings.gate.window_mm
    places = sorted(shift.runner.plant.packs, key=lambda pack: pack.front_mm)
    close = {
        pack.index
        for first, second in pairwise(places)
        if second.centre_mm - first.centre_mm < window_mm - 10
        for pack in (first, second)
    }
    assert len(close) > 50
    for record in shift.records:
        if shift.true(record).index in close:
            assert Reason.TOO_CLOSE in record.verdict.reasons
            assert record.outcome is Outcome.REJECTED


@pytest.mark.parametrize("level", [Level.REPORT, Level.RECOMMEND], ids=str)
def test_the_wall_clock_dates_records_and_decides_nothing(level: Level) -> None:
    calm, jumping = troubled("none", level), troubled("wall clock jumps", level)
    calm.runner.run()
    jumping.runner.run()
    assert [record.outcome for record in calm.records] == [
        record.outcome for record in jumping.records
    ]
    assert len({record.seen_at.year for record in jumping.records}) == 3


def test_what_the_line_reports_is_what_a_person_would_count() -> None:
    """With no trouble at all: every defect rejected, every doubt held, everything else passed."""
    shift = run(300, Level.ACT_WHEN_SURE, doubt_share=0.05)
    counted = Counter(
        "held"
        if record.verdict.verdict is Verdict.UNSURE
        else "rejected"
        if shift.true(record).defect
        else "passed"
        for record in shift.records
    )
    ledger = shift.runner.line.ledger
    assert (ledger.passed, ledger.rejected, ledger.held, ledger.missed) == (
        counted["passed"],
        counted["rejected"],
        counted["held"],
        0,
    )
