"""How a station stands, and which ones are shown first."""

from dataclasses import replace

import pytest

from deploy.fleet.overview import StationNow
from deploy.fleet.watching.reading import StoredFinding
from deploy.fleet.web.pages.standing import Need, State, by_site, needing, standings, state_of
from edge_agent.core.reasons.languages import Language
from tests.people.samples import NOW

RUNNING = StationNow(
    station="milan/line-1/top",
    first_heard=NOW,
    last_heard=NOW,
    is_silent=False,
    online=True,
    mode="running",
    since=NOW,
    level="recommend",
    recipe="tray",
    lot="L1",
    bundle_sha256=None,
    software=None,
    troubles={},
    lag_s=0.4,
    newest_pack_at=NOW,
    packs=10,
    packs_last_day={"ok": 9, "not_ok": 1},
    open_findings=0,
)


def a_finding(severity: str, what: str = "fault") -> StoredFinding:
    return StoredFinding(
        *(1, RUNNING.station, "lot", None, None, "misfeed", what, severity),
        *(NOW, NOW, NOW, None),
        sentences={Language.EN: "", Language.DE: ""},
        figures={},
        evidence=(),
    )


@pytest.mark.parametrize(
    ("now", "state", "need"),
    [
        (RUNNING, State.RUNNING, Need.NONE),
        (replace(RUNNING, mode="held"), State.HELD, Need.NONE),
        (replace(RUNNING, mode="no_line"), State.NO_LINE, Need.NONE),
        (replace(RUNNING, mode="bypass"), State.BYPASS, Need.CAUTION),
        (replace(RUNNING, mode="faulted"), State.FAULTED, Need.ALARM),
        (replace(RUNNING, mode="a word of tomorrow"), State.UNKNOWN, Need.NONE),
        (replace(RUNNING, online=False, mode="offline"), State.OFFLINE, Need.ALARM),
        (replace(RUNNING, online=None, mode=None), State.UNKNOWN, Need.NONE),
        (replace(RUNNING, is_silent=True, online=False), State.SILENT, Need.ALARM),
        (replace(RUNNING, troubles={"clock_trouble": "late"}), State.RUNNING, Need.CAUTION),
        (replace(RUNNING, lag_s=61.0), State.RUNNING, Need.CAUTION),
    ],
)
def test_a_station_needs_somebody_for_what_is_wrong_alone(
    now: StationNow, state: State, need: Need
) -> None:
    (one,) = standings([now], [])
    assert (state_of(now), one.need) == (state, need)
    assert one.shape


def test_the_gravest_finding_counts_and_a_change_does_not() -> None:
    (one,) = standings([RUNNING], [a_finding("warning"), a_finding("critical")])
    assert (one.need, [each.severity for each in one.findings]) == (
        Need.ALARM,
        ["critical", "warning"],
    )
    (quiet,) = standings([RUNNING], [a_finding("note", "change")])
    assert quiet.need is Need.NONE


def test_the_most_urgent_come_first_and_sites_stay_in_order() -> None:
    held = replace(RUNNING, station="leeds/line-1/top", mode="bypass")
    gone = replace(RUNNING, station="milan/line-2/top", is_silent=True)
    found = standings([held, RUNNING, gone], [])
    assert [one.now.station for one in needing(found)] == [gone.station, held.station]
    assert [(site.name, len(site.stations)) for site in by_site(found)] == [
        ("leeds", 1),
        ("milan", 2),
    ]
    assert found[0].not_ok_share == pytest.approx(0.1)


def test_lines_are_counted_as_people_count() -> None:
    names = [f"milan/line-{number}/top" for number in (1, 10, 2)]
    found = standings([replace(RUNNING, station=name) for name in names], [])
    assert [one.place for one in found] == ["line-1/top", "line-2/top", "line-10/top"]
