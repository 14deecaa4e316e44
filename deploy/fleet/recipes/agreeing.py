"""Two persons agree on a version: one proposes it, another approves it.

Pure. A version is called by its hash, so whatever is changed afterwards is another version, about
which nobody has agreed. Who withdraws or declines ends the proposal; it may be proposed anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edge_agent.core.errors import Conflict
from edge_agent.core.roles import RULES, Act, Actor, Person, may
from edge_agent.people.errors import NotPermitted


class Step(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ACTS = {
    Step.PROPOSED: Act.PROPOSE_RECIPE,
    Step.APPROVED: Act.APPROVE_RECIPE,
    Step.DECLINED: Act.APPROVE_RECIPE,
    Step.WITHDRAWN: Act.PROPOSE_RECIPE,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that somebody has taken."""

    step: Step
    person: str
    at: datetime
    note: str
    compared_with: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a version is."""

    proposed_by: str | None = None
    approved_by: str | None = None

    @property
    def is_open(self) -> bool:
        return self.proposed_by is not None and self.approved_by is None


def agreement(taken: Sequence[Taken]) -> Agreement:
    """After these steps, in their order."""
    found = Agreement()
    for one in taken:
        if one.step is Step.PROPOSED:
            found = Agreement(one.person)
        elif one.step is Step.APPROVED:
            found = Agreement(found.proposed_by, one.person)
        else:
            found = Agreement()
    return found


def refuse_step(
    step: Step, actor: Actor, taken: Sequence[Taken], acts: Mapping[Step, Act] = ACTS
) -> None:
    """NotPermitted or Conflict says why this actor may not take this step now."""
    act, now = acts[step], agreement(taken)
    if not isinstance(actor, Person) or not may(actor, act):
        raise NotPermitted(f"{actor.name} may not {RULES[act].does}")
    if step is Step.PROPOSED:
        refuse_proposing(now)
    elif now.proposed_by is None:
        raise Conflict("nobody has proposed this version; propose it first")
    elif step is Step.APPROVED:
        refuse_approving(actor, now)


def refuse_proposing(now: Agreement) -> None:
    if now.approved_by is not None:
        raise Conflict(f"{now.approved_by} has approved this version already")
    if now.is_open:
        raise Conflict(f"{now.proposed_by} has proposed this version already")


def refuse_approving(actor: Person, now: Agreement) -> None:
    if now.approved_by is not None:
        raise Conflict(f"{now.approved_by} has approved this version already")
    if actor.name == now.proposed_by:
        raise NotPermitted(f"{actor.name} has proposed this version; another person approves it")
