"""Stations of a simulated roll-out: real log, uplink, signed commands, slots and verifying client.

What is made up is what the line does: its packs, and that it begins anew with another order now
and then. What it does with a bundle is done by the code of stations.
"""

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from deploy.fleet.demo.packs import DOUBT, RECIPE, Making, PackSource, decided
from deploy.fleet.demo.stations import MANNER
from deploy.fleet.rollouts.simulated.bundles import Shelf, TriedOnce
from edge_agent.core import bundle_orders
from edge_agent.core.errors import PackwardenError
from edge_agent.core.judge import judge
from edge_agent.core.line_events import STARTED
from edge_agent.core.packs import Reason, Record, Verdict
from edge_agent.core.shadow import orders as shadow_orders
from edge_agent.core.shadow.comparing import compared
from edge_agent.core.shadow.tally import TALLY, Compares, Tally, tally_body
from edge_agent.core.told import EndShadow, ReturnBundle, ShadowBundle, TakeBundle, Told
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.line.bundle_at_start import BUNDLE, PROOF, BundleAtStart
from edge_agent.people.trust import Trust
from edge_agent.releases.client import Releases
from edge_agent.releases.slots import Lies, Slots
from edge_agent.releases.sources import FolderSource
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.state_message import written
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink.uplink import Uplink
from hardware.interfaces import Clock
from hardware.letters import Letter, Post

ORDER_EVERY: Final = timedelta(minutes=30)
FAULTY_SHARE: Final = 0.02
LOT: Final = "L2611-204"
UNSURE_CHECK: Final = "lot"


@dataclass(frozen=True, slots=True)
class StationPlan:
    name: str
    seed: int
    packs_per_minute: float
    unsure_share: float
    """Of good packs, with the release; with the bundle that ships it is none."""
    disk_is_full: bool = False


class DiskFull(PackwardenError):
    title = "Disk full"


@dataclass
class Beside:
    """The release that looks on."""

    name: str
    lies: Lies
    tally: Tally


@dataclass
class Line:
    """From one start to the next."""

    at_start: BundleAtStart
    begun_at: datetime
    inspected: int = 0
    has_other_bundle: bool = False


@dataclass
class SimulatedStation:
    """`step` once a tick; nothing in it waits."""

    plan: StationPlan
    folder: Path
    post: Post
    trust: Trust
    clock: Clock
    shelf: Shelf
    trying: TriedOnce
    beside: Beside | None = None
    taken: str | None = None
    """Release that was ordered and is not got yet."""
    bundles: list[str] = field(default_factory=list)
    """sha256 of each that it worked with, in their order."""
    without_bundle: int = 0
    """Starts at which it had none; must stay 0."""
    made_until: datetime | None = None

    def __post_init__(self) -> None:
        self.data = DataFolder(self.folder)
        self.packs = PackSource(np.random.default_rng(self.plan.seed))
        self.luck = np.random.default_rng(self.plan.seed + 1_000_000)
        self._open = ExitStack()
        self.folder.mkdir(parents=True)
        self.store = self._open.enter_context(closing(EventStore.open(self.data.events)))
        log = self._open.enter_context(closing(LogStretches(self.data.events)))
        outbox = self._open.enter_context(closing(Outbox(self.folder / "uplink.db")))
        random = Random(self.plan.seed)
        self.uplink = Uplink(
            *(self.plan.name, log, outbox, self.post, lambda: self.trust),
            *(self.clock, random, MANNER),
        )
        source = FolderSource(self.shelf.folder)
        self.releases = Releases(self.folder / "releases", self.shelf.root, source)
        self.slots = Slots(self.data.bundles, self.trying)
        self.line = self.begin()

    @property
    def bundle_sha256(self) -> str:
        return self.line.at_start.bundle.sha256

    def begin(self) -> Line:
        """The line begins (anew), as a station does: what changed is told, then the start."""
        try:
            at_start = BundleAtStart(self.data, lambda _: None)
        except PackwardenError:
            self.without_bundle += 1
            raise
        if at_start.changed is not None:
            self.event(at_start.changed.kind, dict(at_start.changed.body))
        self.event(STARTED, {BUNDLE: at_start.bundle.sha256})
        if not self.bundles or self.bundles[-1] != at_start.bundle.sha256:
            self.bundles.append(at_start.bundle.sha256)
        return Line(at_start, self.clock.wall())

    def event(self, kind: str, body: Mapping[str, object]) -> None:
        self.store.append(kind, body, self.clock.wall())

    def step(self) -> None:
        """Packs that are due, the next order, and whatever is to be got."""
        self.make_packs()
        self.get()
        now = self.clock.wall()
        if self.line.has_other_bundle and now - self.line.begun_at >= ORDER_EVERY:
            self.line = self.begin()
        self.tell_state()

    # Packs

    def make_packs(self) -> None:
        now = self.clock.wall()
        since = self.made_until or now
        count = int((now - since).total_seconds() / 60 * self.plan.packs_per_minute)
        self.made_until = now if self.made_until is None or count else self.made_until
        if count == 0:
            return
        making = Making(LOT, FAULTY_SHARE, bundle_sha256=self.bundle_sha256)
        good = self.packs.records(making, [(now, self.clock.now_ns())] * count)
        works_with_release = self.bundle_sha256 == self.shelf.bundle.sha256
        made = [self.doubted(one) if works_with_release else one for one in good]
        self.store.append_records(made)
        self.look_on(good)
        self.line.inspected += count
        if self.line.inspected >= PROOF:
            self.line.at_start.slots.worked()

    def doubted(self, record: Record) -> Record:
        """As the release judges it: so many good packs are unsure."""
        is_good = record.verdict.verdict is Verdict.OK
        if not is_good or self.luck.random() >= self.plan.unsure_share:
            return record
        checks = [
            replace(check, verdict=Verdict.UNSURE, score=DOUBT, reasons=(Reason.UNREADABLE,))
            if check.name == UNSURE_CHECK
            else check
            for check in record.verdict.checks
        ]
        verdict = judge(RECIPE, checks)
        decision, outcome = decided(verdict, is_overruled=False)
        return replace(record, verdict=verdict, decision=decision, outcome=outcome)

    def look_on(self, records: list[Record]) -> None:
        if self.beside is None:
            return
        for record in records:
            found = compared(record.verdict, self.doubted(record).verdict)
            self.beside.tally = self.beside.tally.saw(found)
        self.event(TALLY, tally_body(self.beside.tally))

    # What the centre says

    def send(self) -> None:
        self.uplink.step()

    def hear(self) -> None:
        """Commands are carried out as by a line and its uplink, and what became of each is told."""
        self.uplink.step()
        while self.uplink.commands:
            heard = self.uplink.commands.popleft()
            refusal: PackwardenError | None = None
            try:
                self.follow(heard.word)
            except PackwardenError as error:
                refusal = error
            self.uplink.notes.ended(heard, refusal)
        while (waiting := self.uplink.notes.first()) is not None:
            number, note = waiting
            told = {
                **{name: getattr(note, name) for name in ("title", "why", "key_id", "number")},
                "word": note.word,
                "count": note.count,
                "by": note.person,
            }
            self.event("centre_command", {**told, "result": note.result.value})
            self.uplink.notes.said(number)

    def follow(self, word: Told) -> None:
        match word:
            case TakeBundle():
                self.event(bundle_orders.ORDERED, {"name": word.name, "by": word.person})
                self.taken = word.name
            case ShadowBundle():
                self.event(shadow_orders.ORDERED, {"name": word.name, "by": word.person})
                self.begin_shadow(word)
            case EndShadow():
                self.end_shadow(word.person)
            case ReturnBundle():
                self.go_back(word)
            case _:
                raise AssertionError(f"no roll-out says {word}")

    def get(self) -> None:
        """As the uplink does with what was ordered."""
        if self.taken is None:
            return
        name, self.taken = self.taken, None
        named: dict[str, object] = {"name": name, "by": "mia"}
        try:
            lies = self.lies(name)
            self.slots.make_ready(lies)
        except PackwardenError as error:
            self.event(bundle_orders.REFUSED, {**named, "why": f"{error.title}: {error}"})
            return
        offered = {**named, "bundle_sha256": lies.bundle.sha256}
        self.event(bundle_orders.OFFERED, offered)
        self.line.has_other_bundle = True
        self.end_shadow("mia")

    def lies(self, name: str) -> Lies:
        """What looks on already is not got again."""
        if self.beside is not None and self.beside.name == name:
            return self.beside.lies
        if self.plan.disk_is_full:
            raise DiskFull(f"{name} does not fit on the disk of {self.plan.name}")
        archive = self.releases.fetch(name, self.clock.wall())
        lies = self.slots.lay(archive)
        archive.unlink()
        return lies

    def begin_shadow(self, word: ShadowBundle) -> None:
        named: dict[str, object] = {"name": word.name, "by": word.person}
        try:
            lies = self.lies(word.name)
        except PackwardenError as error:
            self.event(shadow_orders.REFUSED, {**named, "why": str(error)})
            return
        compares = Compares(lies.bundle.sha256, self.bundle_sha256, RECIPE.name, "demonstration")
        self.beside = Beside(word.name, lies, Tally(compares))
        self.event(shadow_orders.BEGAN, {**named, "bundle_sha256": lies.bundle.sha256})

    def end_shadow(self, person: str) -> None:
        if self.beside is not None:
            told = {"name": self.beside.name, "why": "", "by": person}
            self.event(shadow_orders.ENDED, told)
            self.beside = None

    def go_back(self, word: ReturnBundle) -> None:
        """As edge_agent/line/bundle_return: it is written, and the next start goes."""
        left = word.bundle_sha256 or self.bundle_sha256
        told = {"bundle_sha256": left, "why": word.why, "by": word.person}
        self.event(bundle_orders.RETURN_ORDERED, told)
        self.line.has_other_bundle = True

    def tell_state(self) -> None:
        document = {
            "station": self.plan.name,
            "online": True,
            "mode": "running",
            "level": "recommend",
            "levels": {check.name: "recommend" for check in RECIPE.checks},
            "recipe": {"name": RECIPE.name, "hash": "demonstration"},
            "lot": LOT,
            "bundle_sha256": self.bundle_sha256,
            "software": "packwarden",
            "health": {"troubles": {}},
        }
        said = written(document, self.clock.wall())
        self.post.publish(Letter(StationTopics(self.plan.name).state, said))

    def close(self) -> None:
        self._open.close()
