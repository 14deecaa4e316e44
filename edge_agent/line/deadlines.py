"""The last moment for every pack: without a verdict, without an answer, or with a hold."""

from collections.abc import Iterable

from edge_agent.core.recipe import NoAnswer
from edge_agent.line.decisions import Decisions
from edge_agent.line.device_health import DeviceHealth
from edge_agent.line.pack_in_work import PackInWork
from edge_agent.line.parts import Parts
from edge_agent.line.stops import Stops, hold_of, no_answer_for


class Deadlines:
    """When something must be done about a pack by itself, and what."""

    def __init__(
        self,
        parts: Parts,
        decisions: Decisions,
        stops: Stops,
        health: DeviceHealth,
        no_answer: NoAnswer,
    ) -> None:
        self.tracker, self.worker = parts.tracker, parts.worker
        self.decisions, self.stops, self.health = decisions, stops, health
        self.can_wait = no_answer is NoAnswer.STOP

    def due_tick(self, work: PackInWork) -> int | None:
        """Where the belt is when something must be done about this pack; None when nothing."""
        if work.decision is None:
            return self.tracker.deadline_tick(work.pack)
        if work.waits_for_stop:
            return self.tracker.stop_tick(work.pack)
        if work.is_open and not work.no_answer:
            last_tick = self.tracker.stop_tick if self.can_wait else self.tracker.deadline_tick
            return last_tick(work.pack)
        return None

    def due(self, packs: Iterable[PackInWork], tick: int) -> list[PackInWork]:
        """Packs about which something must be done now."""
        dues = ((work, self.due_tick(work)) for work in packs)
        return [work for work, due_tick in dues if due_tick is not None and tick >= due_tick]

    def next_tick(self, packs: Iterable[PackInWork]) -> int | None:
        """Where the belt will be when the line next has something to do by itself."""
        wanted: list[int] = []
        for work in packs:
            wanted.append(self.tracker.patience_tick(work.pack) + 1)
            due_tick = self.due_tick(work)
            if due_tick is not None:
                wanted.append(due_tick)
        return min(wanted, default=None)

    def reached(self, work: PackInWork) -> None:
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
        self.decisions.without(work, work.why_no_verdict())
        for view in work.views - work.frames.keys():
            self.health.not_pictured(view)
        if work.is_pictured:
            self.health.judged(late=True)

    def unanswered(self, work: PackInWork) -> None:
        """Nobody answered: the pack passes, or the belt waits for the answer; never a reject."""
        work.no_answer = True
        if self.can_wait:
            self.stops.stop(no_answer_for(work.pack.pack_no))
        else:
            work.is_open = False
