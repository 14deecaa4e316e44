"""A good pack on which a bundle that looks on differs comes with its pictures, and is shown."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.fleet.feedback.items import items_of, shown_items
from deploy.fleet.rollouts.differences import differences
from deploy.fleet.rollouts.keeping import rollout_row
from deploy.fleet.rollouts.starting import By, Wanted, start
from deploy.fleet.web.pages.packs_shown import pictures_of
from edge_agent.core.packs import Verdict
from edge_agent.core.shadow.tally import DIFFERENCE
from edge_agent.store.pictures import picture_file
from tests.fleet.feedback.samples import a_pack, picked_packs, picker
from tests.fleet.rig import CLOCK, STATION, Rig, rig
from tests.fleet.rollouts.fleet import MIA, NEW, PLAN, RELEASE
from tests.fleet.sent import say
from tests.fleet.ways import FolderWay

PACK = 5
SAID = {"name": "expiry", "in_use": "ok", "shadow": "not_ok", "reasons": []}


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Rig]:
    with rig(tmp_path, FolderWay(tmp_path / "share")) as one:
        yield one


def differ(flow: Rig, folder: Path) -> str:
    """One of ten good packs, whose records name no picture; its picture's sha256."""
    good = [a_pack(folder / "seen", number, Verdict.OK, 0.01) for number in range(1, 11)]
    file = picture_file(folder / "seen", good[PACK - 1].pictures["bottom"])
    assert file is not None
    station = flow.station
    sha256 = station.pictures.save(file.read_bytes())
    station.store.append_records([replace(one, pictures={}) for one in good])
    station.written = len(good)
    body = {"pack_no": PACK, "bundle_sha256": NEW, "pack": "stricter", "checks": [SAID]}
    pictured = {**body, "pictures": {"bottom": sha256}}
    station.store.append(DIFFERENCE, pictured, CLOCK.wall())
    return sha256


def roll_out(flow: Rig) -> int:
    now = CLOCK.wall()
    say(flow.centre.engine, now, STATION)
    with flow.centre.engine.begin() as connection:
        wanted = Wanted(RELEASE, NEW, ("*",), None, PLAN, "")
        return start(connection, wanted, By(MIA, now, "", ""))


def test_a_roll_out_shows_it_and_people_are_asked(flow: Rig, tmp_path: Path) -> None:
    flow.turn()
    number = roll_out(flow)
    sha256 = differ(flow, tmp_path)
    flow.until(lambda: picture_file(flow.centre.folder, sha256) is not None)
    flow.until(lambda: flow.all_arrived() and flow.pictures_arrived())
    with flow.centre.engine.connect() as connection:
        (pack,) = differences(connection, rollout_row(connection, number))
    assert (pack.pack_no, pack.station) == (PACK, STATION)
    assert pack.key is not None
    (shown,) = pictures_of(pack.pictures, flow.centre.folder).values()
    assert (shown.sha256, shown.is_here) == (sha256, True)
    assert picker(flow.centre.engine, flow.centre.folder).round(CLOCK.wall()) == 1
    assert picked_packs(flow.centre.engine) == [(PACK, "disagreeing")]
    with flow.centre.engine.connect() as connection:
        (item,) = items_of(connection, shown_items())
    assert dict(item.pictures) == {"bottom": sha256}
