"""The line: from the photo-eye to the record of every pack. `step` is the whole hot path.

It has no thread and reads no clock: production calls `step` in a loop, tests in virtual time.
"""

from queue import SimpleQueue

from edge_agent.core.belt_speed import BeltSpeed
from edge_agent.core.judge import judge
from edge_agent.core.lateness import LateWatch
from edge_agent.core.ledger import Ledger
from edge_agent.core.order import Order
from edge_agent.core.packs import Action, Decision, Level, Outcome, PackVerdict
from edge_agent.core.policy import (
    SHORTEST_ANSWER_S,
    answered,
    decide,
    lower_of,
    refuse_unless_holdable,
    station_level,
    without_verdict,
)
from edge_agent.core.recipe import NoAnswer, Recipe
from edge_agent.line.pack_in_work import InForce, PackInWork
from edge_agent.line.parts import Accept, Answer, Parts, Release, Told
from edge_agent.line.stops import SUSPENDED, Stops, hold_of, no_answer_for
from edge_agent.line.worker import Inspected, Job
from hardware.errors import DeviceLost
from hardware.interfaces import (
    BinFull,
    Frame,
    GateAction,
    GateDone,
    GateEvent,
    GateOrder,
    HoldKind,
    OrderRefused,
    PackLeft,
    PackSeen,
)


class Line:
    """One station at work: its devices, its recipe and order, and the packs on its belt."""

    def __init__(
        self, parts: Parts, recipe: Recipe, order: Order | None, ceiling: Level, in_force: InForce
    ) -> None:
        refuse_unless_holdable(recipe, ceiling, parts.gate.capability.hold is not None)
        self.gate, self.cameras, self.clock = parts.gate, parts.cameras, parts.clock
        self.tracker, self.worker, self.recorder = parts.tracker, parts.worker, parts.recorder
        self.recipe, self.order, self.ceiling, self.in_force = recipe, order, ceiling, in_force
        self.views = frozenset(view.name for view in recipe.views)
        self.packs: dict[int, PackInWork] = {}
        self.unmatched: list[Frame] = []
        self.lost_cameras: set[str] = set()
        self.stops = Stops(parts.gate, parts.recorder)
        self.told: SimpleQueue[Told] = SimpleQueue()
        self.speed, self.late_watch, self.ledger = BeltSpeed(), LateWatch(), Ledger()
        self.arm()

    @property
    def level(self) -> Level:
        return station_level(self.recipe, self.ceiling)

    def arm(self) -> None:
        """The gate's default for packs seen from now on: silence rejects at the acting levels."""
        self.gate.arm(GateAction.REJECT if self.level.acts else GateAction.PASS)

    def step(self, now_ns: int) -> None:
        """Everything that has happened up to now, once."""
        position = self.gate.position()
        self.speed.moved(position.tick, position.at_ns)
        for event in self.gate.poll():
            self.happened(event)
        for frame in self.new_frames():
            self.pictured(frame, position.tick, now_ns)
        for inspected in self.worker.finished(now_ns):
            self.inspected(inspected, position.tick, now_ns)
        while not self.told.empty():
            self.listen(self.told.get())
        for work in self.due(position.tick):
            self.deadline(work)
        for pack, outcome in self.tracker.ended(position.tick):
            self.ended(self.packs.pop(pack.pack_no), outcome)
        self.gate.heartbeat(now_ns)

    # What the controller tells

    def happened(self, event: GateEvent) -> None:
        match event:
            case PackSeen():
                self.seen(event)
            case GateDone():
                self.at_gate(event)
            case PackLeft():
                if self.tracker.left(Action(event.where), event.tick) is None:
                    self.recorder.event("stray_pack", {"where": event.where, "tick": event.tick})
            case OrderRefused():
                self.refused(event)
            case BinFull():
                self.bin_full(event)

    def seen(self, event: PackSeen) -> None:
        affected = self.tracker.seen(event.pack_no, event.centre_tick, event.touching)
        self.packs[event.pack_no] = PackInWork(
            affected[0], self.clock.wall(), event.at_ns, self.order, self.views, self.level
        )
        self.ledger = self.ledger.saw()
        for pack in affected:
            if pack.too_close:
                self.too_close(self.packs[pack.pack_no])

    def too_close(self, work: PackInWork) -> None:
        """Packs that one gate movement would hit together are rejected together."""
        if work.level.acts:
            self.carry_out(work, without_verdict(work.level, "too close: reject"))

    def at_gate(self, event: GateDone) -> None:
        work = self.packs.get(event.pack_no)
        if work is None:
            self.recorder.event("unknown_pack_at_gate", {"pack_no": event.pack_no})
            return
        work.pack.done = Action(event.action)
        if work.decision is None:
            self.deadline(work)

    def refused(self, event: OrderRefused) -> None:
        """An order that came too late: the gate does what was armed, and the record says so."""
        body: dict[str, object] = {"pack_no": event.pack_no, "action": event.action}
        self.recorder.event("order_late" if event.late else "order_unknown", body)
        work = self.packs.get(event.pack_no)
        if work is not None and work.level.acts:
            work.late = True
            work.decision = without_verdict(work.level, "order late: reject")
            self.came_late()

    def bin_full(self, event: BinFull) -> None:
        """A full bin confirms nothing more: where the station rejects by itself, the belt waits."""
        self.recorder.event("bin_full", {"full": event.full})
        if not event.full:
            self.stops.start("bin full")
        elif self.level.acts:
            self.stops.stop("bin full")

    def ended(self, work: PackInWork, outcome: Outcome) -> None:
        self.ledger = self.ledger.ended(outcome)
        self.recorder.write(work.record(outcome, self.in_force), work.pixels())
        self.stops.start_for(work.pack.pack_no)

    def next_tick(self) -> int | None:
        """Where the belt will be when the line next has something to do by itself."""
        wanted = [self.tracker.patience_tick(work.pack) + 1 for work in self.packs.values()]
        wanted += filter(None, map(self.due_tick, self.packs.values()))
        return min(wanted, default=None)

    # From picture to decision

    def new_frames(self) -> list[Frame]:
        """All frames that have come; those waiting for their pack first."""
        frames, self.unmatched = self.unmatched, []
        for camera in self.cameras:
            if camera.view in self.lost_cameras:
                continue
            try:
                while (frame := camera.next(0.0)) is not None:
                    frames.append(frame)
                    if frame.dropped_before:
                        body: dict[str, object] = {
                            "view": frame.view,
                            "count": frame.dropped_before,
                        }
                        self.recorder.event("frames_lost", body)
            except DeviceLost as error:
                self.lost_cameras.add(camera.view)
                self.recorder.event("camera_lost", {"view": camera.view, "why": str(error)})
                if self.level.acts:
                    self.suspend(f"camera {camera.view} lost")
        return frames

    def pictured(self, frame: Frame, tick: int, now_ns: int) -> None:
        pack = self.tracker.pictured(frame.view, frame.tick)
        if pack is None:
            self.keep_or_forget(frame, tick)
            return
        work = self.packs[pack.pack_no]
        work.frames[frame.view] = frame
        ticks = self.tracker.deadline_tick(pack) - frame.tick
        time_s = self.speed.time_for_s(ticks)
        stands = time_s == float("inf")
        work.time_to_gate_ms = None if stands else 1000 * time_s
        until_ns = None if stands else frame.taken_ns + int(1e9 * time_s)
        job = Job(pack.pack_no, frame.view, frame.pixels, work.order, until_ns)
        if not self.worker.submit(job, now_ns):
            work.failures.append("inspection queue full")

    def keep_or_forget(self, frame: Frame, tick: int) -> None:
        """A picture may come before its pack's number; one that stays alone is told and dropped."""
        if tick - frame.tick <= self.tracker.geometry.eye_to_gate_ticks:
            self.unmatched.append(frame)
        else:
            self.recorder.event("picture_without_pack", {"view": frame.view, "tick": frame.tick})

    def inspected(self, inspected: Inspected, tick: int, now_ns: int) -> None:
        work = self.packs.get(inspected.pack_no)
        if work is None:
            return
        if inspected.failure is not None:
            work.failures.append(inspected.failure)
            body: dict[str, object] = {"pack_no": inspected.pack_no, "why": inspected.failure}
            self.recorder.event("inspection_failed", body)
            return
        work.checks[inspected.view] = inspected.checks
        if work.checks.keys() < self.views:
            return
        work.judged(judge(self.recipe, work.all_checks()), now_ns)
        if work.decision is None and work.verdict is not None:
            self.late_watch.too_many(late=False)
            self.carry_out(work, self.decision_for(work, work.verdict, tick))
            self.recommend(work, tick)

    def decision_for(self, work: PackInWork, verdict: PackVerdict, tick: int) -> Decision:
        """By the policy; a pack seen at an acting level keeps its default after a lowering."""
        if work.level.acts and (self.is_suspended or not self.level.acts):
            return without_verdict(work.level, "level lowered: reject")
        decision = decide(self.recipe, self.ceiling, verdict)
        by_stop = self.gate.capability.hold is HoldKind.STOP
        if decision.action is Action.HOLD and by_stop and tick > self.tracker.stop_tick(work.pack):
            return without_verdict(work.level, "too late to stop: reject")
        return decision

    def carry_out(self, work: PackInWork, decision: Decision) -> None:
        work.decision, work.is_open, work.waits_for_stop = decision, False, False
        self.stops.start(no_answer_for(work.pack.pack_no))
        if not decision.driven:
            return
        work.pack.ordered = decision.action
        if decision.action is Action.HOLD and self.gate.capability.hold is HoldKind.STOP:
            work.waits_for_stop = True  # the gate gets no order; where it acts it would reject
        else:
            self.gate.order(GateOrder(work.pack.pack_no, GateAction(decision.action)))

    # Deadlines

    def due_tick(self, work: PackInWork) -> int | None:
        """Where the belt is when something must be done about this pack; None when nothing."""
        if work.decision is None:
            return self.tracker.deadline_tick(work.pack)
        if work.waits_for_stop:
            return self.tracker.stop_tick(work.pack)
        if work.is_open and not work.no_answer:
            can_wait = self.recipe.no_answer is NoAnswer.STOP
            return (self.tracker.stop_tick if can_wait else self.tracker.deadline_tick)(work.pack)
        return None

    def due(self, tick: int) -> list[PackInWork]:
        """Packs about which something must be done now."""
        dues = ((work, self.due_tick(work)) for work in self.packs.values())
        return [work for work, due_tick in dues if due_tick is not None and tick >= due_tick]

    def deadline(self, work: PackInWork) -> None:
        """The last moment: what happens without a verdict, without an answer, or with a hold."""
        if work.waits_for_stop:
            work.waits_for_stop = False
            self.stops.stop(hold_of(work.pack.pack_no))
        elif work.is_open:
            self.unanswered(work)
        else:
            self.undecided(work)

    def undecided(self, work: PackInWork) -> None:
        """No verdict in time: silence rejects where the station acts, and drives nothing else."""
        self.worker.withdraw(work.pack.pack_no)
        work.late = work.is_pictured
        rule = f"{work.why_no_verdict()}: {'reject' if work.level.acts else 'report'}"
        self.carry_out(work, without_verdict(work.level, rule))
        self.came_late()

    def came_late(self) -> None:
        if self.late_watch.too_many(late=True) and self.level.acts:
            self.suspend("verdicts come too late")

    # People

    def recommend(self, work: PackInWork, tick: int) -> None:
        """Asks the operator where there is time to answer; else it is for review only."""
        if work.decision is None or work.decision.recommended is None:
            return
        if self.recipe.no_answer is NoAnswer.STOP:
            work.is_open = tick < self.tracker.stop_tick(work.pack)
            return
        time_s = self.speed.time_for_s(self.tracker.deadline_tick(work.pack) - tick)
        work.is_open = time_s >= SHORTEST_ANSWER_S

    def unanswered(self, work: PackInWork) -> None:
        """Nobody answered: the pack passes, or the belt waits for the answer; never a reject."""
        work.no_answer = True
        if self.recipe.no_answer is NoAnswer.STOP:
            self.stops.stop(no_answer_for(work.pack.pack_no))
        else:
            work.is_open = False

    def listen(self, told: Told) -> None:
        match told:
            case Answer():
                self.answer(told)
            case Accept():
                self.accept_lower_level(told)
            case Release():
                self.release(told)

    def answer(self, answer: Answer) -> None:
        """The first answer in time is carried out; any other is told as too late."""
        work = self.packs.get(answer.pack_no)
        body: dict[str, object] = {"pack_no": answer.pack_no, "by": answer.person}
        if work is None or not work.is_open or work.decision is None:
            self.recorder.event("answer_too_late", body)
            return
        if answer.action is Action.HOLD and self.gate.capability.hold is None:
            self.recorder.event("answer_refused", {**body, "why": "nothing here can hold a pack"})
            return
        self.recorder.event("answered", {**body, "action": answer.action})
        work.answered_by = answer.person
        decision = answered(work.decision, answer.action, answer.person)
        self.carry_out(work, decision)
        if answer.action is not Action.PASS:
            for pack in self.tracker.neighbours(work.pack):
                self.carry_out(self.packs[pack.pack_no], decision)

    def release(self, release: Release) -> None:
        """The held pack has been taken off the belt; what becomes of it is an event of its own."""
        self.recorder.event("taken_off", {"pack_no": release.pack_no, "by": release.person})
        work = self.packs.get(release.pack_no)
        if work is not None:
            work.pack.taken_off = True
        self.stops.start(hold_of(release.pack_no))

    # Suspension

    def suspend(self, why: str) -> None:
        """Takes no more decisions: the belt stands until a person accepts the lower level.

        Packs already seen keep the default that was armed for them.
        """
        if not self.is_suspended:
            self.recorder.event("suspended", {"why": why, "level": self.level})
            self.stops.stop(SUSPENDED)

    @property
    def is_suspended(self) -> bool:
        return SUSPENDED in self.stops.reasons

    def accept_lower_level(self, accept: Accept) -> None:
        """Only ever down: accepting raises nothing."""
        self.ceiling = lower_of(self.ceiling, Level.RECOMMEND)
        self.arm()
        self.late_watch.forget()
        self.recorder.event("level_lowered", {"to": self.ceiling, "by": accept.person})
        self.stops.start(SUSPENDED)
