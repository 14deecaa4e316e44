"""Shares over time: hours become parts that a reader can tell apart."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.fleet.summaries import HourSums, Sums
from deploy.fleet.web.pages.charting import charted

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)


def hours(count: int, packs: int = 100, not_ok: int = 2) -> list[HourSums]:
    sums = Sums(packs, {"ok": packs - not_ok, "not_ok": not_ok}, {"passed": packs}, 0)
    return [HourSums(BEGIN + timedelta(hours=number), sums) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "by", "parts"), [(24, "hour", 24), (7 * 24, "day", 28), (30 * 24, "day", 30)]
)
def test_a_longer_time_has_longer_parts_and_no_pack_is_lost(
    count: int, by: str, parts: int
) -> None:
    found = charted(hours(count))
    assert (found.by, len(found.points), found.packs) == (by, parts, count * 100)
    assert found.chart.centre == pytest.approx(0.02)


def test_no_packs_make_an_empty_chart() -> None:
    found = charted([])
    assert (found.chart.centre, found.packs) == (None, 0)
