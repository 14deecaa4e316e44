"""The random audit at work: which packs a person shall examine, and what the answers say. Pure.

    auditing = Auditing.begin(AuditRates(passed=0.01, rejected=0.2))
    auditing, draw = auditing.decided(record, boot, key)        # after every pack
    auditing, finding = auditing.examined(boot, pack_no, faulty)
    auditing.report()

Every pack that the machine itself passed or rejected is drawn with a known chance, by a key and its
number (core.monitoring.audit). Estimates weight each answer by how rarely its like was drawn; the
two shares that are looked at all the time also have intervals that hold at all times together.
Drawn packs that nobody examined are told, since an audit that skips the awkward ones proves little.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from edge_agent.core.errors import Conflict
from edge_agent.core.guarantees.bounds import Interval
from edge_agent.core.monitoring.audit import Audit, AuditRates, is_drawn
from edge_agent.core.monitoring.audit_estimates import (
    DELTA,
    Estimate,
    escape_share,
    false_reject_rate,
    miss_rate,
    wrong_reject_share,
)
from edge_agent.core.monitoring.confidence_sequence import RateSequence
from edge_agent.core.packs import Action, Record, Verdict

DRAWN_EVENT = "audit_drawn"
EXAMINED_EVENT = "audit_examined"
"""Kinds of the events by which a station's log keeps what was drawn, and what was found on it."""
MOST_OPEN = 500
"""Drawn packs that wait for an examination; the oldest beyond are never examined."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A pack that shall be examined by hand."""

    boot: int
    pack_no: int
    action: Action
    rate: float
    """The chance with which it was drawn."""
    checks: tuple[str, ...]
    """That have judged it: all where it was passed, those that said not_ok where rejected."""

    @property
    def pack(self) -> tuple[int, int]:
        return self.boot, self.pack_no


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person found on a drawn pack."""

    boot: int
    pack_no: int
    action: Action
    defective: bool
    wrong: Mapping[str, bool]
    """By check: whether its judgement of this pack was wrong."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Of live production. Each of the first four with an exact interval, right once looked at."""

    escape_share: Estimate
    """Defective packs among those passed."""
    wrong_reject_share: Estimate
    """Good packs among those rejected."""
    miss_rate: Estimate
    """Passed among the defective."""
    false_reject_rate: Estimate
    """Rejected among the good."""
    escape_share_always: Interval
    """Right at all times together: may be watched."""
    wrong_reject_share_always: Interval
    drawn: int
    examined: int


@dataclass(frozen=True, slots=True)
class Auditing:
    """Of one station with one recipe; the key is kept elsewhere."""

    rates: AuditRates
    audit: Audit
    escapes: RateSequence
    wrong_rejects: RateSequence
    open: tuple[Draw, ...] = ()
    """Drawn and not examined, oldest first."""

    @classmethod
    def begin(cls, rates: AuditRates, delta: float = DELTA) -> Self:
        """`delta`: chance that an interval which is watched is ever wrong."""
        return cls(rates, Audit(), RateSequence(delta), RateSequence(delta))

    def decided(self, record: Record, boot: int, key: bytes) -> tuple[Self, Draw | None]:
        """A pack has ended; None where it was not drawn, or is not the machine's to answer for."""
        rate, action = rate_of(record, self.rates), record.decision.action
        if rate is None:
            return self, None
        drawn = is_drawn(key, boot, record.pack_no, rate)
        after = replace(self, audit=self.audit.decided(action, rate, drawn))
        if not drawn:
            return after, None
        draw = Draw(boot, record.pack_no, action, rate, judging(record))
        return replace(after, open=(*self.open, draw)[-MOST_OPEN:]), draw

    def examined(self, boot: int, pack_no: int, faulty: tuple[str, ...]) -> tuple[Self, Finding]:
        """`faulty`: checks whose subject is really defective. Conflict for a pack not drawn."""
        draw = next((one for one in self.open if one.pack == (boot, pack_no)), None)
        if draw is None:
            raise Conflict(f"pack {pack_no} of boot {boot} does not wait for an audit")
        finding = finding_of(draw, faulty)
        after = replace(
            self,
            audit=self.audit.examined(draw.action, draw.rate, finding.defective),
            open=tuple(one for one in self.open if one is not draw),
        )
        if draw.action is Action.PASS:
            return replace(after, escapes=self.escapes.saw(finding.defective)), finding
        return replace(after, wrong_rejects=self.wrong_rejects.saw(not finding.defective)), finding

    def report(self, delta: float = DELTA) -> AuditReport:
        """`delta`: chance that one of the first four intervals is wrong."""
        return AuditReport(
            escape_share(self.audit, delta),
            wrong_reject_share(self.audit, delta),
            miss_rate(self.audit, delta),
            false_reject_rate(self.audit, delta),
            self.escapes.interval,
            self.wrong_rejects.interval,
            drawn=sum(stratum.drawn for stratum in self.audit.strata),
            examined=sum(stratum.answered for stratum in self.audit.strata),
        )


def rate_of(record: Record, rates: AuditRates) -> float | None:
    """None where a person answers for the pack, and nobody draws it."""
    action = record.decision.action
    if action is Action.HOLD or record.answered_by is not None:
        return None
    return rates.of(action)


def judging(record: Record) -> tuple[str, ...]:
    checks = record.verdict.checks
    if record.decision.action is Action.REJECT:
        checks = tuple(check for check in checks if check.verdict is Verdict.NOT_OK)
    return tuple(check.name for check in checks)


def finding_of(draw: Draw, faulty: tuple[str, ...]) -> Finding:
    passed = draw.action is Action.PASS
    wrong = {check: (check in faulty) is passed for check in draw.checks}
    return Finding(draw.boot, draw.pack_no, draw.action, bool(faulty), wrong)
