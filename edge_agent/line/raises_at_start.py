"""Raises that were signed while the line was not running: carried out at its next start, or never.

An act counts where no start before has looked at it, it was not carried out, nothing took the level
since, and the check still has the level from which it raises. While something is suspended, or a
loss was not accepted, nothing rises; such an act has to be signed anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from edge_agent.core.autonomy.level_events import FELL, LOWERED, RAISED
from edge_agent.core.autonomy.standing import SignedRaise, Standing
from edge_agent.people.acts import SignedAct
from edge_agent.people.grants import Earned
from edge_agent.store.events import EventReader, StoredEvent

FOLLOWED: Final = "acts_followed"
"""Kind of the event by which a start tells up to which act it has looked."""


@dataclass(slots=True)
class Known:
    """What the log says of acts and levels. A clock may be wrong, so acts go by their numbers."""

    followed: int = 0
    """Number of the last act that a start has looked at."""
    carried_out: set[str] = field(default_factory=set)
    """Acts, by sha256."""
    lost_at: dict[str, datetime] = field(default_factory=dict)
    """By check: when a level was taken last."""

    def heard(self, stored: StoredEvent) -> None:
        event, body = stored.event, stored.event.body
        if event.kind == FOLLOWED:
            self.followed = max(self.followed, body["seq"])
        elif event.kind == RAISED:
            self.carried_out.add(body["act"])
        elif event.kind == FELL:
            self.lost_at |= dict.fromkeys(body["checks"], event.at)
        elif event.kind == LOWERED:
            self.lost_at[body["check"]] = event.at


def known_in(reader: EventReader) -> Known:
    known = Known()
    for kind in (FOLLOWED, RAISED, FELL, LOWERED):
        for stored in reader.events(kind=kind):
            known.heard(stored)
    return known


@dataclass(frozen=True, slots=True)
class PendingRaise:
    act: SignedRaise
    person: str

    @property
    def told(self) -> dict[str, object]:
        act = self.act
        body = {"check": act.check, "from": act.level_from, "to": act.level_to, "by": self.person}
        return {**body, "certificate": act.certificate_sha256, "act": act.act_sha256}


def pending_raises(standing: Standing, earned: Earned, known: Known) -> Iterator[PendingRaise]:
    if standing.suspensions or standing.handover_open:
        return
    for check, signed in earned.raises.items():
        act = as_raise(check, signed)
        fits = standing.grant_of(check).level is act.level_from
        if fits and is_news(check, signed, known) and act.level_to.rank > act.level_from.rank:
            yield PendingRaise(act, signed.done.who)


def is_news(check: str, signed: SignedAct, known: Known) -> bool:
    if signed.done.seq <= known.followed or signed.sha256 in known.carried_out:
        return False
    lost_at = known.lost_at.get(check)
    return lost_at is None or signed.done.at > lost_at


def last_act(earned: Earned) -> int:
    """Its number; 0 where nothing was raised."""
    return max((signed.done.seq for signed in earned.raises.values()), default=0)


def as_raise(check: str, signed: SignedAct) -> SignedRaise:
    """The act of a raise names both levels."""
    subject = signed.done.subject
    if subject.level_from is None or subject.level_to is None:
        raise RuntimeError(f"act {signed.done.seq} raises {check} between no two levels")
    return SignedRaise(
        check, subject.level_from, subject.level_to, subject.certificate_sha256, signed.sha256
    )
