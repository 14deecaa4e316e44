"""Runs a demonstration from the first drawing to the sums, and shows it meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from edge_agent.control.place import place_in
from edge_agent.core.certificate import SIMULATED_CAMERA
from edge_agent.core.keeping import Keep, PictureFormat, PicturePolicy
from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.core.packs import Record
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import STARTED, origin_body
from edge_agent.line.desk import Desk, identity_of
from edge_agent.line.lately import LastPacks
from edge_agent.line.loop import Line
from edge_agent.line.parts import Recorder
from edge_agent.line.recorder import DiskRecorder, InlineRecorder
from edge_agent.line.recorder_thread import ThreadRecorder
from edge_agent.line.worker import ThreadedWorker
from edge_agent.store.events import EventStore
from edge_agent.store.labels import label_body
from edge_agent.store.pictures import PictureStore
from hardware.interfaces import Clock, Pixels
from simulators.certified import STATION
from simulators.clock import PacedClock, VirtualClock
from simulators.demo import Stage, Staging, TimedInspector
from simulators.drawing.defects import Defect
from simulators.links.kinds import HardwareKind
from simulators.links.opening import link_of
from simulators.live import LiveView
from simulators.paced import paced
from simulators.packs import TruePack
from simulators.results import Challenged, Results, results_of
from simulators.runner import Runner
from simulators.shift import Floor
from simulators.staged_floor import staged_floor
from simulators.worker import VirtualWorker

REDRAW_NS = 200_000_000
EXACT = PicturePolicy(Keep.ALL, format=PictureFormat.PNG)
"""All pictures as the camera gave them, so that a replay sees what the line saw."""
RECORDING_BYTES = 20_000_000_000
"""A recording keeps the pictures of all its packs; this is more than any shift that is drawn."""


class ShownNotes:
    """A recorder that keeps the records for the sums and shows them as they come."""

    def __init__(self, view: LiveView, disk: Recorder | None, boot: int = 0) -> None:
        self.view, self.disk, self.boot = view, disk, boot
        self.desk: Desk | None = None
        """Where pages hear of events that no disk keeps."""
        self.records: list[Record] = []
        self.challenges = Challenged()

    def write(self, record: Record, frames: dict[str, Pixels]) -> None:
        self.records.append(record)
        self.view.saw(record)
        if self.disk is not None:
            self.disk.write(record, frames)

    def event(self, kind: str, body: dict[str, object]) -> None:
        self.challenges = self.challenges.heard(kind, body)
        if self.disk is not None:
            self.disk.event(kind, body)
        elif self.desk is not None:
            self.desk.happened(kind, body)

    def tell_truth(self, seen_by: Mapping[int, TruePack]) -> None:
        """A recording also keeps what each of its packs truly was, for `whatif`.

        What a challenge pack was stands in its proof.
        """
        made = {pack_no: pack for pack_no, pack in seen_by.items() if pack.challenge is None}
        for pack_no, pack in made.items():
            faulty = pack.defect is not None
            truth = Label(self.boot, pack_no, faulty, LabelSource.SIMULATED, checks_of(pack.defect))
            self.event(LABEL_EVENT, label_body(truth))


def disk_recorder(store: EventStore, pictures: PictureStore, clock: Clock) -> DiskRecorder:
    """In real time a belt does not wait for a disk, so the product's own thread writes."""
    if isinstance(clock, PacedClock):
        return ThreadRecorder(store, pictures, clock, EXACT)
    return InlineRecorder(store, pictures, clock, EXACT)


class Show:
    """One demonstration on a console (progress and live view; results are the caller's)."""

    def __init__(self, staging: Staging, console: Console, record: Path | None) -> None:
        self.staging, self.console, self.record = staging, console, record
        self.view = LiveView(staging.scenario.level, staging.scenario.packs)

    def in_virtual_time(self) -> Results:
        """As fast as the inspector inspects; its real times are the verdicts' delays."""
        stage = self.prepare()
        inspector = TimedInspector(stage.loaded)
        clock = VirtualClock()
        worker = VirtualWorker(inspector.inspect, inspector.last_ns)
        with self.notes(stage, clock) as notes:
            floor = staged_floor(stage, self.staging.folder, clock, worker, notes)
            runner = Runner(clock, floor.plant, floor.line, worker, floor.operator, floor.cameras)
            self.watch(runner.steps(), floor.line)
            notes.tell_truth(floor.plant.seen_by)
        return self.sums(stage, floor, notes)

    def in_real_time(self, kind: HardwareKind = HardwareKind.VIRTUAL) -> Results:
        """At belt speed, with the product's inspection thread and real protocols."""
        stage = self.prepare()
        inspector = TimedInspector(stage.loaded)
        clock = PacedClock()
        worker = ThreadedWorker(inspector.inspect, clock)
        worker.start()
        link = link_of(kind, stage.scenario.level, self.staging.product.views)
        with closing(link), self.notes(stage, clock) as notes:
            last_packs = LastPacks(notes, clock.now_ns())
            floor = staged_floor(stage, self.staging.folder, clock, worker, last_packs, link)
            with closing(self.desk(floor.line, last_packs, notes, clock)):
                self.watch(paced(clock, floor, link), floor.line)
            notes.tell_truth(floor.plant.seen_by)
            worker.stop()
            return replace(self.sums(stage, floor, notes), hardware=link.document())

    def desk(self, line: Line, last_packs: LastPacks, notes: ShownNotes, clock: Clock) -> Desk:
        """Where pages may ask the line while it runs."""
        place = place_in(self.record or self.staging.folder)
        identity = identity_of(line, notes.boot, STATION, simulated=True)
        desk = Desk(line, last_packs, identity, place, clock)
        notes.desk = desk
        if isinstance(notes.disk, ThreadRecorder):
            notes.disk.writer.tell_stored = desk.stored
        self.console.print(f"Pages can ask the line at {place}", soft_wrap=True)
        return desk

    def prepare(self) -> Stage:
        """Draws everything; the long part, with a bar."""
        loaded = self.staging.teach()
        bar = Progress(
            TextColumn("drawing packs"), BarColumn(), MofNCompleteColumn(), console=self.console
        )
        with bar:
            for _ in bar.track(self.staging.draw(), total=self.staging.drawn):
                pass
        return self.staging.stage(loaded)

    @contextmanager
    def notes(self, stage: Stage, clock: Clock) -> Iterator[ShownNotes]:
        """The recorder; where a recording is wanted, also one that writes to disk."""
        if self.record is None:
            yield ShownNotes(self.view, None)
            return
        data = DataFolder(self.record)
        data.folder.mkdir(parents=True, exist_ok=True)
        data.keep_recipe(stage.loaded, self.staging.recipe_folder)
        with closing(EventStore.open(data.events)) as store:
            pictures = PictureStore(data.pictures, RECORDING_BYTES)
            disk = disk_recorder(store, pictures, clock)
            disk.event(STARTED, origin_body(STATION, SIMULATED_CAMERA, {}))
            yield ShownNotes(self.view, disk, store.boot)
            disk.close()

    def watch(self, steps: Iterator[int], line: Line) -> None:
        """Runs the steps; redraws now and then, and only where a person is looking."""
        if not self.console.is_terminal:
            for _ in steps:
                pass
            return
        shown_ns = -REDRAW_NS
        with Live(console=self.console, auto_refresh=False) as live:
            for now_ns in steps:
                if now_ns - shown_ns >= REDRAW_NS:
                    shown_ns = now_ns
                    state = "belt stopped: " + ", ".join(sorted(line.stops.reasons))
                    running = state if line.stops.reasons else "running"
                    live.update(self.view.render(line.ledger, now_ns / 1e9, running), refresh=True)

    def sums(self, stage: Stage, floor: Floor, notes: ShownNotes) -> Results:
        plant = floor.plant
        return results_of(
            stage.scenario,
            stage.recipe,
            floor.line.ledger,
            notes.records,
            plant.seen_by,
            plant.packs,
            notes.challenges,
        )


def checks_of(defect: str | None) -> tuple[str, ...]:
    """That must notice it; in the recipes of the products a check is named as what it looks at."""
    return () if defect is None else (Defect(defect).target,)
