"""Challenge packs: asked for in time, bound to a pack on the belt, caught or missed. Pure.

    challenges = Challenges.begin(plan, now)       # asks at once: a shift starts
    challenges = challenges.at(now)                # often: asks what has become due
    challenges = challenges.changeover(now)        # another order or recipe
    challenges = challenges.returning(now)         # a suspension waits for a caught challenge pack
    challenges = challenges.declared("wrong expiry", "ana", pack_no, now)
    challenges = challenges.recognised(text, pack_no, now)    # any code read on a pack
    challenges, proof = challenges.seen(record, now)          # after every pack

An ask is due, then bound to the pack that is said or seen to be it, and gone with its proof. One
that is open beyond its grace is overdue: `alarm(now)`. A missed one is an alarm of its proof. Where
the pack that a person declared is not the one, declare again before it ends.

Overdue is over when nothing is open beyond its grace: tell the standing that first, then that a
challenge pack was caught. Keep proofs where they cannot be changed: memory keeps the last of each.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from edge_agent.core.autonomy.alarms import Alarm
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan, Occasion
from edge_agent.core.autonomy.challenge_proof import Proof, result_of, said_of
from edge_agent.core.packs import Record

ASK_EVENT = "challenge_asked"
"""Kind of the event by which a station's log keeps an ask."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARKER = "marker"
"""Who has told a pack that was recognised by its code."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A challenge pack that the station wants to see."""

    name: str
    occasion: Occasion
    asked_at: datetime
    until: datetime
    """Overdue from then on."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A pack on the belt that is a challenge pack."""

    name: str
    pack_no: int
    by: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Challenges:
    plan: ChallengePlan
    rounds_at: datetime
    """When was last asked for all of them."""
    looked_at: datetime
    packs: int = 0
    """Since then."""
    asks: tuple[Ask, ...] = ()
    bound: tuple[Bound, ...] = ()
    last: tuple[Proof, ...] = ()
    """The last proof of each challenge."""

    @classmethod
    def begin(cls, plan: ChallengePlan, now: datetime) -> Self:
        return cls(plan, now, now).asking(Occasion.SHIFT_START, plan.challenges, now)

    # What is asked for

    def at(self, now: datetime) -> Self:
        """Asks for what has become due since the last look."""
        occasion = self.occasion(now)
        looked = replace(self, looked_at=now)
        return looked if occasion is None else looked.round(occasion, now)

    def occasion(self, now: datetime) -> Occasion | None:
        plan = self.plan
        if plan.shift_began(self.looked_at, now):
            return Occasion.SHIFT_START
        by_time = plan.every is not None and now - self.rounds_at >= plan.every
        by_packs = plan.every_packs is not None and self.packs >= plan.every_packs
        return Occasion.INTERVAL if by_time or by_packs else None

    def changeover(self, now: datetime) -> Self:
        return self.round(Occasion.CHANGEOVER, now) if self.plan.at_changeover else self

    def returning(self, now: datetime) -> Self:
        """Asks for one known-bad pack; any that is caught will do."""
        bad = [challenge for challenge in self.plan.challenges if challenge.defective]
        return self.asking(Occasion.RETURN, bad[:1], now)

    def round(self, occasion: Occasion, now: datetime) -> Self:
        after = replace(self, rounds_at=now, packs=0)
        return after.asking(occasion, self.plan.challenges, now)

    def asking(self, occasion: Occasion, wanted: Iterable[Challenge], now: datetime) -> Self:
        """What is already open keeps its earlier end."""
        is_open = {ask.name for ask in self.asks}
        new = (
            Ask(challenge.name, occasion, now, now + self.plan.grace)
            for challenge in wanted
            if challenge.name not in is_open
        )
        return replace(self, asks=(*self.asks, *new))

    def overdue(self, now: datetime) -> tuple[Ask, ...]:
        return tuple(ask for ask in self.asks if now > ask.until)

    def alarm(self, now: datetime) -> Alarm | None:
        """While anything is overdue; it concerns all checks alike."""
        late = self.overdue(now)
        if not late:
            return None
        names = ", ".join(ask.name for ask in late)
        since = min(ask.until for ask in late)
        why = f"challenge packs overdue since {since:%Y-%m-%d %H:%M} UTC: {names}"
        return Alarm(Cause.CHALLENGE_OVERDUE, (), why)

    # Which pack it is

    def declared(self, name: str, person: str, pack_no: int, now: datetime) -> Self:
        """A person says which pack it is, asked for or not. InvalidInput for an unknown name."""
        return self.binding(Bound(self.plan.named(name).name, pack_no, person, now))

    def recognised(self, text: str, pack_no: int, now: datetime) -> Self:
        """A code was read on a pack; nothing where it is no marker."""
        challenge = self.plan.marked(text)
        if challenge is None:
            return self
        return self.binding(Bound(challenge.name, pack_no, MARKER, now))

    def binding(self, bound: Bound) -> Self:
        """A challenge is one pack at a time, and a pack one challenge."""
        others = tuple(
            one for one in self.bound if one.name != bound.name and one.pack_no != bound.pack_no
        )
        return replace(self, bound=(*others, bound))

    def restarted(self, off: timedelta, now: datetime) -> Self:
        """After a time in which the station was off, and nobody could bring a pack.

        Numbers of packs begin anew: nothing on the belt is bound any more. What was overdue stays.
        """
        open_then = (ask for ask in self.asks if ask not in self.overdue(now - off))
        later = {ask.name: replace(ask, until=ask.until + off) for ask in open_then}
        return replace(self, bound=(), asks=tuple(later.get(ask.name, ask) for ask in self.asks))

    def moved(self, jump: timedelta) -> Self:
        """After a jump of the wall clock: nobody has more time to bring a pack, or less."""
        asks = (
            replace(ask, asked_at=plus(ask.asked_at, jump), until=plus(ask.until, jump))
            for ask in self.asks
        )
        return replace(self, rounds_at=plus(self.rounds_at, jump), asks=tuple(asks))

    # What it proves

    def seen(self, record: Record, now: datetime) -> tuple[Self, Proof | None]:
        """A pack has ended; the proof where it was a challenge pack."""
        counted = replace(self, packs=self.packs + 1)
        bound = next((one for one in self.bound if one.pack_no == record.pack_no), None)
        if bound is None:
            return counted, None
        proof = self.proof_of(bound, record, now)
        return counted.proven(bound, proof), proof

    def proven(self, bound: Bound, proof: Proof) -> Self:
        return replace(
            self,
            asks=tuple(ask for ask in self.asks if ask.name != bound.name),
            bound=tuple(one for one in self.bound if one is not bound),
            last=(*(one for one in self.last if one.challenge.name != bound.name), proof),
        )

    def proof_of(self, bound: Bound, record: Record, now: datetime) -> Proof:
        challenge = self.plan.named(bound.name)
        ask = next((one for one in self.asks if one.name == bound.name), None)
        return Proof(
            challenge=challenge,
            occasion=Occasion.OF_OWN_ACCORD if ask is None else ask.occasion,
            asked_at=None if ask is None else ask.asked_at,
            by=bound.by,
            told_at=bound.told_at,
            ended_at=now,
            pack_no=record.pack_no,
            level=record.decision.level,
            said=said_of(record),
            verdict=record.verdict.verdict,
            outcome=record.outcome,
            pictures=dict(record.pictures),
            result=result_of(challenge, record),
        )


def plus(at: datetime, jump: timedelta) -> datetime:
    """Within the years that a date can have."""
    try:
        return at + jump
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if jump > timedelta(0) else EPOCH
