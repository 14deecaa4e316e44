"""The page server looks for alarms by itself, as long as it runs, and tells every page."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from edge_agent.core.alarms.alarm_list import Sight
from edge_agent.core.alarms.raised import Condition
from edge_agent.core.alarms.table import AlarmName
from edge_agent.core.reasons.languages import Language
from edge_agent.web.alarms.banner import AlarmNote
from edge_agent.web.alarms.watching import Watcher, disk_share_of, watching
from tests.browser.panel import ShownLine
from tests.control.samples import LIVENESS_S
from tests.web.alarms.floors import RAISING, quiet
from tests.web.visitors import Served


@pytest.fixture
def line(station: Served) -> Iterator[ShownLine]:
    with closing(ShownLine(station.site.folder)) as line:
        line.state = quiet()
        yield line


async def until(station: Served, ids: set[str]) -> None:
    async with asyncio.timeout(LIVENESS_S):
        while {one.alarm_id for one in station.site.alarms.listed()} != ids:
            await asyncio.sleep(0.05)


def test_what_the_line_shows_is_on_the_list_and_in_every_pages_banner(
    station: Served, line: ShownLine
) -> None:
    async def looked_at() -> None:
        async with station.site.line, watching(station.site):
            await station.site.line.reached()
            line.state = replace(quiet(), gate_trouble="no heartbeat")
            await until(station, {"gate_lost"})

    asyncio.run(looked_at())
    (note,) = station.site.panel_notes
    (shown,) = note(line.state, Language.DE)["alarms"]
    assert (shown["id"], shown["priority"], shown["is_acknowledged"]) == ("gate_lost", 1, False)
    assert shown["text"] == "Die Weiche antwortet nicht"


def test_a_damaged_store_is_an_alarm_and_ends_nothing(station: Served) -> None:
    (station.site.folder / "events.db").write_bytes(b"no database" * 100)
    watcher = Watcher(station.site)
    for _ in range(20):
        watcher.look(RAISING[AlarmName.BIN_FULL])
        station.clock.sleep_until_ns(station.clock.now_ns() + 500_000_000)
    assert {one.alarm_id for one in station.site.alarms.listed()} == {
        "bin_full",
        "store_unreadable",
    }


def test_a_disk_that_cannot_be_asked_is_no_alarm(station: Served) -> None:
    assert disk_share_of(station.site.folder / "gone") is None
    share = disk_share_of(station.site.folder)
    assert share is not None
    assert 0 < share < 1


def test_a_line_that_never_comes_is_told_after_half_a_minute(station: Served) -> None:
    watcher = Watcher(station.site)
    told = []
    for _ in range(80):
        watcher.look(None)
        station.clock.sleep_until_ns(station.clock.now_ns() + 500_000_000)
        told.append(bool(station.site.alarms.listed()))
    assert told[:60] == [False] * 60
    assert told[-1]


def test_what_is_over_stands_on_the_list_and_in_no_banner(station: Served) -> None:
    alarms = station.site.alarms
    alarms.look(Sight((Condition(AlarmName.PACK_HELD, "7"),)))
    note = AlarmNote(alarms)
    assert len(note(None, Language.EN)["alarms"]) == 1
    alarms.look(Sight(()))
    assert len(alarms.listed()) == 1
    assert note(None, Language.EN)["alarms"] == []
