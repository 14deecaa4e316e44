"""Files of a station's own, as a failing disk or a strange hand leaves them: state, logs, bundles.

What names the hash of its own contents is also changed with the right hash: a hand can count.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from deploy.fleet.demo.packs import Making as DrawnPacks
from deploy.fleet.demo.packs import PackSource
from deploy.torture.hostile.changing import (
    STRANGE,
    Change,
    as_json,
    change_bytes,
    change_json,
    changed_value,
)
from deploy.torture.hostile.doors import Door, Making, file_door
from edge_agent.backing_up import MANIFEST, back_up
from edge_agent.core.autonomy.standing import Standing
from edge_agent.inspection.bundle import BASE_BUNDLE, open_bundle
from edge_agent.inspection.bundle_manifest import CALIBRATION
from edge_agent.inspection.bundle_manifest import MANIFEST as BUNDLE_MANIFEST
from edge_agent.inspection.own_reader import facts_of
from edge_agent.releases.slots import IN_USE, READY, Slots
from edge_agent.restoring import manifest_in, refuse_unless_fit, verify
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.figures import FiguresFile, KeptFigures
from edge_agent.store.hashed_file import digest
from edge_agent.store.record_json import record_from_json, record_to_json
from edge_agent.store.standing import StandingFile
from edge_agent.uplink.outbox import Outbox
from edge_agent.web.alarms.alarm_file import AlarmFile
from training.data.data_set import DataSet
from training.data.places import FolderPlace

NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
STATION: Final = "plant-1/line-1/box"


def with_digest(key: str) -> Change:
    """Half of them with the right hash."""

    def change(random: Random, given: bytes) -> bytes:
        if random.random() < 0.5:
            return change_json(random, given)
        whole = json.loads(given)
        changed_value(random, whole, STRANGE)
        if key in whole:
            whole["sha256"] = digest(whole[key])
        return as_json(whole)

    return change


def standing(folder: Path) -> Door:
    file = folder / "standing.json"
    kept = StandingFile(file, "box")
    kept.keep(Standing({}), is_stopped=True)
    return file_door(file, lambda _: kept.read(), [file.read_bytes()], with_digest("standing"))


def figures(folder: Path) -> Door:
    file = folder / "figures.json"
    kept = FiguresFile(file)
    kept.keep(KeptFigures(3, 17))
    return file_door(file, lambda _: kept.read(), [file.read_bytes()], with_digest("figures"))


def record(_: Path) -> Door:
    texts = [record_to_json(one).encode() for one in some_records()]
    return Door(read_record, texts, change_json)


def read_record(content: bytes) -> object:
    """As the store hands it on: SQLite has looked at its UTF-8 already."""
    return record_from_json(content.decode("utf-8", "replace"))


def some_records() -> list[Any]:
    return PackSource(np.random.default_rng(1)).records(DrawnPacks("L1", 0.5), [(NOON, 0)] * 5)


def event_log(folder: Path) -> Door:
    """Opened to be written, as at a start, and read to its end."""
    with closing(EventStore.open(folder / "made.db")) as store:
        store.append_records(some_records())
        store.append("started", {"software": "1"}, NOON)
    made = (folder / "made.db").read_bytes()

    def opened(file: Path) -> object:
        with closing(EventStore.open(file)) as store:
            store.append("started", {}, NOON)
        with closing(EventReader(file)) as reader:
            return list(reader.records()), list(reader.events(kind="started"))

    return database_door(folder / "events.db", opened, made)


def outbox(folder: Path) -> Door:
    Outbox(folder / "made.db").close()

    def opened(file: Path) -> object:
        with closing(Outbox(file)) as box:
            return box.is_new_command("key", 3)

    return database_door(folder / "uplink.db", opened, (folder / "made.db").read_bytes())


def alarms(folder: Path) -> Door:
    AlarmFile(folder / "made.db").close()

    def opened(file: Path) -> object:
        with closing(AlarmFile(file)) as kept:
            return kept.raised(), kept.history(10)

    return database_door(folder / "alarms.db", opened, (folder / "made.db").read_bytes())


def database_door(file: Path, opened: Callable[[Path], object], example: bytes) -> Door:
    """Beside it lies nothing that SQLite would take it back with."""

    def fresh(given: Path) -> object:
        for suffix in ("-wal", "-shm", "-journal"):
            given.with_name(given.name + suffix).unlink(missing_ok=True)
        return opened(given)

    return file_door(file, fresh, [example], change_bytes)


def slots(name: str) -> Making:
    """Whatever it says, a start finds a bundle."""

    def making(folder: Path) -> Door:
        there = Slots(folder)
        examples = {
            IN_USE: {"place": "a", "bundle_sha256": "0" * 64, "before": "ships", "begun": 1},
            READY: {"place": "b", "bundle_sha256": "0" * 64},
        }

        def begun(_: Path) -> object:
            return there.in_use, there.ready, there.begin()

        return file_door(folder / name, begun, [as_json(examples[name])], change_json)

    return making


def bundle(name: str) -> Making:
    """A file of it that is changed, with nobody's hash."""

    def making(folder: Path) -> Door:
        shutil.copytree(BASE_BUNDLE, folder / "bundle")
        example = (folder / "bundle" / name).read_bytes()

        def opened(_: Path) -> object:
            return open_bundle(folder / "bundle")

        return file_door(folder / "bundle" / name, opened, [example], change_json)

    return making


def reader_facts(folder: Path) -> Door:
    shutil.copytree(BASE_BUNDLE, folder / "bundle")
    model, file = folder / "bundle" / "reader.onnx", folder / "bundle" / "reader.json"
    return file_door(file, lambda _: facts_of(model), [file.read_bytes()], change_json)


def backup(folder: Path) -> Door:
    """The manifest of a backup; nothing is restored from a changed one."""
    data = folder / "data"
    with closing(EventStore.open(data / "events.db")) as store:
        store.append_records(some_records())
    back_up(data, folder / "backup", STATION, NOON)
    file = folder / "backup" / MANIFEST

    def looked_at(_: Path) -> None:
        manifest = manifest_in(folder / "backup")
        refuse_unless_fit(manifest, folder / "restored", STATION, datetime.max.replace(tzinfo=UTC))
        verify(folder / "backup" / "data", manifest)

    return file_door(file, looked_at, [file.read_bytes()], change_json)


def data_set(folder: Path) -> Door:
    """What a version of labelled pictures says of itself."""
    place = FolderPlace(folder)
    example = as_json(
        {
            "number": 1,
            "version": "0" * 64,
            "manifest": "1" * 64,
            "stretches": [],
            "events": 0,
            "head": "2" * 64,
            "at": "2026-06-01T12:00:00Z",
            "by": "anna",
            "why": "begun",
        }
    )
    (folder / "versions").mkdir()
    file = folder / "versions" / "00000001.json"
    return file_door(file, lambda _: DataSet(place).version_numbered(1), [example], change_json)


DOORS: Final[Mapping[str, Making]] = {
    "standing": standing,
    "live figures": figures,
    "record": record,
    "event log": event_log,
    "outbox": outbox,
    "alarms": alarms,
    "bundle in use": slots(IN_USE),
    "bundle ready": slots(READY),
    "manifest of a bundle": bundle(BUNDLE_MANIFEST),
    "calibration": bundle(CALIBRATION),
    "facts of the reader": reader_facts,
    "manifest of a backup": backup,
    "version of a data set": data_set,
}
