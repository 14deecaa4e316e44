"""Raises that were signed while the line was not running: carried out at its next start, or never.

An act counts where it was signed after the last start, was not carried out then, nothing took the
level since, and the check still has the level from which it raises. While something is suspended,
or a loss was not accepted, nothing rises; such an act has to be signed anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from edge_agent.core.autonomy.standing import SignedRaise, Standing
from edge_agent.line.gate_log import FELL, STARTED
from edge_agent.line.parts import RAISED
from edge_agent.people.acts import SignedAct
from edge_agent.people.grants import Earned
from edge_agent.store.events import EventReader, StoredEvent

LOWERED = "level_lowered"


@dataclass(slots=True)
class LastRun:
    """What the log says of the last start and of what came after it."""

    started_at: datetime | None = None
    carried_out: set[str] = field(default_factory=set)
    """Acts, by sha256."""
    lost_at: dict[str, datetime] = field(default_factory=dict)
    """By check: when a level was taken last."""

    def heard(self, stored: StoredEvent) -> None:
        event, body = stored.event, stored.event.body
        if event.kind == RAISED:
            self.carried_out.add(body["act"])
        elif event.kind in (FELL, LOWERED):
            checks = body["checks"] if event.kind == FELL else [body["check"]]
            self.lost_at |= dict.fromkeys(checks, event.at)


def last_run(reader: EventReader) -> LastRun:
    starts = list(reader.events(kind=STARTED))
    if not starts:
        return LastRun()
    run = LastRun(starts[-1].event.at)
    for kind in (RAISED, FELL, LOWERED):
        for stored in reader.events((starts[-1].boot, 0), kind):
            run.heard(stored)
    return run


@dataclass(frozen=True, slots=True)
class PendingRaise:
    act: SignedRaise
    person: str

    @property
    def told(self) -> dict[str, object]:
        act = self.act
        body = {"check": act.check, "from": act.level_from, "to": act.level_to, "by": self.person}
        return {**body, "certificate": act.certificate_sha256, "act": act.act_sha256}


def pending_raises(standing: Standing, earned: Earned, run: LastRun) -> Iterator[PendingRaise]:
    if standing.suspensions or standing.handover_open:
        return
    for check, signed in earned.raises.items():
        act = as_raise(check, signed)
        fits = standing.grant_of(check).level is act.level_from
        if fits and is_news(check, signed, run) and act.level_to.rank > act.level_from.rank:
            yield PendingRaise(act, signed.done.who)


def is_news(check: str, signed: SignedAct, run: LastRun) -> bool:
    if signed.sha256 in run.carried_out:
        return False
    after = [run.started_at, run.lost_at.get(check)]
    return all(signed.done.at > at for at in after if at is not None)


def as_raise(check: str, signed: SignedAct) -> SignedRaise:
    """The act of a raise names both levels."""
    subject = signed.done.subject
    if subject.level_from is None or subject.level_to is None:
        raise RuntimeError(f"act {signed.done.seq} raises {check} between no two levels")
    return SignedRaise(
        check, subject.level_from, subject.level_to, subject.certificate_sha256, signed.sha256
    )
