"""Figures, parts and Pareto against what can be counted by hand."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packs import Action, Outcome, Reason, Record, Verdict
from edge_agent.core.statistics.figures import figures_of
from edge_agent.core.statistics.marks import (
    Counts,
    Place,
    added,
    marks_of,
    place_of,
)
from edge_agent.core.statistics.pareto import pareto_of
from edge_agent.core.statistics.parts import By, parts_of, usual_cut
from edge_agent.core.statistics.report import Charted, packs_of, report_of
from tests.core.statistics.records import (
    a_bad_pack,
    a_pack,
    an_asked_pack,
    an_unsure_pack,
    check,
    seen_at,
)
from tests.samples import NOON

SHIFTS = (time(6), time(14), time(22))
BERLIN = ZoneInfo("Europe/Berlin")


def counted(records: Iterable[Record]) -> list[tuple[Place, Counts]]:
    return [(place_of(record), Counter(marks_of(record))) for record in records]


def utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def a_shift() -> list[Record]:
    return [
        *(a_pack(number, latency_ms=float(number)) for number in range(1, 91)),
        a_bad_pack(91),
        a_bad_pack(92, outcome=Outcome.MISSED),
        an_unsure_pack(93),
        an_asked_pack(94, Action.PASS),
        an_asked_pack(95, Action.REJECT),
        an_asked_pack(96, Action.REJECT),
        an_asked_pack(97, None),
        a_pack(98, outcome=Outcome.HELD),
        a_pack(99, late=True, latency_ms=None),
    ]


def test_figures_are_what_one_counts_by_hand() -> None:
    figures = figures_of(added(counts for _, counts in counted(a_shift())))
    assert (figures.packs, figures.good) == (99, 93)
    assert (figures.passed, figures.rejected, figures.held, figures.missed) == (94, 3, 1, 1)
    assert (figures.ok, figures.not_ok, figures.unsure) == (92, 6, 1)
    assert (figures.recommended, figures.answered, figures.overridden) == (4, 3, 1)
    assert (figures.no_answer, figures.late) == (1, 1)
    assert figures.quality == pytest.approx(93 / 99)
    assert figures.reject_rate == pytest.approx(3 / 99)
    assert figures.unsure_rate == pytest.approx(1 / 99)
    assert figures.override_rate == pytest.approx(1 / 3)
    assert figures.no_answer_rate == pytest.approx(1 / 4)


def test_latencies_are_those_of_numpy_within_a_class() -> None:
    records = a_shift()
    latency = figures_of(added(counts for _, counts in counted(records))).latency
    measured = [one.latency_ms for one in records if one.latency_ms is not None]
    assert latency is not None
    assert latency.packs == len(measured)
    for told, rank in ((latency.p50_ms, 50), (latency.p95_ms, 95), (latency.p99_ms, 99)):
        exact = np.percentile(measured, rank, method="inverted_cdf")
        assert exact * 0.999 <= told <= exact * 1.05


def test_without_packs_no_rate_is_made_up() -> None:
    figures = figures_of({})
    assert figures.packs == 0
    assert figures.latency is None
    rates = (figures.quality, figures.reject_rate, figures.override_rate, figures.no_answer_rate)
    assert rates == (None, None, None, None)


def test_pareto_has_the_most_frequent_first_and_ends_at_all() -> None:
    torn = check("seal", Verdict.NOT_OK, 0.9, Reason.DAMAGED)
    records = [a_bad_pack(1), a_bad_pack(2), an_unsure_pack(3), an_unsure_pack(4), a_pack(5, torn)]
    records.append(an_unsure_pack(6))
    found = pareto_of(added(counts for _, counts in counted(records)))
    assert [(one.check, one.reason, one.not_ok, one.unsure) for one in found] == [
        ("lot", Reason.UNREADABLE, 0, 3),
        ("lot", Reason.READS_OTHER, 2, 0),
        ("seal", Reason.DAMAGED, 1, 0),
    ]
    assert [one.share_so_far for one in found] == pytest.approx([3 / 6, 5 / 6, 1.0])


@given(some.lists(some.sampled_from(a_shift()), max_size=60))
def test_pareto_descends_and_misses_no_finding(records: list[Record]) -> None:
    found = pareto_of(added(counts for _, counts in counted(records)))
    assert all(before.packs >= after.packs for before, after in pairwise(found))
    assert not found or found[-1].share_so_far == pytest.approx(1.0)
    judged = sum(record.verdict.verdict is not Verdict.OK for record in records)
    assert sum(one.packs for one in found) == judged  # one finding each in this shift


@given(some.lists(some.integers(0, 5_000), max_size=60), some.sampled_from(By))
def test_however_a_time_is_cut_no_pack_is_lost(minutes: list[int], by: By) -> None:
    records = [a_pack(i, seen_at=seen_at(minute)) for i, minute in enumerate(minutes, start=1)]
    parts = parts_of(counted(records), by, utc, SHIFTS)
    assert sum(packs_of(part.counts) for part in parts) == len(records)
    assert [part.begins for part in parts] == sorted(part.begins for part in parts)


def test_shifts_begin_as_the_plants_clock_says() -> None:
    half_past_five = NOON.replace(hour=3, minute=30)  # 05:30 in Berlin in summer
    records = [a_pack(1, seen_at=half_past_five), a_pack(2, seen_at=NOON)]
    parts = parts_of(counted(records), By.SHIFT, lambda at: at.astimezone(BERLIN), SHIFTS)
    begins = [part.begins.astimezone(BERLIN).strftime("%d %H:%M") for part in parts]
    assert begins == ["31 22:00", "01 14:00"]


def test_a_day_on_which_clocks_change_is_one_day() -> None:
    before, after = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 9, tzinfo=UTC)

    def local(at: datetime) -> datetime:
        """As the operating system says it: with the offset of that moment alone."""
        return at.astimezone(timezone(at.astimezone(BERLIN).utcoffset() or timedelta()))

    records = [a_pack(1, seen_at=before), a_pack(2, seen_at=after)]
    assert len(parts_of(counted(records), By.DAY, local, SHIFTS)) == 1


def test_lots_are_parts_of_their_own_also_where_one_is_made_twice() -> None:
    records = [
        a_pack(1, lot="A", seen_at=seen_at(0)),
        a_pack(2, lot="B", seen_at=seen_at(60)),
        a_pack(3, lot="A", seen_at=seen_at(120)),
    ]
    parts = parts_of(counted(records), By.LOT, utc, SHIFTS)
    assert [(part.lot, packs_of(part.counts)) for part in parts] == [("A", 2), ("B", 1)]


@pytest.mark.parametrize(
    ("hours", "by"), [(8, By.QUARTER), (24, By.HOUR), (24 * 7, By.SHIFT), (24 * 30, By.DAY)]
)
def test_a_longer_time_is_cut_into_longer_parts(hours: int, by: By) -> None:
    assert usual_cut(timedelta(hours=hours)) is by


def test_a_chart_has_a_point_for_each_part_with_packs() -> None:
    records = [a_pack(i, seen_at=seen_at(i)) for i in range(30)]
    records += [a_bad_pack(100, seen_at=seen_at(61))]
    report = report_of(counted(records), By.QUARTER, Charted.REJECTED, utc, SHIFTS)
    assert [(one.packs, one.hits) for one in report.subgroups] == [(15, 0), (15, 0), (1, 1)]
    assert len(report.chart.points) == len(report.parts) == 3
    assert report.figures.rejected == 1
