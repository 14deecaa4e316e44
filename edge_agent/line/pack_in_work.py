"""What the line knows of one pack while it is on the belt, and the record it becomes."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from edge_agent.core.order import Order
from edge_agent.core.packs import (
    CheckResult,
    Decision,
    Level,
    Outcome,
    PackVerdict,
    Reason,
    Record,
    Verdict,
)
from edge_agent.core.tracking import PackOnBelt
from edge_agent.inspection.camera_look import looks_of
from hardware.interfaces import Frame, Pixels


@dataclass(frozen=True, slots=True)
class InForce:
    """What every record names: under what it was made."""

    recipe: str
    recipe_hash: str
    settings_hash: str
    software: str
    bundle_sha256: str = ""
    """Empty where no model looks at a pack."""


@dataclass(slots=True)
class PackInWork:
    """Grows from the photo-eye to the end; then `record` freezes it."""

    pack: PackOnBelt
    seen_at: datetime
    seen_ns: int
    order: Order | None
    views: frozenset[str]
    level: Level
    """The station's level when the pack was seen: it is decided about at no higher one."""
    is_guarded: bool
    """Seen by an armed gate: silence rejects it, whatever becomes of the level."""
    epoch: int
    """Of the guard, when it was seen."""
    is_between: bool = False
    """Seen while the line goes over to another product: nobody knows which of both it is."""
    frames: dict[str, Frame] = field(default_factory=dict)
    checks: dict[str, tuple[CheckResult, ...]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    verdict: PackVerdict | None = None
    verdict_ns: int | None = None
    decision: Decision | None = None
    is_open: bool = False
    """A recommendation that waits for its answer."""
    waits_for_stop: bool = False
    """To be held by stopping the belt just before the gate."""
    late: bool = False
    no_answer: bool = False
    answered_by: str | None = None
    time_to_gate_ms: float | None = None

    @property
    def is_pictured(self) -> bool:
        return self.frames.keys() >= self.views

    def pixels(self) -> dict[str, Pixels]:
        return {view: frame.pixels for view, frame in self.frames.items()}

    def judged(self, verdict: PackVerdict, now_ns: int) -> None:
        self.verdict, self.verdict_ns = verdict, now_ns

    def all_checks(self) -> tuple[CheckResult, ...]:
        return tuple(result for results in self.checks.values() for result in results)

    def why_no_verdict(self) -> str:
        """For people: the rule of a decision that had to do without a verdict."""
        if not self.is_pictured:
            return "no picture"
        return "inspection failed" if self.failures else "late"

    def reasons(self) -> tuple[Reason, ...]:
        """What the belt adds to the verdict."""
        said = (
            (Reason.TOO_CLOSE, self.pack.too_close),
            (Reason.NO_PICTURE, not self.is_pictured),
            (Reason.INSPECTION_FAILED, bool(self.failures)),
            (Reason.LATE, self.late),
            (Reason.NO_ORDER, self.is_between),
        )
        return tuple(reason for reason, holds in said if holds)

    def said(self) -> PackVerdict:
        """The verdict with what the belt adds to it; without one the pack is unsure."""
        if self.verdict is None:
            return PackVerdict(Verdict.UNSURE, 1.0, self.reasons(), self.all_checks())
        return replace(self.verdict, reasons=(*self.reasons(), *self.verdict.reasons))

    @property
    def latency_ms(self) -> float | None:
        """Trigger of the last picture to the verdict; None without a verdict."""
        if self.verdict_ns is None:
            return None
        return (self.verdict_ns - max(frame.taken_ns for frame in self.frames.values())) / 1e6

    def record(self, outcome: Outcome, in_force: InForce) -> Record:
        """Frozen at the pack's end; RuntimeError for a pack that nobody decided about."""
        if self.decision is None:
            raise RuntimeError(f"pack {self.pack.pack_no} ended without a decision")
        return Record(
            pack_no=self.pack.pack_no,
            seen_at=self.seen_at,
            seen_ns=self.seen_ns,
            recipe=in_force.recipe,
            recipe_hash=in_force.recipe_hash,
            order=self.order,
            verdict=self.said(),
            decision=self.decision,
            outcome=outcome,
            late=self.late,
            no_answer=self.no_answer,
            answered_by=self.answered_by,
            latency_ms=self.latency_ms,
            time_to_gate_ms=self.time_to_gate_ms,
            settings_hash=in_force.settings_hash,
            software=in_force.software,
            bundle_sha256=in_force.bundle_sha256,
            looks=looks_of(self.pixels()),
        )
