"""Every part of a station: what needs no device first, then devices, then the machine itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from edge_agent.core.errors import NotFound, SettingsError, StoreTaken
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.line.checking.bounded import caught, within
from edge_agent.line.checking.cameras import camera_findings, pictures_of
from edge_agent.line.checking.disk import look_at_disk
from edge_agent.line.checking.driving import LONGEST_WAIT_S, drive
from edge_agent.line.checking.findings import Finding, fine, refused, wrong
from edge_agent.line.checking.gate import PART as GATE
from edge_agent.line.checking.gate import look_at_gate, rested
from edge_agent.line.checking.host import NAPS, clock_findings, timing_findings
from edge_agent.line.checking.in_time import PART as INSPECTION
from edge_agent.line.checking.in_time import inspection_ms, time_findings, time_to_gate_ms
from edge_agent.line.checking.own_files import look_at_files
from edge_agent.line.checking.recipe import RecipeSeen, look_at_recipe
from edge_agent.line.checking.signals import lamp_findings, switch_findings
from edge_agent.releases.slots import Slots
from edge_agent.settings import read_station, with_order
from edge_agent.sqlite_files import writer_lock
from edge_agent.station_tables import StationSettings
from edge_agent.store.events import EventReader
from hardware.build import build_camera, build_gate
from hardware.gates.jitter import wakes_late_ms
from hardware.interfaces import Clock
from hardware.settings import BeltGate, CameraSettings, NoGateSettings, is_live, untriggered

DRIVING_S: Final = LONGEST_WAIT_S + 30.0
FILE: Final = "station.toml"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class StationLook:
    """One look at one station."""

    file: Path
    settings: StationSettings
    clock: Clock
    drives: bool
    """The gate is driven; a person has agreed."""
    tell: Tell

    def findings(self) -> Iterator[Finding]:
        self.tell("recipe and order")
        seen = look_at_recipe(self.settings, self.clock)
        yield from seen.findings
        if seen.loaded is not None:
            self.tell(INSPECTION)
            yield from caught(INSPECTION, partial(self.in_time, seen, seen.loaded))
        yield from self.devices(seen.loaded)
        self.tell("disk, clock and timing")
        data = self.settings.data
        yield from look_at_disk(data.folder, data.picture_budget_bytes, self.clock)
        yield from caught("records", self.clock_and_records)
        yield from caught("people", partial(look_at_files, self.file, self.settings))
        yield from timing_findings(wakes_late_ms(self.clock, NAPS))

    def in_time(self, seen: RecipeSeen, loaded: LoadedRecipe) -> Iterator[Finding]:
        bundle = Slots(DataFolder(self.settings.data.folder).bundles).usable()
        inspector = open_inspector(loaded, bundle)
        took_ms = inspection_ms(inspector, loaded, seen.order, self.clock)
        yield from time_findings(took_ms, time_to_gate_ms(self.settings))

    def clock_and_records(self) -> Iterator[Finding]:
        last_at = last_record_at(DataFolder(self.settings.data.folder))
        yield from clock_findings(self.clock.wall(), last_at)

    def devices(self, loaded: LoadedRecipe | None) -> Iterator[Finding]:
        """None is touched while the station itself has them."""
        try:
            held = self.held_data_folder()
        except StoreTaken:
            mend = "end it before its devices are tried: they obey one host at a time"
            yield wrong("devices", "the station is running", mend)
            return
        with held:
            for camera in self.settings.cameras:
                yield from self.camera(camera, loaded)
            if not isinstance(self.settings.gate, NoGateSettings):
                yield from self.gate(self.settings.gate)

    def held_data_folder(self) -> AbstractContextManager[object]:
        """So that no station starts meanwhile; where none ever ran, none has a data folder."""
        data = DataFolder(self.settings.data.folder)
        if not data.folder.is_dir():
            return nullcontext()
        return closing(writer_lock(data.events))

    def camera(self, settings: CameraSettings, loaded: LoadedRecipe | None) -> list[Finding]:
        part = f"camera {settings.view}"
        self.tell(part)
        pictures = () if loaded is None else loaded.golden.get(settings.view, ())
        golden = pictures[0] if pictures else None

        def look() -> Iterator[Finding]:
            frames = pictures_of(
                build_camera(untriggered(settings), self.clock, self.tell), self.clock
            )
            yield from camera_findings(part, frames, golden, is_live(settings))

        return within(part, look)

    def gate(self, settings: BeltGate) -> list[Finding]:
        self.tell(GATE)

        def look() -> Iterator[Finding]:
            places_mm = {camera.view: camera.at_mm or 0.0 for camera in self.settings.cameras}
            fail_state = self.settings.station.fail_state
            gate, signals = build_gate(settings, fail_state, self.clock, places_mm)
            with closing(gate):
                found = list(look_at_gate(gate, settings.belt.fastest_mm_per_s, self.clock))
                yield from found
                if any(finding.is_unreachable for finding in found):
                    return
                yield from switch_findings(signals)
                if self.drives:
                    rest = partial(rested, gate, self.clock)
                    yield from lamp_findings(signals, rest, self.tell)
                    yield from drive(gate, settings.belt, self.clock, self.tell)

        return within(GATE, look, DRIVING_S) if self.drives else within(GATE, look)


def station_findings(file: Path, clock: Clock, drives: bool, tell: Tell) -> list[Finding]:
    """NotFound where there is no such file. What cannot be in force is wrong, and the devices are
    tried all the same; a file that cannot be understood is all that can be said."""
    try:
        read = read_station(file)
    except SettingsError as error:
        return [refused(FILE, error)]
    settings = read.settings
    found = [refused(FILE, refusal) for refusal in read.refused]
    try:
        settings = with_order(settings)
    except SettingsError as error:
        found.append(refused("order", error))
    if not found:
        found = [fine(FILE, f"{settings.station.full_name}: can be in force")]
    return [
        *found,
        *StationLook(file, settings, clock, drives and not read.refused, tell).findings(),
    ]


def last_record_at(data: DataFolder) -> datetime | None:
    try:
        with closing(EventReader(data.events)) as reader:
            last = reader.last_record()
    except NotFound:
        return None
    return None if last is None else last.record.seen_at
