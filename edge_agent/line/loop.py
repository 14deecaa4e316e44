"""The line: from the photo-eye to the record of every pack. `step` is the whole hot path.

It has no thread and waits for no time: production calls `step` in a loop, tests in virtual time.
"""

from queue import SimpleQueue

from edge_agent.core.autonomy.verdict_rules import ruled
from edge_agent.core.belt_speed import BeltSpeed
from edge_agent.core.judge import judge
from edge_agent.core.ledger import Ledger
from edge_agent.core.order import Order
from edge_agent.core.packs import Action, CheckResult, Level, Outcome
from edge_agent.core.recipe import Recipe
from edge_agent.core.told import Asked, Told
from edge_agent.line.bundle_return import BundleReturn
from edge_agent.line.challenge_packs import ChallengePacks
from edge_agent.line.deadlines import Deadlines
from edge_agent.line.decisions import Decisions
from edge_agent.line.device_health import DeviceHealth
from edge_agent.line.first_packs import FirstPacksAtLine
from edge_agent.line.guard import Guard
from edge_agent.line.listener import Listener
from edge_agent.line.live_figures import LiveFiguresAtLine
from edge_agent.line.monitors import Monitors
from edge_agent.line.orders import Orders
from edge_agent.line.pack_in_work import InForce, PackInWork
from edge_agent.line.packml import PackmlAtLine
from edge_agent.line.packml_sight import PackmlSetup
from edge_agent.line.parts import Granted, Making, Onlooker, Parts, Watching
from edge_agent.line.pictures import Pictures
from edge_agent.line.remembering import Remembering
from edge_agent.line.safe_mode import SafeMode
from edge_agent.line.shadowing import Beside, Shadowing
from edge_agent.line.stops import BIN_FULL, BY_PERSON, CHANGEOVER, Stops
from edge_agent.line.worker import Inspected, Job
from hardware.interfaces import (
    BinFull,
    Frame,
    GateDone,
    GateEvent,
    OrderRefused,
    PackLeft,
    PackSeen,
)

MOST_WORDS = 16
"""Heard in one step. A few milliseconds later come the next: no flood of words delays a pack."""


class Line:
    """One station at work: its devices, its recipe and order, and the packs on its belt."""

    def __init__(
        self,
        parts: Parts,
        recipe: Recipe,
        order: Order | None,
        ceiling: Level,
        in_force: InForce,
        granted: Granted,
        watching: Watching = Watching(),  # noqa: B008 - a frozen value
        making: Making = Making(),  # noqa: B008 - a frozen value
        packml: PackmlSetup = PackmlSetup(),  # noqa: B008 - a frozen value
        beside: Beside | None = None,
    ) -> None:
        self.gate, self.cameras, self.clock = parts.gate, parts.cameras, parts.clock
        self.tracker, self.worker, self.recorder = parts.tracker, parts.worker, parts.recorder
        self.in_force = in_force
        self.views = frozenset(view.name for view in recipe.views)
        self.packs: dict[int, PackInWork] = {}
        self.unknown_at_gate = 0
        """Packs from before this start that the gate has let go and no eye has seen since."""
        self.told: SimpleQueue[Told | Asked] = SimpleQueue()
        self.speed, self.ledger = BeltSpeed(), Ledger()
        self.stops = Stops(parts.gate, parts.recorder)
        self.health = DeviceHealth(self.views, parts.gate.capability.ticks_per_mm)
        self.pictures = Pictures(parts, self.health)
        self.guard = Guard(parts, self.stops, recipe, ceiling, granted)
        self.safe_mode = SafeMode(parts, self.guard, self.health)
        self.decisions = Decisions(parts, self.guard, self.stops, self.speed)
        self.deadlines = Deadlines(parts, self.decisions, self.stops, self.health, recipe.no_answer)
        recalled = watching.recalled
        self.challenges = ChallengePacks(parts, self.guard, watching.plan, recalled.challenges)
        self.monitors = Monitors(parts, self.guard, watching)
        self.remembering = Remembering(
            parts, self.guard, self.monitors, self.challenges, watching.keeper
        )
        self.first_packs = FirstPacksAtLine(parts, self.stops, making.first_packs)
        self.orders = Orders(
            *(parts, recipe, order, making),
            *(self.challenges, self.first_packs),
        )
        if making.is_changed:
            self.stops.stop(CHANGEOVER)
        self.packml = PackmlAtLine(parts, self, recipe, packml)
        self.bundle_return = BundleReturn(
            *(parts.recorder, self.orders, self.stops, self.packml),
            *(in_force.bundle_sha256, making),
        )
        self.live_figures = LiveFiguresAtLine(
            parts.recorder, self.guard, self.bundle_return, watching.figures
        )
        self.onlooker: Onlooker | None = None
        self.shadowing: Shadowing | None = None
        if beside is not None:
            self.shadowing = Shadowing(beside, self.guard, in_force, parts.clock.now_ns())
        self.listener = Listener(
            *(parts, self.guard, self.decisions, self.stops, self.health),
            *(self.challenges, self.monitors, self.orders, self.packs, self.packml),
            *(self.bundle_return, self.shadowing),
        )

    @property
    def level(self) -> Level:
        return self.guard.level

    def step(self, now_ns: int) -> None:
        """Everything that has happened up to now, once. People first: their stop waits for none."""
        if not self.orders.ends_line:
            self.stops.start(CHANGEOVER)
        position = self.gate.position()
        self.speed.moved(position.tick, position.at_ns)
        self.health.looked(position)
        self.look_at_clocks()
        for _ in range(min(self.told.qsize(), MOST_WORDS)):
            self.listener.hear(self.told.get(), now_ns)
        for event in self.gate.poll():
            self.happened(event)
        self.health.gate_trouble = self.gate.trouble
        self.health.store_trouble = self.recorder.trouble
        for frame in self.pictures.new(now_ns):
            self.pictured(frame, position.tick, now_ns)
        self.safe_mode.heard(self.pictures.hangs())
        self.safe_mode.look()
        self.guard.look(self.health.troubles())
        self.guard.time_passes(now_ns)
        self.challenges.look(now_ns)
        for inspected in self.worker.finished(now_ns):
            self.inspected(inspected, position.tick, now_ns)
        self.safe_mode.heard(self.worker.hangs())
        self.safe_mode.look()
        for work in self.deadlines.due(self.packs.values(), position.tick):
            self.deadlines.reached(work)
        for pack, outcome in self.tracker.ended(position.tick):
            self.ended(self.packs.pop(pack.pack_no), outcome)
        self.guard.look(self.health.troubles())
        self.remembering.look(now_ns)
        self.live_figures.look(now_ns)
        self.packml.look(now_ns)
        self.bundle_return.look(now_ns, self.packs)
        self.safe_mode.beat(now_ns)
        if self.shadowing is not None:
            self.shadowing.look(now_ns)
        if self.onlooker is not None:
            self.onlooker.look(now_ns, position.tick)

    def look_at_clocks(self) -> None:
        """A wall clock that jumps is told, and misfires nothing that goes by it."""
        now_ns = self.clock.now_ns()
        wall = self.clock.wall()
        jump_s = self.health.clocks.looked(now_ns, wall, self.clock.now_ns() - now_ns)
        if jump_s:
            self.recorder.event("clock_jumped", {"seconds": round(jump_s, 3)})
            self.challenges.clock_jumped(jump_s)

    def next_tick(self) -> int | None:
        """Where the belt will be when the line next has something to do by itself."""
        return self.deadlines.next_tick(self.packs.values())

    # What the controller tells

    def happened(self, event: GateEvent) -> None:
        match event:
            case PackSeen():
                self.seen(event)
            case GateDone():
                self.at_gate(event)
            case PackLeft():
                self.left(event)
            case OrderRefused():
                self.refused(event)
            case BinFull():
                self.bin_full(event)

    def seen(self, event: PackSeen) -> None:
        self.health.went_by("photo-eye", event.centre_tick)
        affected = self.tracker.seen(event.pack_no, event.centre_tick, event.touching)
        guard = self.guard
        self.packs[event.pack_no] = PackInWork(
            affected[0],
            self.clock.wall(),
            event.at_ns,
            self.orders.current,
            self.views,
            guard.level,
            guard.is_armed,
            guard.epoch,
        )
        self.ledger = self.ledger.saw()
        if self.orders.next is None:
            self.first_packs.seen(event.pack_no)
        else:
            self.between(self.packs[event.pack_no])
        for pack in affected:
            if pack.too_close:
                self.too_close(self.packs[pack.pack_no])

    def between(self, work: PackInWork) -> None:
        """It comes behind the last pack of the product before, and nobody knows what it is."""
        work.is_between, work.order = True, None
        self.decisions.without(work, "changeover")

    def too_close(self, work: PackInWork) -> None:
        """Packs that one gate movement would hit together are rejected together."""
        if work.is_guarded:
            self.decisions.without(work, "too close")

    def at_gate(self, event: GateDone) -> None:
        work = self.packs.get(event.pack_no)
        if work is None:
            self.recorder.event("unknown_pack_at_gate", {"pack_no": event.pack_no})
            self.unknown_at_gate += 1
            return
        work.pack.done = Action(event.action)
        if work.decision is None:
            self.deadlines.reached(work)

    def left(self, event: PackLeft) -> None:
        self.health.went_by(event.where, event.tick)
        if self.tracker.left(Action(event.where), event.tick) is not None:
            return
        self.recorder.event("stray_pack", {"where": event.where, "tick": event.tick})
        if self.unknown_at_gate:
            self.unknown_at_gate -= 1
        else:
            self.health.stray()

    def refused(self, event: OrderRefused) -> None:
        body: dict[str, object] = {"pack_no": event.pack_no, "action": event.action}
        self.recorder.event("order_late" if event.late else "order_unknown", body)
        work = self.packs.get(event.pack_no)
        if work is not None and work.is_guarded:
            self.decisions.came_too_late(work)
            self.health.judged(late=True)

    def bin_full(self, event: BinFull) -> None:
        """A full bin confirms nothing more: where the station rejects by itself, the belt waits."""
        self.recorder.event("bin_full", {"full": event.full})
        if not event.full:
            self.stops.start(BIN_FULL)
        elif self.guard.is_armed:
            self.stops.stop(BIN_FULL)

    def ended(self, work: PackInWork, outcome: Outcome) -> None:
        self.ledger = self.ledger.ended(outcome)
        self.health.ended(outcome, work.pack.is_thrown_out)
        record, pixels = work.record(outcome, self.in_force), work.pixels()
        self.recorder.write(record, pixels)
        self.stops.start_for(work.pack.pack_no)
        proof = self.challenges.ended(record)
        self.first_packs.judged(work, record.verdict, is_challenge=proof is not None)
        if proof is None and not work.is_between:
            self.monitors.ended(record)
        self.remembering.ended()
        self.live_figures.ended(record, proof, work.is_between)
        if self.shadowing is not None:
            self.shadowing.ended(work)

    def cut_off(self) -> None:
        """The belt stands for the changeover. Packs that have not come to their end are lost from
        tracking: a person takes them off, and starts the belt."""
        self.stops.stop(CHANGEOVER)
        if self.packs:
            self.stops.stop(BY_PERSON)
            self.guard.keep()
        for pack_no in list(self.packs):
            work = self.packs.pop(pack_no)
            if work.decision is None:
                self.decisions.without(work, "changeover")
            self.tracker.packs.pop(pack_no, None)
            self.ended(work, Outcome.MISSED)

    # From picture to verdict

    def pictured(self, frame: Frame, tick: int, now_ns: int) -> None:
        pack = self.tracker.pictured(frame.view, frame.tick)
        if pack is None:
            self.pictures.keep_or_forget(frame, tick)
            return
        self.health.pictured(frame, now_ns)
        work = self.packs[pack.pack_no]
        work.frames[frame.view] = frame
        if work.is_between:
            return
        time_s = self.speed.time_for_s(self.tracker.deadline_tick(pack) - frame.tick)
        stands = time_s == float("inf")
        work.time_to_gate_ms = None if stands else 1000 * time_s
        until_ns = None if stands else frame.taken_ns + int(1e9 * time_s)
        job = Job(pack.pack_no, frame.view, frame.pixels, work.order, until_ns)
        if not self.worker.submit(job, now_ns):
            work.failures.append("inspection queue full")

    def inspected(self, inspected: Inspected, tick: int, now_ns: int) -> None:
        work = self.packs.get(inspected.pack_no)
        if work is None:
            return
        if inspected.failure is not None:
            work.failures.append(inspected.failure)
            body: dict[str, object] = {"pack_no": inspected.pack_no, "why": inspected.failure}
            self.recorder.event("inspection_failed", body)
            return
        reasons = (reason for check in inspected.checks for reason in check.reasons)
        self.health.inspected(inspected.view, reasons)
        work.checks[inspected.view] = tuple(map(self.ruled, inspected.checks))
        self.challenges.read(inspected.pack_no, inspected.checks)
        if work.checks.keys() < self.views:
            return
        verdict = judge(self.guard.recipe, work.all_checks())
        work.judged(verdict, now_ns)
        if work.decision is None:
            self.health.judged(late=False)
            self.decisions.by_verdict(work, verdict, tick)
        is_challenge = self.challenges.is_challenge(inspected.pack_no)
        self.first_packs.judged(work, verdict, is_challenge)

    def ruled(self, result: CheckResult) -> CheckResult:
        """By hard rules and certified thresholds; what an unhealthy camera saw is never sure."""
        thresholds = self.guard.thresholds.get(result.name)
        return ruled(result, thresholds, self.health.camera_is_healthy(result.view))
