"""What a chart shows is also said, in every language."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from edge_agent.core.packs import Reason
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.reason_names import REASONS
from edge_agent.core.statistics.parts import By
from edge_agent.core.statistics.report import Charted
from edge_agent.store.events import EventStore
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.texts import texts_of
from edge_agent.web.statistics.asked import Answered, Asked, statistics_of
from edge_agent.web.statistics.words import Words
from tests.core.statistics.records import a_bad_pack, a_pack
from tests.people.samples import NOW
from tests.web.visitors import Served


def words(language: Language) -> Words:
    return Words(language, texts_of("statistics", language), Formats(language))


def answered(station: Served, bad_in_quarter: int, quarters: int = 12) -> Answered:
    """A pack every nine seconds; so many of the last quarter of an hour are faulty."""
    begin = NOW - timedelta(minutes=15 * quarters)
    last = 100 * (quarters - 1)
    records = []
    for i in range(100 * quarters):
        is_bad = i % 50 == 0 or last <= i < last + bad_in_quarter
        make = a_bad_pack if is_bad else a_pack
        records.append(make(i + 1, seen_at=begin + timedelta(seconds=9 * i)))
    with closing(EventStore.open(station.site.folder / "events.db")) as store:
        store.append_records(records)
    asked = Asked(seen_from=begin, seen_before=NOW, by=By.QUARTER, charted=Charted.NOT_OK)
    return statistics_of(station.site, asked)


@pytest.mark.parametrize("language", Language)
def test_a_point_outside_is_named_with_its_share(station: Served, language: Language) -> None:
    found = answered(station, bad_in_quarter=40)
    said = words(language).chart(found)
    point = found.report.chart.points[-1]
    assert words(language).formats.share(point.share) in said
    assert words(language).part(found.report.parts[-1], By.QUARTER) in said


def test_a_quiet_chart_is_called_luck(station: Served) -> None:
    said = words(Language.EN).chart(answered(station, bad_in_quarter=0))
    assert "No point lies outside" in said
    assert "ISO 7870-2" in said


def test_without_enough_points_it_is_said_that_there_are_no_limits(station: Served) -> None:
    said = words(Language.EN).chart(answered(station, bad_in_quarter=0, quarters=3))
    assert "Limits need 8 points" in said
    assert "outside" not in said


def test_every_reason_has_a_name_of_its_own_in_every_language() -> None:
    assert set(REASONS) == set(Reason)
    for language in Language:
        names = [phrase.said(language) for phrase in REASONS.values()]
        assert len(set(names)) == len(names)


def test_a_finding_of_the_whole_pack_is_called_so(station: Served) -> None:
    found = answered(station, bad_in_quarter=1)
    of_check = found.report.pareto[0]
    assert words(Language.EN).finding(of_check) == "lot: reads otherwise"
    whole = replace(of_check, check="", reason=None)
    assert words(Language.DE).finding(whole) == "ganze Packung: nach dem Fehlerwert"
