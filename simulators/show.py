"""Runs a demonstration from the first drawing to the sums, and shows it meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from edge_agent.control.place import place_in
from edge_agent.core.certificate import SIMULATED_CAMERA
from edge_agent.core.line_events import STARTED
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import origin_body
from edge_agent.line.commands import interruptions
from edge_agent.line.desk import Desk, identity_of
from edge_agent.line.lately import LastPacks
from edge_agent.line.loop import Line
from edge_agent.line.recorder import INLINE_GROUP
from edge_agent.line.recorder_thread import ThreadRecorder
from edge_agent.line.worker import ThreadedWorker
from edge_agent.store.events import EventStore
from hardware.interfaces import Clock
from simulators.around import Around
from simulators.certified import STATION
from simulators.clock import PacedClock, VirtualClock
from simulators.demo import Stage, Staging, TimedInspector
from simulators.links.kinds import HardwareKind
from simulators.links.opening import link_of
from simulators.live import LiveView
from simulators.paced import paced
from simulators.results import Results, results_of
from simulators.runner import Runner
from simulators.shift import Floor
from simulators.shown_notes import Recording, ShownNotes, disk_recorder
from simulators.staged_floor import staged_floor
from simulators.worker import VirtualWorker

REDRAW_NS = 200_000_000
PEOPLE = "people"
"""Folder of the demo's people, keys and certificates, where nothing is recorded."""

Interrupting = Callable[[], AbstractContextManager[Callable[[], bool]]]
"""While open, says whether somebody has asked for an end."""
Along = Callable[[Iterator[int], Floor], Iterator[int]]
"""Passes the steps of a running shift on, and does something on the floor beside them."""


class Show:
    """One demonstration on a console (progress and live view; results are the caller's)."""

    def __init__(
        self,
        staging: Staging,
        console: Console,
        recording: Recording | None,
        packs: int | None,
        interrupting: Interrupting = interruptions,
        around: Around | None = None,
    ) -> None:
        """`packs`: how many run by; None: without end. Signals are heard in a main thread alone.
        `around` needs a recording."""
        self.staging, self.console, self.recording = staging, console, recording
        self.around = around
        self.interrupting = interrupting
        self.view = LiveView(staging.scenario.level, packs)
        self.people = staging.folder / PEOPLE

    def in_virtual_time(self) -> Results:
        """As fast as the inspector inspects; its real times are the verdicts' delays."""
        stage = self.prepare()
        inspector = TimedInspector(stage.loaded)
        clock = VirtualClock()
        worker = VirtualWorker(inspector.inspect, inspector.last_ns)
        with self.notes(stage, clock) as notes:
            floor = staged_floor(stage, self.people, clock, worker, notes, around=self.around)
            runner = Runner(clock, floor.plant, floor.line, worker, floor.operator, floor.cameras)
            self.watch(self.beside(runner.steps(), floor), floor.line)
            self.end_beside()
            notes.tell_truth(floor.plant.seen_by)
        return self.sums(stage, floor, notes)

    def in_real_time(self, kind: HardwareKind = HardwareKind.VIRTUAL) -> Results:
        """All packs are drawn before the belt starts."""
        return self.at_belt_speed(self.prepare(), kind, lambda steps, _: steps)

    def at_belt_speed(self, stage: Stage, kind: HardwareKind, along: Along) -> Results:
        """With the product's inspection thread and real protocols, until the belt is empty or a
        person interrupts it.
        """
        inspector = TimedInspector(stage.loaded)
        clock = PacedClock()
        worker = ThreadedWorker(inspector.inspect, clock)
        worker.start()
        link = link_of(kind, stage.scenario.level, self.staging.product.views)
        with closing(link), self.notes(stage, clock) as notes, self.interrupting() as asked:
            last_packs = LastPacks(notes, clock.now_ns())
            floor = staged_floor(
                *(stage, self.people, clock, worker, last_packs, link), around=self.around
            )
            notes.truth = floor.plant.seen_by
            steps = self.beside(along(paced(clock, floor, link), floor), floor)
            with closing(self.desk(floor.line, last_packs, notes, clock)):
                self.watch(until(asked, steps), floor.line)
            self.end_beside()
            worker.stop()
            return replace(self.sums(stage, floor, notes), hardware=link.document())

    def beside(self, steps: Iterator[int], floor: Floor) -> Iterator[int]:
        return steps if self.around is None else self.around.along(steps, floor)

    def end_beside(self) -> None:
        """Before the log is closed, so that a disk that was full takes what waits."""
        if self.around is not None:
            self.around.end()

    def desk(self, line: Line, last_packs: LastPacks, notes: ShownNotes, clock: Clock) -> Desk:
        """Where pages may ask the line while it runs."""
        recording = self.recording
        place = place_in(self.staging.folder if recording is None else recording.folder)
        identity = identity_of(line, notes.boot, STATION, simulated=True)
        desk = Desk(line, last_packs, identity, place, clock)
        notes.desk = desk
        if isinstance(notes.disk, ThreadRecorder):
            notes.disk.writer.tell_stored = desk.stored
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
        recording = self.recording
        if recording is None:
            yield ShownNotes(self.view, None)
            return
        data = DataFolder(recording.folder)
        data.folder.mkdir(parents=True, exist_ok=True)
        data.keep_recipe(stage.loaded, self.staging.recipe_folder)
        opened = EventStore.open if self.around is None else self.around.opened_store
        with closing(opened(data.events)) as store:
            group = INLINE_GROUP if self.around is None else 1
            disk = disk_recorder(store, recording, clock, group)
            origin = origin_body(STATION, SIMULATED_CAMERA, {})
            disk.event(STARTED, {"in_force": recording.in_force, **origin})
            yield ShownNotes(self.view, disk, store.boot, recording.most_records)
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
        """Over the packs that have come by; an interrupted belt has others."""
        plant = floor.plant
        return results_of(
            stage.scenario,
            stage.recipe,
            floor.line.ledger,
            notes.records,
            plant.seen_by,
            [pack for pack in plant.packs if pack.is_gone],
            notes.challenges,
        )


def until(is_asked: Callable[[], bool], steps: Iterator[int]) -> Iterator[int]:
    for now_ns in steps:
        yield now_ns
        if is_asked():
            return
