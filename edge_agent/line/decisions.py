"""From a pack's verdict, or the lack of one, to what the gate is told.

A guarded pack is decided about only by the guard under which it was seen: when an acting level was
lost since, or somebody has taken over, it keeps the gate's default.
"""

from math import isfinite

from edge_agent.core.belt_speed import BeltSpeed
from edge_agent.core.packs import Action, Decision, PackVerdict
from edge_agent.core.policy import (
    SHORTEST_ANSWER_S,
    answered,
    decide,
    kept_default,
    lower_of,
    without_verdict,
)
from edge_agent.core.recipe import NoAnswer
from edge_agent.line.guard import Guard
from edge_agent.line.pack_in_work import PackInWork
from edge_agent.line.parts import Parts
from edge_agent.line.stops import Stops, no_answer_for
from hardware.interfaces import GateAction, GateOrder, HoldKind


class Decisions:
    """Made and carried out, for the packs on the belt."""

    def __init__(self, parts: Parts, guard: Guard, stops: Stops, speed: BeltSpeed) -> None:
        self.gate, self.tracker = parts.gate, parts.tracker
        self.guard, self.stops, self.speed = guard, stops, speed

    def keeps_default(self, work: PackInWork) -> bool:
        return work.is_guarded and (self.guard.hands_over or work.epoch != self.guard.epoch)

    def by_verdict(self, work: PackInWork, verdict: PackVerdict, tick: int) -> None:
        """The verdict has come in time."""
        self.carry_out(work, self.decided(work, verdict, tick))
        self.recommend(work, tick)

    def decided(self, work: PackInWork, verdict: PackVerdict, tick: int) -> Decision:
        if self.keeps_default(work):
            return kept_default(self.guard.level, "level fell: reject")
        ceiling = lower_of(self.guard.ceiling, work.level)
        decision = decide(self.guard.recipe, ceiling, verdict)
        by_stop = self.gate.capability.hold is HoldKind.STOP
        if decision.action is Action.HOLD and by_stop and tick > self.tracker.stop_tick(work.pack):
            return without_verdict(decision.level, "too late to stop: reject")
        return decision

    def without(self, work: PackInWork, why: str) -> None:
        """No verdict, or none that could count: silence rejects a guarded pack."""
        if self.keeps_default(work):
            decision = kept_default(self.guard.level, f"{why}: reject")
        else:
            rule = f"{why}: {'reject' if work.is_guarded else 'report'}"
            decision = without_verdict(work.level, rule)
        self.carry_out(work, decision)

    def came_too_late(self, work: PackInWork) -> None:
        """The gate has refused an order: it does what was armed, and the record says so."""
        work.late = True
        work.decision = kept_default(work.level, "order late: reject")

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

    # What a person is asked

    def recommend(self, work: PackInWork, tick: int) -> None:
        """Asks the operator where there is time to answer; else it is for review only."""
        if work.decision is None or work.decision.recommended is None:
            return
        if self.guard.recipe.no_answer is NoAnswer.STOP:
            work.is_open = tick < self.tracker.stop_tick(work.pack)
            return
        time_s = self.speed.time_for_s(self.tracker.deadline_tick(work.pack) - tick)
        work.is_open = time_s >= SHORTEST_ANSWER_S

    def left_s(self, work: PackInWork) -> float | None:
        """Until an order for it would come too late; None while the belt stands."""
        ticks = self.tracker.deadline_tick(work.pack) - self.gate.position().tick
        time_s = self.speed.time_for_s(ticks)
        return round(max(0.0, time_s), 2) if isfinite(time_s) else None

    def by_word(
        self, work: PackInWork, recommended: Decision, action: Action, person: str
    ) -> Decision:
        """The operator's answer, carried out for this pack; returns it for its neighbours."""
        work.answered_by = person
        decision = answered(recommended, action, person)
        self.carry_out(work, decision)
        return decision
