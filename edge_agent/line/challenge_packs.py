"""Packs of known truth at the line: asked for, recognised, verified; a missed one lowers levels.

They are asked for while a check acts, and on the way back from a suspension. Which pack it is says
a person or a code on it; its proof is an event, kept for audits.
"""

from collections.abc import Iterable
from datetime import timedelta

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.challenge_plan import ChallengePlan
from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT, Proof, Result
from edge_agent.core.autonomy.challenges import ASK_EVENT, Challenges
from edge_agent.core.monitoring.state import document_of
from edge_agent.core.packs import CheckResult, Record
from edge_agent.line.guard import Guard
from edge_agent.line.parts import Parts

LOOK_NS = 1_000_000_000
"""Shifts and intervals are no matter of milliseconds."""


class ChallengePacks:
    """Of one line, from its start on."""

    def __init__(
        self,
        parts: Parts,
        guard: Guard,
        plan: ChallengePlan,
        recalled: Challenges | None = None,
    ) -> None:
        self.recorder, self.clock, self.guard = parts.recorder, parts.clock, guard
        now = self.clock.wall()
        self.challenges = recalled or Challenges(plan, now, now)
        self.has_begun = recalled is not None
        self.look_ns = 0

    @property
    def begun(self) -> Challenges | None:
        """None until packs were asked for by the plan."""
        return self.challenges if self.has_begun else None

    def look(self, now_ns: int) -> None:
        """Asks for what is due, and tells what is overdue."""
        if now_ns < self.look_ns:
            return
        self.look_ns, now = now_ns + LOOK_NS, self.clock.wall()
        suspensions = self.guard.standing.suspensions
        if self.guard.level.acts:
            challenges = self.challenges
            self.ask(
                challenges.at(now) if self.has_begun else Challenges.begin(challenges.plan, now)
            )
            self.has_begun = True
        elif suspensions and not self.guard.standing.challenge_caught:
            self.ask(self.challenges.returning(now))
        self.tell_overdue()

    def ask(self, after: Challenges) -> None:
        new = [one for one in after.asks if one not in self.challenges.asks]
        self.challenges = after
        for asked in new:
            body: dict[str, object] = {
                "name": asked.name,
                "occasion": asked.occasion,
                "until": str(asked.until),
            }
            self.recorder.event(ASK_EVENT, body)

    def changeover(self) -> None:
        """Another order: all are asked for, or will be as soon as a check acts."""
        if self.guard.level.acts:
            self.ask(self.challenges.changeover(self.clock.wall()))
        elif self.challenges.plan.at_changeover:
            self.has_begun = False

    def clock_jumped(self, jump_s: float) -> None:
        self.challenges = self.challenges.moved(timedelta(seconds=jump_s))

    def tell_overdue(self) -> None:
        """Only where a level acts: below that, a pack that does not come takes nothing."""
        alarm = self.challenges.alarm(self.clock.wall())
        if alarm is None:
            self.guard.over(Cause.CHALLENGE_OVERDUE)
        elif self.guard.level.acts:
            self.guard.fall(alarm.cause, alarm.why, alarm.checks or self.guard.check_names())

    # Which pack it is

    def declare(self, name: str, person: str, pack_no: int) -> None:
        """InvalidInput where no challenge pack has this name."""
        self.challenges = self.challenges.declared(name, person, pack_no, self.clock.wall())
        body = {"name": name, "pack_no": pack_no, "by": person}
        self.recorder.event("challenge_declared", body)

    def read(self, pack_no: int, checks: Iterable[CheckResult]) -> None:
        """Codes that may be markers."""
        for check in checks:
            if check.read:
                now = self.clock.wall()
                self.challenges = self.challenges.recognised(check.read, pack_no, now)

    def is_challenge(self, pack_no: int) -> bool:
        """As far as a person or a code has said it by now."""
        return any(one.pack_no == pack_no for one in self.challenges.bound)

    # What it proves

    def ended(self, record: Record) -> Proof | None:
        """After every pack; its proof where it was a challenge pack."""
        self.challenges, proof = self.challenges.seen(record, self.clock.wall())
        if proof is None:
            return None
        self.recorder.event(PROOF_EVENT, document_of(proof))
        self.tell_overdue()
        if proof.challenge.defective:
            self.guard.challenged(proof.result is Result.CAUGHT)
        if proof.alarm is not None:
            self.guard.fall(proof.alarm.cause, proof.alarm.why, proof.alarm.checks)
        return proof
