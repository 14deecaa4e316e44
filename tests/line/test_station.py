from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_agent.core.autonomy.standing import Grant, Standing
from edge_agent.core.errors import Conflict, InvalidInput, StoreTaken
from edge_agent.core.packs import Level, Outcome, Reason, Record, Verdict
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.line.station import AUDIT_KEY_BYTES, Station, audit_key
from edge_agent.settings import load_station, settings_hash
from edge_agent.store.events import EventReader
from edge_agent.store.standing import StandingFile
from hardware.clock import RealClock
from hardware.errors import DeviceMissing
from tests.line.small_station import box_station, save_box_recipe


def never() -> bool:
    return False


def finished(
    file: Path,
    tell: Callable[[str], None] = print,
    most_packs: int | None = None,
    is_interrupted: Callable[[], bool] = never,
) -> Station:
    """The station after its run; its records stay readable."""
    with closing(Station(load_station(file), RealClock(), tell)) as station:
        station.run(is_interrupted, most_packs)
    return station


def by_pack(station: Station) -> list[Record]:
    return sorted(station.records(), key=lambda record: record.pack_no)


def long_film_of(folder: Path) -> Path:
    """It runs as fast as it is decoded: longer than a busy station takes to look at it first."""
    file = folder / "film.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (640, 480))
    noise = np.random.default_rng(1).integers(0, 256, (480, 640, 3), np.uint8)
    for _ in range(200):
        writer.write(noise)
    writer.release()
    return file


def test_every_picture_is_one_pack_with_one_record(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggbgg")
    station = finished(file)
    records = by_pack(station)
    assert [record.pack_no for record in records] == [1, 2, 3, 4, 5]
    assert [record.verdict.verdict is Verdict.OK for record in records] == [
        kind == "g" for kind in "ggbgg"
    ]
    assert {record.outcome for record in records} == {Outcome.PASSED}
    assert {record.decision.level for record in records} == {Level.REPORT}
    assert not any(record.late or record.decision.driven for record in records)
    ledger = station.line.ledger
    assert (ledger.seen, ledger.passed) == (5, 5)
    assert ledger.adds_up


def test_records_name_what_was_in_force_and_the_recipe_is_kept(tmp_path: Path) -> None:
    file = box_station(tmp_path, "g")
    (record,) = by_pack(finished(file))
    kept = DataFolder(tmp_path / "data").kept_recipe(record.recipe_hash)
    assert kept.hash == load_recipe(tmp_path / "recipe").hash
    assert record.settings_hash == settings_hash(load_station(file))
    assert record.software.startswith("packwarden ")
    assert record.bundle_sha256 == base_bundle().sha256
    assert record.latency_ms is not None


def test_a_picture_that_is_broken_is_told_and_its_pack_is_unsure(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggg", views=("bottom", "top"))
    (tmp_path / "top" / "002.png").write_bytes(b"broken")
    told: list[str] = []
    station = finished(file, told.append)
    records = by_pack(station)
    assert [record.verdict.verdict for record in records] == [
        Verdict.OK,
        Verdict.UNSURE,
        Verdict.OK,
    ]
    assert Reason.NO_PICTURE in records[1].verdict.reasons
    assert len(told) == 1
    assert "002.png" in told[0]
    with closing(EventReader(station.data.events)) as reader:
        kinds = [stored.event.kind for stored in reader.events()]
    assert kinds[0] == "started"
    assert kinds[-1] == "ended"
    assert kinds.count("picture_refused") == 1


def test_a_view_that_ends_early_leaves_packs_unsure_and_not_the_station_waiting(
    tmp_path: Path,
) -> None:
    file = box_station(tmp_path, "ggg", views=("bottom", "top"))
    (tmp_path / "top" / "003.png").unlink()
    records = by_pack(finished(file))
    assert [record.verdict.verdict is Verdict.OK for record in records] == [True, True, False]


def test_it_ends_after_as_many_packs_as_asked(tmp_path: Path) -> None:
    station = finished(box_station(tmp_path, "gggggg"), most_packs=3)
    assert station.line.ledger.seen == 3
    assert len(by_pack(station)) == 3


def test_an_interrupted_station_ends_the_packs_it_has_seen(tmp_path: Path) -> None:
    asked = iter([False] * 3)
    station = finished(
        box_station(tmp_path, "g" * 30), is_interrupted=lambda: next(asked, None) is None
    )
    ledger = station.line.ledger
    assert ledger.seen < 30
    assert ledger.adds_up
    assert len(by_pack(station)) == ledger.seen


def test_every_run_adds_its_own_records(tmp_path: Path) -> None:
    file = box_station(tmp_path, "gb")
    first, second = finished(file), finished(file)
    assert len(by_pack(first)) == 4
    assert len(by_pack(second)) == 2


def test_a_live_camera_that_is_lost_ends_the_station_with_its_packs_recorded(
    tmp_path: Path,
) -> None:
    file = box_station(tmp_path, "g")
    film = long_film_of(tmp_path)
    text = file.read_text().replace('"files"', '"opencv"')
    file.write_text(text.replace('path = "top"', f'device = "file://{film}"'))
    station = finished(file)
    assert station.line.health.lost_cameras.keys() == {"top"}
    assert station.line.ledger.adds_up
    assert station.line.ledger.seen >= 1
    assert len(by_pack(station)) == station.line.ledger.seen


def test_cameras_that_are_not_the_recipe_s_views_are_refused(tmp_path: Path) -> None:
    file = box_station(tmp_path, "g")
    save_box_recipe(tmp_path / "recipe", ("top", "side"))
    with pytest.raises(Conflict, match="views side, top"):
        finished(file)


def test_an_order_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    file = box_station(tmp_path, "g")
    file.write_text(file.read_text() + "\n[order]\nexpiry = 2001-01-01\n")
    with pytest.raises(InvalidInput, match="2001-01-01"):
        finished(file)


def test_a_data_folder_has_one_station_at_a_time_and_is_free_after_a_failed_start(
    tmp_path: Path,
) -> None:
    file = box_station(tmp_path, "g")
    settings = load_station(file)
    (tmp_path / "top" / "001.png").rename(tmp_path / "away.png")
    with pytest.raises(DeviceMissing, match="no pictures"):
        Station(settings, RealClock(), print)
    (tmp_path / "away.png").rename(tmp_path / "top" / "001.png")
    with closing(Station(settings, RealClock(), print)), pytest.raises(StoreTaken):
        Station(settings, RealClock(), print)
    assert len(by_pack(finished(file))) == 1


def test_a_level_that_was_kept_and_is_not_borne_out_falls_at_start_and_stays_fallen(
    tmp_path: Path,
) -> None:
    """The file speaks of a certificate that nobody ever signed a raise on."""
    station_file = box_station(tmp_path, "gb")
    data = DataFolder(tmp_path / "data")
    standing = Standing({"top-panel": Grant(Level.ACT_ALWAYS, "a" * 64)})
    StandingFile(data.standing, "box").keep(standing, is_stopped=False)
    station = finished(station_file)
    assert {record.outcome for record in by_pack(station)} == {Outcome.PASSED}
    with closing(EventReader(data.events)) as reader:
        falls = [stored.event for stored in reader.events() if stored.event.kind == "level_fell"]
    assert [fall.body["cause"] for fall in falls] == ["certificate_void"]
    after = StandingFile(data.standing, "box").read()
    assert after is not None
    assert after.level_of("top-panel") is Level.RECOMMEND


def test_a_standing_that_was_edited_is_told_and_earns_nothing(tmp_path: Path) -> None:
    station_file = box_station(tmp_path, "g")
    data = DataFolder(tmp_path / "data")
    StandingFile(data.standing, "box").keep(Standing({"top-panel": Grant()}), is_stopped=False)
    data.standing.write_text(data.standing.read_text().replace("recommend", "act_always"))
    finished(station_file)
    with closing(EventReader(data.events)) as reader:
        kinds = [stored.event.kind for stored in reader.events()]
    assert "standing_lost" in kinds


def test_the_key_of_the_audit_is_its_owners_alone_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "audit.key"
    key = audit_key(file)
    assert len(key) == AUDIT_KEY_BYTES
    assert file.stat().st_mode & 0o777 == 0o600
    assert audit_key(file) == key
