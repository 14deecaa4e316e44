"""Who stands before the station now, and how he proved it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from edge_agent.core.roles import RULES, Act, Actor, Machine, Proof, Scope, may
from edge_agent.people.errors import NotPermitted, ProofNeeded

FRESH = timedelta(minutes=2)
"""How long a PIN or a password just given stands for the act that it was asked for."""
STRENGTH = {Proof.SESSION: 0, Proof.PIN: 1, Proof.PASSWORD: 2}


@dataclass(frozen=True, slots=True)
class Present:
    actor: Actor
    proof: Proof
    """The strongest that was given lately; for a machine, its token."""
    proved_at: datetime
    station: str | None = None
    """The only station at which this presence may act; None for any."""


def console(now: datetime) -> Present:
    """A shell on the station: whoever has it has the station's files and keys."""
    return Present(Machine("console", frozenset({Scope.CONSOLE})), Proof.SESSION, now)


def refuse_unless_allowed(present: Present, act: Act, station: str, now: datetime) -> None:
    """NotPermitted for the wrong role, station or proof."""
    if not may(present.actor, act):
        raise NotPermitted(f"{described(present.actor)} may not {RULES[act].does}")
    if present.station not in (None, station):
        raise NotPermitted(f"a PIN acts at its own station, {present.station}; use the password")
    if isinstance(present.actor, Machine):
        return
    needed = RULES[act].proof
    if needed is Proof.SESSION:
        return
    is_fresh = timedelta() <= now - present.proved_at <= FRESH
    if STRENGTH[present.proof] < STRENGTH[needed] or not is_fresh:
        raise ProofNeeded(f"to {RULES[act].does}, give the {needed.value} once more")


def described(actor: Actor) -> str:
    if isinstance(actor, Machine):
        return f"the machine {actor.name!r}"
    return f"{actor.name!r} ({actor.role.value})"
