"""A stick that is carried: one visit brings everything, the next one says so to the station."""

from contextlib import closing
from pathlib import Path

from deploy.fleet.carriers.folder_hub import FolderHub
from edge_agent.core.telemetry.streams import Stream
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.store.pictures import read_picture
from tests.fleet.pictures.rig import a_png
from tests.fleet.rig import CLOCK, LIVENESS_NS, STEP_NS, CentreRig, StationRig, centre_url
from tests.fleet.ways import FolderWay
from tests.samples import NOON

KEY = SigningKey.fresh()
TRUST = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))


def letters_on(stick: Path) -> int:
    return len(list(stick.glob("*/*/*/up/*.letter")))


def at_the_station(station: StationRig, stick: Path, letters: int) -> None:
    """Until so many lie there."""
    end_ns = CLOCK.now_ns() + LIVENESS_NS
    while letters_on(stick) < letters:
        assert CLOCK.now_ns() < end_ns, "not all is written"
        station.uplink.step()
        CLOCK.sleep_until_ns(CLOCK.now_ns() + STEP_NS)


def at_the_centre(centre: CentreRig, stick: Path) -> None:
    """Until nothing is left for it."""
    end_ns = CLOCK.now_ns() + LIVENESS_NS
    while letters_on(stick):
        assert CLOCK.now_ns() < end_ns, "not all is taken"
        centre.listening.step()
        CLOCK.sleep_until_ns(CLOCK.now_ns() + STEP_NS)


def until_heard(station: StationRig) -> None:
    end_ns = CLOCK.now_ns() + LIVENESS_NS
    while not station.uplink.postings or station.uplink.is_behind or station.waiting.best(1):
        assert CLOCK.now_ns() < end_ns, "the answers do not come"
        station.uplink.step()
        CLOCK.sleep_until_ns(CLOCK.now_ns() + STEP_NS)


def test_what_was_written_goes_in_one_visit(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    way = FolderWay(stick)
    FolderHub(stick).begin()
    with closing(StationRig(tmp_path / "a", way, TRUST)) as station:
        station.write(120)
        at_the_station(station, stick, letters=4)  # three batches of records, one of events
        station.stop()
        with closing(CentreRig(centre_url(tmp_path), way, KEY, tmp_path / "centre")) as centre:
            at_the_centre(centre, stick)
            assert centre.count() == 120
        station.start()
        until_heard(station)
        sender = station.uplink.postings[Stream.RECORDS].sender
        assert (sender.acked.boot, sender.acked.seq) == (1, 120)


def test_pictures_need_one_visit_more_than_their_records(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    way = FolderWay(stick)
    FolderHub(stick).begin()
    shown = [a_png(number, 300_000) for number in range(6)]
    with closing(StationRig(tmp_path / "a", way, TRUST)) as station:
        names = [station.show(encoded) for encoded in shown]
        at_the_station(station, stick, letters=2)
        with closing(CentreRig(centre_url(tmp_path), way, KEY, tmp_path / "centre")) as centre:
            at_the_centre(centre, stick)
            centre.stop()
            at_the_station(station, stick, letters=12)  # two pieces of each
            centre.start()
            at_the_centre(centre, stick)
            assert [read_picture(centre.folder, name) for name in names] == shown
        until_heard(station)
        assert station.waiting.counts().arrived == len(shown)
