"""A backup of a station's data folder, and the way back: whole, checked, never over anything."""

import json
import stat
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from edge_agent.__main__ import run
from edge_agent.backing_up import DATA, MANIFEST, back_up
from edge_agent.core.errors import Conflict, InvalidInput, NotFound, StoreDamaged, StoreTaken
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position
from edge_agent.people.office import Office
from edge_agent.restoring import RESTORED, restore
from edge_agent.settings import load_station
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.pictures import PictureStore
from edge_agent.uplink.batches import LogName
from edge_agent.uplink.posting import Posting
from hardware.pictures import encode_png
from tests.line.small_station import box_station
from tests.people.samples import NOW as OPENED
from tests.people.samples import QUICK
from tests.samples import NOON, a_picture, a_record

STATION = "plant-1/line-1/box"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Of a station with records, people, keys, a picture and a standing."""
    folder = tmp_path / "data"
    with closing(EventStore.open(folder / "events.db")) as store:
        store.append("started", {}, NOON)
        store.append_records([a_record(number) for number in range(1, 6)])
    Office(folder, STATION, OPENED, QUICK).close()
    PictureStore(folder / "pictures", 1_000_000).save(encode_png(a_picture()))
    (folder / "standing.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def backup(data: Path, tmp_path: Path) -> Path:
    back_up(data, tmp_path / "backup", STATION, NOON)
    return tmp_path / "backup"


def names_in(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_a_backup_has_all_but_pictures_standing_and_what_processes_need(backup: Path) -> None:
    assert names_in(backup / DATA) == {
        *("events.db", "people.db", "audit.db", "trust.toml", "keys/station.key")
    }


def test_with_pictures_they_are_there(data: Path, tmp_path: Path) -> None:
    back_up(data, tmp_path / "all", STATION, NOON, with_pictures=True)
    assert sum(name.startswith("pictures/") for name in names_in(tmp_path / "all" / DATA)) == 1


def test_only_its_owner_reads_a_backup(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert stat.S_IMODE((backup / DATA / "keys" / "station.key").stat().st_mode) == 0o600


def test_a_backup_is_made_while_the_station_writes(data: Path, tmp_path: Path) -> None:
    with closing(EventStore.open(data / "events.db")) as store:
        store.append_records([a_record(6)])
        manifest = back_up(data, tmp_path / "backup", STATION, NOON)
        store.append_records([a_record(7)])
    assert (manifest.log.boot, manifest.log.records) == (2, 6)


def test_a_restored_log_has_all_and_goes_on_in_a_boot_that_never_was(
    data: Path, backup: Path, tmp_path: Path
) -> None:
    data.rename(tmp_path / "lost")
    restored = restore(backup, data, STATION, LATER)
    assert restored.boot > LATER.timestamp()
    with closing(EventReader(data / "events.db")) as reader:
        assert [(one.boot, one.seq) for one in reader.records()] == [(1, n) for n in range(1, 6)]
        told = reader.last_event(RESTORED)
    assert told is not None
    assert told.boot == restored.boot
    assert told.event.body["records"] == 5
    Office(data, STATION, OPENED, QUICK).close()


def test_a_second_restore_of_the_same_backup_has_a_boot_of_its_own(
    backup: Path, tmp_path: Path
) -> None:
    boots = [
        restore(backup, tmp_path / str(hours), STATION, NOON + timedelta(hours=hours)).boot
        for hours in (1, 2)
    ]
    assert boots[0] < boots[1]


def test_a_centre_that_has_more_than_a_restored_log_is_believed(
    backup: Path, tmp_path: Path
) -> None:
    """It got what was written after the backup, in this boot and in later ones."""
    restore(backup, tmp_path / "new", STATION, LATER)
    with closing(LogStretches(tmp_path / "new" / "events.db")) as log:
        name = LogName(STATION, log.name() or "", Stream.RECORDS)
        posting = Posting(name, log, Position(1, 3), Random(1))
        posting.heard(Position(3, 700), now_ns=0)
        assert not posting.behind


def changed(backup: Path, **what: Any) -> None:
    manifest = json.loads((backup / MANIFEST).read_text())
    (backup / MANIFEST).write_text(json.dumps({**manifest, **what}))


def test_a_backup_that_is_not_as_it_was_written_is_refused(backup: Path, tmp_path: Path) -> None:
    people = backup / DATA / "people.db"
    people.write_bytes(people.read_bytes()[:-1] + b"?")
    with pytest.raises(InvalidInput, match=r"people\.db is not as the backup wrote it"):
        restore(backup, tmp_path / "new", STATION, LATER)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("path", ["../events.db", "/etc/passwd"])
def test_a_manifest_that_names_what_lies_outside_is_refused(
    backup: Path, tmp_path: Path, path: str
) -> None:
    files = json.loads((backup / MANIFEST).read_text())["files"]
    changed(backup, files=[*files, {"path": path, "bytes": 1, "sha256": "0" * 64}])
    with pytest.raises(InvalidInput, match="outside of its folder"):
        restore(backup, tmp_path / "new", STATION, LATER)


def test_a_manifest_of_another_form_is_refused_by_the_field(backup: Path, tmp_path: Path) -> None:
    changed(backup, format="packwarden.backup.2")
    with pytest.raises(InvalidInput, match="format"):
        restore(backup, tmp_path / "new", STATION, LATER)


def test_another_stations_backup_and_a_clock_before_it_are_refused(
    backup: Path, tmp_path: Path
) -> None:
    with pytest.raises(Conflict, match="a backup of plant-1/line-1/box"):
        restore(backup, tmp_path / "new", "plant-1/line-2/box", LATER)
    with pytest.raises(Conflict, match="set the clock"):
        restore(backup, tmp_path / "new", STATION, NOON - timedelta(days=1))


def test_nothing_is_restored_or_backed_up_over_anything(data: Path, backup: Path) -> None:
    with pytest.raises(Conflict, match="not empty"):
        restore(backup, data, STATION, LATER)
    with pytest.raises(Conflict, match="is there"):
        back_up(data, backup, STATION, LATER)


def test_of_a_backup_or_a_restore_that_fails_nothing_is_left(data: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    (data / "broken.db").write_bytes(b"SQLite format 3\0 and nothing that it promises")
    with pytest.raises(StoreDamaged, match=r"broken\.db"):
        back_up(data, tmp_path / "backup", STATION, NOON)
    assert set(tmp_path.iterdir()) == before
    (data / "broken.db").unlink()
    back_up(data, tmp_path / "backup", STATION, NOON)
    with_no_log(tmp_path / "backup")
    before = set(tmp_path.iterdir())
    with pytest.raises(StoreDamaged, match=r"events\.db"):
        restore(tmp_path / "backup", tmp_path / "new", STATION, LATER)
    assert set(tmp_path.iterdir()) == before


def with_no_log(backup: Path) -> None:
    """As whole as the manifest says, and its log is none."""
    events = backup / DATA / "events.db"
    events.write_bytes(b"no log")
    files = json.loads((backup / MANIFEST).read_text())["files"]
    log = {"path": "events.db", "bytes": 6, "sha256": sha256(b"no log").hexdigest()}
    changed(backup, files=[log, *(one for one in files if one["path"] != "events.db")])


def test_what_is_no_backup_and_what_never_ran_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="the folder that a backup made"):
        restore(tmp_path, tmp_path / "new", STATION, LATER)
    with pytest.raises(NotFound, match="has not run yet"):
        back_up(tmp_path, tmp_path / "backup", STATION, NOON)


def test_the_commands_there_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = box_station(tmp_path, "g")
    folder = load_station(file).data.folder
    store = EventStore.open(folder / "events.db")
    store.append_records([a_record(1)])

    def said(*words: str) -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr("sys.argv", ["packwarden", *words, "--station", str(file), "--json"])
        return run(), json.loads(capsys.readouterr().out)

    assert said("backup", str(tmp_path / "backup"))[0] == 0
    with closing(store):
        code, refused = said("restore", str(tmp_path / "backup"))
    assert (code, refused["error"]["exit_code"]) == (StoreTaken.exit_code, 4)
    folder.rename(tmp_path / "lost")
    code, document = said("restore", str(tmp_path / "backup"))
    assert (code, document["log"]["records"]) == (0, 1)
