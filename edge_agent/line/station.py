"""A station, put together from its settings, and its run from start to end.

The line decides; a shift turns its crank: over pictures where there is no gate, at a belt else.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from secrets import token_bytes

from edge_agent.control.place import place_in
from edge_agent.core.certificate import SIMULATED_CAMERA
from edge_agent.core.expected_print import check_order
from edge_agent.core.line_events import ENDED, STARTED
from edge_agent.core.order import Order
from edge_agent.core.packs import Record
from edge_agent.core.recipe import Recipe
from edge_agent.core.tracking import Tracker
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import origin_body
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.live_inspector import LiveInspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.products import Product, loadable_products
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.line.belt_shift import BeltShift
from edge_agent.line.bundle_at_start import BUNDLE, BundleAtStart
from edge_agent.line.desk import Desk, identity_of
from edge_agent.line.devices import BeltDevices, PictureDevices, open_devices
from edge_agent.line.figures_at_start import figures_at_start
from edge_agent.line.geometry import track_geometry
from edge_agent.line.granting import Start, granted_at
from edge_agent.line.lately import LastPacks
from edge_agent.line.loop import Line
from edge_agent.line.monitors_at_start import Inspected, kept_watching
from edge_agent.line.pack_in_work import InForce
from edge_agent.line.packml_at_start import packml_setup
from edge_agent.line.panel import Panel
from edge_agent.line.parts import AuditPlan, Making, Parts, Watching
from edge_agent.line.picture_shift import PictureShift
from edge_agent.line.product_at_start import Begun, begun_with, started_with
from edge_agent.line.recorder import none_drawn
from edge_agent.line.recorder_thread import ThreadRecorder
from edge_agent.line.room import Room, opened_store
from edge_agent.line.shadow.at_start import beside_at_start, shadow_process
from edge_agent.line.shadowing import Beside
from edge_agent.line.worker import ThreadedWorker
from edge_agent.people.keys import write_private
from edge_agent.service_notices import ServiceNotices
from edge_agent.settings import in_force, settings_hash
from edge_agent.station_fitting import refuse_unfit
from edge_agent.station_tables import StationSettings
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.pictures import PictureStore
from edge_agent.store.reserve import Reserve
from edge_agent.store.standing import StandingFile
from hardware.interfaces import Clock
from hardware.settings import is_live

AUDIT_KEY_BYTES = 32


class Station:
    """Holds its data folder, its devices and its threads from creation to `close`."""

    def __init__(
        self,
        settings: StationSettings,
        clock: Clock,
        tell: Callable[[str], None],
        notices: ServiceNotices | None = None,
    ) -> None:
        """notices: as of `Shifts`."""
        self.settings, self.clock, self.tell = settings, clock, tell
        self.notices = notices or ServiceNotices(clock)
        self.refused: list[str] = []
        """Pictures that could not be read, and why."""
        self.data = DataFolder(settings.data.folder)
        products = loadable_products(settings.station.recipe, settings.station.products)
        for product in products:
            refuse_unfit(settings, product.recipe)
        written = written_order(settings, products[0].recipe)
        begun = begun_with(self.data.events, products, written)
        self.loaded = load_recipe(begun.product.folder)
        if begun.order is not None:
            check_order(self.loaded.recipe, begun.order, clock.wall().date())
        self.models = BundleAtStart(self.data, tell)
        inspector = open_inspector(self.loaded, self.models.bundle)
        self._open = ExitStack()
        with ExitStack() as until_built:
            until_built.callback(self._open.close)
            reserve = Reserve(self.data.folder, settings.data.reserve_bytes)
            self.store = self._opened_store(begun.product.folder, reserve)
            pictures = PictureStore(self.data.pictures, settings.data.picture_budget_bytes)
            plan = self._audit_plan()
            self.recorder = ThreadRecorder(
                *(self.store, pictures, clock, settings.data.picture_policy),
                is_drawn=none_drawn if plan is None else plan.draws,
                room=Room(pictures, reserve),
            )
            self._open.callback(self.recorder.close)
            self.last_packs = LastPacks(self.recorder, clock.now_ns())
            self.packml = packml_setup(settings.packml, self.data.events, self.models.bundle)
            self.devices = open_devices(settings, clock, self._refused, self._open)
            self.line = self._line(begun, self._making(products, begun), inspector)
            self.desk = self._desk()
            self.shift = self._shift(self.devices)
            until_built.pop_all()
        self._tell_start(started_with(products[0].recipe.name, written))

    def _tell_start(self, named: dict[str, object]) -> None:
        """named: the product and order of the settings."""
        settings, models = self.settings, self.models
        if models.changed is not None:
            self.recorder.event(models.changed.kind, models.changed.body)
        origin = origin_body(
            settings.station.full_name, settings.camera_profile, settings.asked_of_gates
        )
        bundle = {BUNDLE: models.bundle.sha256}
        self.recorder.event(STARTED, {"in_force": in_force(settings), **origin, **named, **bundle})

    def _opened_store(self, recipe: Path, reserve: Reserve) -> EventStore:
        store = opened_store(self.data.events, reserve)
        self._open.callback(store.close)
        self.data.keep_recipe(self.loaded, recipe)
        return store

    def _refused(self, what: str) -> None:
        self.refused.append(what)
        self.tell(f"Refused: {what}")
        self.recorder.event("picture_refused", {"what": what})

    def _line(self, begun: Begun, making: Making, inspector: Inspector) -> Line:
        settings, devices = self.settings, self.devices
        live_views = frozenset(one.view for one in settings.cameras if is_live(one))
        worker = ThreadedWorker(LiveInspector(inspector, live_views).inspect, self.clock)
        worker.start()
        self._open.callback(worker.stop)
        tracker = Tracker(track_geometry(devices.gate.capability, devices.places_mm))
        file = StandingFile(self.data.standing, self.loaded.recipe.name)
        start = Start(
            *(settings, self.loaded, self.data, self.store.boot == 1),
            *(self.clock, self.recorder, self.tell, self.models.bundle.sha256),
        )
        granted = granted_at(start, file)
        parts = Parts(
            *(devices.gate, devices.cameras, self.clock, tracker),
            *(worker, self.last_packs, file),
        )
        named = InForce(
            recipe=self.loaded.recipe.name,
            recipe_hash=self.loaded.hash,
            settings_hash=settings_hash(settings),
            software=f"packwarden {version('packwarden')}",
            bundle_sha256=self.models.bundle.sha256,
        )
        ceiling = settings.station.ceiling
        watching = self._watching(granted.standing.certificates)
        return Line(
            *(parts, self.loaded.recipe, begun.order, ceiling, named, granted),
            watching=watching,
            making=making,
            packml=self.packml,
            beside=self._beside(),
        )

    def _beside(self) -> Beside:
        process = shadow_process(self.data, self.loaded.hash, self.clock)
        self._open.callback(process.close)
        return beside_at_start(self.data, process, self.recorder)

    def _making(self, products: Sequence[Product], begun: Begun) -> Making:
        """What this start can go over to, and whether it is one."""
        others = tuple(one.recipe for one in products if one is not begun.product)
        return Making(
            *(others, self.settings.station.first_packs),
            is_changed=begun.is_changed or self.models.changed is not None,
            is_unverified=begun.is_unverified,
            can_go_back=self.models.can_go_back,
            went_back_why=self.models.went_back_why,
        )

    def _desk(self) -> Desk:
        """Where page servers ask the line."""
        settings = self.settings
        simulated = settings.camera_profile == SIMULATED_CAMERA
        identity = identity_of(self.line, self.store.boot, settings.station.full_name, simulated)
        place = place_in(self.data.folder)
        desk = Desk(self.line, self.last_packs, identity, place, self.clock)
        self._open.callback(desk.close)
        self.recorder.writer.tell_stored = desk.stored
        return desk

    def _watching(self, certificates: dict[str, str]) -> Watching:
        plan = self.settings.challenges.plan()
        watching = Watching(plan, self._audit_plan())
        inspected = Inspected(
            *(self.loaded.hash, self.models.bundle.sha256),
            *(self.settings.station.full_name, self.settings.camera_profile),
        )
        watching, keeping = kept_watching(
            *(watching, self.data, inspected, self.loaded.recipe),
            *(certificates, self.store.boot, self.clock.wall()),
        )
        self._open.callback(keeping.close)
        figures, keeping_figures = figures_at_start(
            self.data, self.models, self.loaded.hash, self.store.boot
        )
        self._open.callback(keeping_figures.close)
        return replace(watching, figures=figures)

    def _audit_plan(self) -> AuditPlan | None:
        if self.settings.audit is None:
            return None
        key = audit_key(self.data.audit_key)
        return AuditPlan(self.settings.audit.rates(), key, self.store.boot)

    def _shift(self, devices: PictureDevices | BeltDevices) -> PictureShift | BeltShift:
        if isinstance(devices, PictureDevices):
            return PictureShift(
                self.line, devices.gate, devices.cameras, self.clock, self._tell_alive
            )
        panel = Panel(self.line, devices.signals, self.recorder)
        self._open.callback(panel.close)
        return BeltShift(
            *(self.line, devices.gate, self.clock, self.recorder, self.tell),
            show=panel.look,
            alive=self._tell_alive,
        )

    def run(
        self, is_interrupted: Callable[[], bool], most_packs: int | None = None
    ) -> tuple[int, ...]:
        """One shift: until its pictures end, `most_packs` were seen, or `is_interrupted`.

        Returns the numbers of packs that were still on the belt at its end. Also ends where the
        line goes over to another product; then another station has to begin.
        """

        def looked() -> bool:
            self.models.look(self.last_packs.strip)
            return is_interrupted()

        left = self.shift.run(looked, most_packs)
        self.line.remembering.keep()
        self.line.live_figures.keep()
        if self.line.shadowing is not None:
            self.line.shadowing.rest()
        self.recorder.event(ENDED, {"lost_cameras": sorted(self.line.health.lost_cameras)})
        self.recorder.flush()
        return left

    def _tell_alive(self) -> None:
        """To the service manager, in every turn."""
        why = self.line.health.safe_mode
        at_work = f"Inspecting with recipe {self.loaded.recipe.name}"
        self.notices.status(at_work if why is None else f"Safe mode: {why}")
        self.notices.alive()

    @property
    def goes_over(self) -> bool:
        """It has ended for another product or another bundle."""
        return self.line.orders.ends_line

    def records(self) -> Iterator[Record]:
        """What this run has written."""
        with closing(EventReader(self.data.events)) as reader:
            for stored in reader.records(after=(self.store.boot, 0)):
                yield stored.record

    def close(self) -> None:
        """Stops the threads and the devices, writes what waits, and closes the store."""
        self._open.close()


def written_order(settings: StationSettings, recipe: Recipe) -> Order | None:
    """As the settings have it, for their own recipe."""
    return None if settings.order is None else settings.order.as_order(recipe.name)


def audit_key(file: Path) -> bytes:
    """Of this station, made at its first start."""
    if not file.exists():
        write_private(file, token_bytes(AUDIT_KEY_BYTES))
    return file.read_bytes()
