"""What is released arrives at a station as it was signed."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deploy.release.roles import Role
from edge_agent.core.errors import Conflict
from edge_agent.inspection.bundle import base_bundle
from edge_agent.releases.client import Releases
from edge_agent.releases.errors import ReleaseRefused, SourceAway
from edge_agent.releases.sources import FolderSource, WebSource
from edge_agent.releases.unpacking import unpack
from hardware.clock import RealClock
from simulators.broker import free_port
from tests.releases.rig import CONTENT, LATER, NAME, ReleaseRig, released_base


@pytest.fixture
def rig(tmp_path: Path) -> ReleaseRig:
    return ReleaseRig(tmp_path).founded()


def test_a_released_bundle_is_seen_fetched_and_opened(rig: ReleaseRig, tmp_path: Path) -> None:
    name = released_base(rig)
    (seen,) = rig.look()
    assert (seen.name, seen.custom) == (name, {"bundle_sha256": base_bundle().sha256})
    bundle = unpack(rig.fetch(name), tmp_path / "slot")
    assert bundle.sha256 == base_bundle().sha256


def test_the_same_over_http(rig: ReleaseRig, tmp_path: Path, served: str) -> None:
    rig.repository().add(NAME, CONTENT, {})
    root = rig.root.read_bytes()
    releases = Releases(tmp_path / "far", root, WebSource(served, True, RealClock()))
    assert releases.fetch(NAME, LATER).read_bytes() == CONTENT


@pytest.fixture
def served(rig: ReleaseRig) -> Iterator[str]:
    handler = partial(QuietHandler, directory=str(rig.folder / "repository"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("role", list(Role))
def test_after_a_rotation_stations_go_on(rig: ReleaseRig, role: Role) -> None:
    assert rig.look() == []
    rig.repository().rotate(role)
    rig.repository().add(NAME, CONTENT, {})
    assert [one.name for one in rig.look()] == [NAME]
    assert [one.name for one in rig.look(name="a new station")] == [NAME]


def test_what_is_withdrawn_is_offered_no_more(rig: ReleaseRig) -> None:
    rig.repository().add(NAME, CONTENT, {})
    rig.fetch()
    rig.repository().withdraw(NAME)
    assert rig.look() == []
    with pytest.raises(ReleaseRefused, match="not released; released are: none"):
        rig.fetch()


def test_a_refresh_lets_releases_hold_on(rig: ReleaseRig) -> None:
    rig.repository().add(NAME, CONTENT, {})
    with pytest.raises(ReleaseRefused, match="Expired"):
        rig.look(days=30, name="late")
    rig.repository(days=29).refresh()
    assert [one.name for one in rig.look(days=30)] == [NAME]


def test_a_source_that_is_not_there_is_away_and_costs_nothing(
    rig: ReleaseRig, tmp_path: Path
) -> None:
    root = rig.root.read_bytes()
    nowhere = WebSource(f"http://127.0.0.1:{free_port()}", True, RealClock())
    for source in (FolderSource(tmp_path / "nothing"), nowhere):
        with pytest.raises(SourceAway):
            Releases(tmp_path / "station", root, source).look(LATER)


def test_two_do_not_look_at_once(rig: ReleaseRig) -> None:
    station = rig.station()
    with station.updater(LATER), pytest.raises(Conflict, match="another process"):
        rig.look()


def test_a_release_that_was_cut_off_has_not_happened(rig: ReleaseRig) -> None:
    """All but the timestamp is written; the next release writes over it."""
    before = (rig.metadata / "timestamp.json").read_bytes()
    rig.repository().add(NAME, CONTENT, {})
    (rig.metadata / "timestamp.json").write_bytes(before)
    assert rig.look() == []
    rig.repository().add("other-1.0.0.zip", CONTENT, {})
    assert [one.name for one in rig.look()] == ["other-1.0.0.zip"]


def test_a_clock_that_is_far_ahead_takes_nothing_and_later_goes_on(rig: ReleaseRig) -> None:
    rig.repository().add(NAME, CONTENT, {})
    with pytest.raises(ReleaseRefused, match="Expired"):
        rig.station("ahead").look(LATER + timedelta(days=3_650))
