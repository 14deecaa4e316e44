"""A station without a gate, put together from its settings, and its run from start to end.

The line decides; this only turns its crank, lets decided packs go, and ends when no picture comes
any more.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from secrets import token_bytes

from edge_agent.core.autonomy.challenge_plan import ChallengePlan
from edge_agent.core.autonomy.standing import level_in_force
from edge_agent.core.errors import Conflict
from edge_agent.core.expected_print import check_order
from edge_agent.core.order import Order
from edge_agent.core.packs import Record
from edge_agent.core.tracking import Tracker
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import LoadedRecipe, load_recipe
from edge_agent.line.gate_log import FELL, STARTED, origin_body
from edge_agent.line.geometry import track_geometry
from edge_agent.line.lapses import borne_out, lapses, setups_of, unearned
from edge_agent.line.loop import Line
from edge_agent.line.pack_in_work import InForce, PackInWork
from edge_agent.line.parts import AuditPlan, Granted, Parts, Watching
from edge_agent.line.recorder_thread import ThreadRecorder
from edge_agent.line.recording import DataFolder
from edge_agent.line.standing_at_start import kept_standing
from edge_agent.line.worker import ThreadedWorker
from edge_agent.people.grants import Earned, earned_in
from edge_agent.settings import StationSettings, in_force, settings_hash
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.pictures import PictureStore
from edge_agent.store.standing import StandingFile
from edge_agent.whole_files import write_whole
from hardware.build import build_camera, build_gate
from hardware.gates.none import FrameTrigger, NoGate
from hardware.interfaces import Clock

AUDIT_KEY_BYTES = 32
STEP_NS = 2_000_000
"""Between two turns of the crank: much shorter than any inspection, and no load."""


class Station:
    """Holds its data folder, its devices and its threads from creation to `close`."""

    def __init__(
        self, settings: StationSettings, clock: Clock, tell: Callable[[str], None]
    ) -> None:
        self.clock = clock
        self.loaded = load_recipe(settings.station.recipe)
        order = order_for(settings, self.loaded, clock)
        refuse_other_views(settings, self.loaded)
        inspector = open_inspector(self.loaded)
        self.data = DataFolder(settings.data.folder)
        self._open = ExitStack()
        with ExitStack() as until_built:
            until_built.callback(self._open.close)
            self.store = self._opened_store(settings.station.recipe)
            pictures = PictureStore(self.data.pictures, settings.data.picture_budget_bytes)
            self.recorder = ThreadRecorder(
                self.store, pictures, clock, settings.data.picture_policy
            )
            self._open.callback(self.recorder.close)
            self.gate = build_gate(settings.gate, clock)
            self.cameras = self._started_cameras(settings, tell)
            self.line = self._line(settings, order, inspector, tell)
            until_built.pop_all()
        origin = origin_body(
            settings.station.full_name, settings.camera_profile, settings.asked_of_gates
        )
        self.recorder.event(STARTED, {"in_force": in_force(settings), **origin})

    def _opened_store(self, recipe: Path) -> EventStore:
        store = EventStore.open(self.data.events)
        self._open.callback(store.close)
        self.data.keep_recipe(self.loaded, recipe)
        return store

    def _started_cameras(
        self, settings: StationSettings, tell: Callable[[str], None]
    ) -> list[FrameTrigger]:
        def refused(what: str) -> None:
            tell(what)
            self.recorder.event("picture_refused", {"what": what})

        cameras = []
        for camera_settings in settings.cameras:
            camera = FrameTrigger(build_camera(camera_settings, self.clock, refused), self.gate)
            camera.start()
            self._open.callback(camera.stop)
            cameras.append(camera)
        return cameras

    def _line(
        self,
        settings: StationSettings,
        order: Order | None,
        inspector: Inspector,
        tell: Callable[[str], None],
    ) -> Line:
        worker = ThreadedWorker(inspector.inspect, self.clock)
        worker.start()
        self._open.callback(worker.stop)
        places_mm = {camera.view: 0.0 for camera in self.cameras}
        tracker = Tracker(track_geometry(self.gate.capability, places_mm))
        file = StandingFile(self.data.standing, self.loaded.recipe.name)
        granted = self._granted(settings, file, tell)
        parts = Parts(self.gate, self.cameras, self.clock, tracker, worker, self.recorder, file)
        named = InForce(
            recipe=self.loaded.recipe.name,
            recipe_hash=self.loaded.hash,
            settings_hash=settings_hash(settings),
            software=f"packwarden {version('packwarden')}",
            bundle_sha256=base_bundle().sha256,
        )
        ceiling, watching = settings.station.ceiling, self._watching(settings)
        return Line(parts, self.loaded.recipe, order, ceiling, named, granted, watching)

    def _watching(self, settings: StationSettings) -> Watching:
        plan = settings.challenges.plan()
        refuse_other_checks(plan, self.loaded)
        audit = settings.audit
        if audit is None:
            return Watching(plan)
        key = audit_key(self.data.audit_key)
        return Watching(plan, AuditPlan(audit.rates(), key, self.store.boot))

    def _granted(
        self, settings: StationSettings, file: StandingFile, tell: Callable[[str], None]
    ) -> Granted:
        """What was kept of the standing, as far as certificates and signed acts bear it out."""
        could_act = not isinstance(self.gate, NoGate)
        kept = kept_standing(file, self.store.boot == 1, could_act)
        if kept.trouble is not None:
            self.recorder.event("standing_lost", {"why": kept.trouble})
        earned = self._earned(settings)
        granted = borne_out(kept.standing, earned, settings.lowerings)
        standing = granted.standing if could_act else granted.standing.taken_over()
        granted = replace(granted, standing=standing, is_stopped=file.is_stopped)
        recipe, ceiling = self.loaded.recipe, settings.station.ceiling
        for sentence in unearned(recipe, ceiling, standing, earned):
            tell(sentence)
            self.recorder.event("level_not_earned", {"why": sentence})
        if standing != kept.standing:
            file.keep(standing, file.is_stopped)
        for lapse in lapses(kept.standing, earned):
            before = level_in_force(kept.standing, recipe, ceiling)
            body = {"cause": lapse.cause, "why": lapse.why, "checks": [lapse.check]}
            levels = {"from": before, "to": level_in_force(standing, recipe, ceiling)}
            self.recorder.event(FELL, {**body, **levels, "revoked": []})
        return granted

    def _earned(self, settings: StationSettings) -> Earned:
        setups = setups_of(
            *(settings.station.full_name, self.loaded.recipe, self.loaded.hash),
            *(base_bundle().sha256, settings.camera_profile),
        )
        return earned_in(self.data.folder, setups, self.clock.wall())

    def run(self, is_interrupted: Callable[[], bool]) -> None:
        """Until the pictures end, the gate is full, or `is_interrupted`; packs inside end first."""
        while not self.is_done:
            if is_interrupted():
                self.gate.close()
            now_ns = self.clock.now_ns()
            self.line.step(now_ns)
            self.let_go()
            self.clock.sleep_until_ns(now_ns + STEP_NS)
        self.recorder.event("ended", {"lost_cameras": sorted(self.line.health.lost_cameras)})
        self.recorder.flush()

    @property
    def is_done(self) -> bool:
        """No picture will come that is let in, and every pack that was seen has ended."""
        ended = self.gate.is_full or all(self.has_ended(camera) for camera in self.cameras)
        return ended and self.gate.is_empty and self.line.ledger.adds_up

    def has_ended(self, camera: FrameTrigger) -> bool:
        return camera.exhausted or camera.view in self.line.health.lost_cameras

    def let_go(self) -> None:
        """Packs about which nothing more will be known leave."""
        for pack_no, work in self.line.packs.items():
            if self.gate.place_of(pack_no) is not None and self.is_settled(pack_no, work):
                self.gate.let_go(pack_no)

    def is_settled(self, pack_no: int, work: PackInWork) -> bool:
        """Decided; or all its pictures came or were lost, and all that came were looked at."""
        if work.decision is not None:
            return True
        answered = len(work.checks) + len(work.failures)
        return answered >= len(work.frames) and all(
            camera.last_frame_no >= pack_no or self.has_ended(camera) for camera in self.cameras
        )

    def records(self) -> Iterator[Record]:
        """What this run has written."""
        with closing(EventReader(self.data.events)) as reader:
            for stored in reader.records(after=(self.store.boot, 0)):
                yield stored.record

    def close(self) -> None:
        """Stops the threads and the devices, writes what waits, and closes the store."""
        self._open.close()


def order_for(settings: StationSettings, loaded: LoadedRecipe, clock: Clock) -> Order | None:
    """The order in force; InvalidInput when this recipe cannot be made to it."""
    if settings.order is None:
        return None
    order = settings.order.as_order(loaded.recipe.name)
    check_order(loaded.recipe, order, clock.wall().date())
    return order


def refuse_other_views(settings: StationSettings, loaded: LoadedRecipe) -> None:
    cameras = {camera.view for camera in settings.cameras}
    views = {view.name for view in loaded.recipe.views}
    if cameras != views:
        raise Conflict(
            f"recipe {loaded.recipe.name} has the views {', '.join(sorted(views))} and the station "
            f"has cameras for {', '.join(sorted(cameras))}; give every view its camera"
        )


def refuse_other_checks(plan: ChallengePlan, loaded: LoadedRecipe) -> None:
    known = [check.name for check in loaded.recipe.checks]
    for challenge in plan.challenges:
        for check in challenge.checks:
            if check not in known:
                raise Conflict(
                    f"challenge pack {challenge.name!r} shall be noticed by {check!r}; recipe "
                    f"{loaded.recipe.name} has the checks {', '.join(known)}"
                )


def audit_key(file: Path) -> bytes:
    """Of this station, made at its first start."""
    if not file.exists():
        write_whole(file, token_bytes(AUDIT_KEY_BYTES))
        file.chmod(0o600)
    return file.read_bytes()
