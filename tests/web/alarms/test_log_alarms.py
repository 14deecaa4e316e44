"""What only the log tells calls a person too: records that wait for the centre, refused models."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_agent.core.bundle_orders import REFUSED
from edge_agent.core.reasons.languages import Language
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.store.events import EventStore
from edge_agent.web.alarms.banner import AlarmNote
from edge_agent.web.alarms.watching import TOLD_FOR, Watcher
from edge_agent.web.api.health_routes import Part, troubles
from edge_agent.web.site import Site
from tests.line.small_station import box_station
from tests.people.samples import QUICK
from tests.samples import a_record
from tests.web.alarms.floors import quiet
from tests.web.visitors import MovedClock

CENTRE = '\n[uplink.broker]\nhost = "broker.plant"\n'
CARRIED = '\n[uplink.folder]\npath = "stick"\n'


class Watched:
    """A station with a log, its pages' watcher, and a clock that only moves here."""

    def __init__(self, folder: Path, way: str) -> None:
        file = box_station(folder, "g")
        file.write_text(file.read_text(encoding="utf-8") + way, encoding="utf-8")
        settings, self.clock = load_station(file), MovedClock()
        office = Office(
            *(settings.data.folder, settings.station.full_name, self.clock.wall(), QUICK)
        )
        self.site = Site(settings, office, self.clock)
        self.store = EventStore.open(settings.data.folder / "events.db")
        self.store.append("started", {}, self.clock.wall())
        self.watcher = Watcher(self.site)

    def look_for(self, seconds: float) -> set[str]:
        """Ids of what goes on at the end of it."""
        for _ in range(round(2 * seconds)):
            self.clock.sleep_until_ns(self.clock.now_ns() + 500_000_000)
            self.watcher.look(replace(quiet(), at=self.clock.wall()))
        return {one["id"] for one in AlarmNote(self.site.alarms)(None, Language.EN)["alarms"]}

    def close(self) -> None:
        self.store.close()
        self.site.close()


@pytest.fixture
def watched(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Watched]:
    with closing(Watched(tmp_path, request.param)) as watched:
        yield watched


@pytest.mark.parametrize("watched", [CENTRE], indirect=True)
def test_records_that_wait_for_the_centre_call_somebody_after_a_while(watched: Watched) -> None:
    watched.store.append_records([a_record(1, seen_at=watched.clock.wall())])
    assert watched.look_for(25) == set()
    assert troubles(watched.site)[Part.CENTRE] is None
    assert watched.look_for(15) == {"centre_behind"}
    assert "has waited for 40 s" in str(troubles(watched.site)[Part.CENTRE])


@pytest.mark.parametrize("watched", [CARRIED], indirect=True)
def test_records_that_somebody_carries_to_the_centre_may_wait(watched: Watched) -> None:
    watched.store.append_records([a_record(1, seen_at=watched.clock.wall())])
    assert watched.look_for(120) == set()
    assert troubles(watched.site)[Part.CENTRE] is None


@pytest.mark.parametrize("watched", [""], indirect=True)
def test_a_station_without_a_centre_says_nothing_of_one(watched: Watched) -> None:
    watched.store.append_records([a_record(1, seen_at=watched.clock.wall())])
    assert watched.look_for(120) == set()
    assert Part.CENTRE not in troubles(watched.site)


@pytest.mark.parametrize("watched", [""], indirect=True)
def test_refused_models_are_told_one_by_one_and_are_over_after_a_while(watched: Watched) -> None:
    for name in ("changed-1.0.0.zip", "endless-1.0.0.zip"):
        body = {"name": name, "why": "forged", "by": "an engineer"}
        watched.store.append(REFUSED, body, watched.clock.wall())
    told = {"release_refused:changed-1.0.0.zip", "release_refused:endless-1.0.0.zip"}
    assert watched.look_for(5) == told
    assert watched.look_for(TOLD_FOR.total_seconds()) == set()
