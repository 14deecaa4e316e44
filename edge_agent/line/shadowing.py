"""Another bundle looks on beside the one in use: what is said to the line of it, and what it says.

Nothing of it comes into a record, a verdict or a decision, and nothing of it holds up a pack: a
pack that has ended is handed over where the other is idle, and else is counted as not looked at.

Rules
- Both are judged by the same rules: the same thresholds, the same recipe; only the bundle differs.
- A pack whose picture was not believed says nothing of a bundle, and is not handed over.
- What is told pack by pack is bounded; the tally counts all (core/shadow/tally).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from edge_agent.core.autonomy.verdict_rules import ruled
from edge_agent.core.bundle_orders import STATION
from edge_agent.core.errors import Conflict
from edge_agent.core.judge import judge
from edge_agent.core.order import Order
from edge_agent.core.packs import UNBELIEVABLE, CheckResult, PackVerdict, Reason, VerdictRule
from edge_agent.core.shadow.comparing import compared
from edge_agent.core.shadow.orders import (
    BEGAN,
    ENDED,
    OFFERED,
    ORDERED,
    REFUSED,
    RESTARTED,
    ShadowOrder,
)
from edge_agent.core.shadow.tally import (
    DIFFERENCE,
    TALLY,
    Compares,
    Tally,
    difference_body,
    tally_body,
)
from edge_agent.core.told import EndShadow, OfferBundle, OfferShadow, RefuseShadow, ShadowBundle
from edge_agent.line.guard import Guard
from edge_agent.line.pack_in_work import InForce, PackInWork
from hardware.interfaces import Pixels

Word = ShadowBundle | OfferShadow | RefuseShadow | EndShadow
TALLY_PACKS: Final = 100
TALLY_NS: Final = 60_000_000_000
PICTURED_NS: Final = 1_000_000_000
"""Between two packs of which pictures are kept: encoding them takes the line's time."""
TAKEN: Final = "it is in use now"
NOTHING_TELLING: Final = frozenset((*UNBELIEVABLE, Reason.NO_PICTURE, Reason.INSPECTION_FAILED))


@dataclass(frozen=True, slots=True, eq=False)
class EndedPack:
    """Handed over to the one that looks on."""

    pack_no: int
    order: Order | None
    frames: Mapping[str, Pixels]


@dataclass(frozen=True, slots=True)
class Opened:
    """It is there, and looks on from now on."""


@dataclass(frozen=True, slots=True)
class Looked:
    pack_no: int
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True)
class Restarts:
    """It died or hung over a pack, and begins anew."""

    why: str


@dataclass(frozen=True, slots=True)
class Gone:
    """For good."""

    why: str


Said = Opened | Looked | Restarts | Gone


class Challenger(Protocol):
    """A bundle that looks on, wherever it runs. Nothing here ever waits."""

    def begin(self, bundle_sha256: str) -> None: ...

    def offer(self, pack: EndedPack) -> bool:
        """Takes a pack; False while it is busy or not there."""
        ...

    def said(self) -> list[Said]:
        """Since it was asked last."""
        ...

    def end(self) -> None:
        """It looks on no longer, whatever it does just now."""
        ...


class ShadowRecorder(Protocol):
    def event(self, kind: str, body: dict[str, object]) -> None: ...

    def pictured_event(
        self, kind: str, body: Mapping[str, object], frames: Mapping[str, Pixels]
    ) -> None:
        """`pictures` of its body name what could be kept."""
        ...


@dataclass(frozen=True, slots=True)
class Beside:
    """Where another bundle looks on, and what the log says of it from before this start."""

    challenger: Challenger
    recorder: ShadowRecorder
    order: ShadowOrder | None = None
    tallies: Sequence[Tally] = ()


class Shadowing:
    """Of one line, from its start on."""

    def __init__(self, beside: Beside, guard: Guard, in_force: InForce, now_ns: int) -> None:
        self.challenger, self.recorder = beside.challenger, beside.recorder
        self.guard, self.in_force = guard, in_force
        self.order = beside.order
        self.tally: Tally | None = None
        self.waiting: tuple[EndedPack, PackVerdict] | None = None
        """Handed over, and not answered."""
        self.told_packs, self.told_ns = 0, now_ns
        self.pictured_ns = now_ns - PICTURED_NS
        if self.order is not None and self.order.bundle_sha256 is not None:
            self.go_on(self.order.bundle_sha256, beside.tallies)

    def go_on(self, bundle_sha256: str, tallies: Sequence[Tally] = ()) -> None:
        """With the tally from before that is of the very same, where there is one."""
        if bundle_sha256 == self.in_force.bundle_sha256:
            self.ended_because(TAKEN)
            return
        compares = Compares(
            *(bundle_sha256, self.in_force.bundle_sha256),
            *(self.in_force.recipe, self.in_force.recipe_hash),
        )
        before = (one for one in tallies if one.compares == compares)
        self.tally = next(before, Tally(compares))
        self.told_packs = self.counted
        self.challenger.begin(bundle_sha256)

    # What people and the uplink say

    def hear(self, told: Word) -> None:
        match told:
            case ShadowBundle():
                self.ordered(told)
            case OfferShadow():
                self.offered(told)
            case RefuseShadow():
                self.refused(told)
            case EndShadow():
                self.ended_by(told.person)

    def ordered(self, told: ShadowBundle) -> None:
        if self.order is not None:
            self.ended_because(f"{told.name} was ordered in its place", told.person)
        self.order = ShadowOrder(told.name, told.person)
        self.recorder.event(ORDERED, {"name": told.name, "by": told.person})

    def offered(self, told: OfferShadow) -> None:
        self.refuse_unordered(told.name)
        named = {"name": told.name, "bundle_sha256": told.bundle_sha256}
        self.recorder.event(OFFERED, {**named, "by": told.person})
        self.order = ShadowOrder(told.name, told.person, told.bundle_sha256)
        self.go_on(told.bundle_sha256)

    def refused(self, told: RefuseShadow) -> None:
        self.refuse_unordered(told.name)
        self.order = None
        self.recorder.event(REFUSED, {"name": told.name, "why": told.why, "by": told.person})

    def refuse_unordered(self, name: str) -> None:
        """It came too late, or nobody ever ordered it."""
        if self.order is None or self.order.name != name or self.order.bundle_sha256 is not None:
            raise Conflict(f"nobody waits for {name} to look on")

    def ended_by(self, person: str) -> None:
        if self.order is None:
            raise Conflict("no bundle looks on, and none was ordered to")
        self.ended_because(f"{person} has ended it", person)

    def place_taken(self, told: OfferBundle) -> None:
        """There is one place for the next bundle. The very same one looks on until it is in use."""
        if self.order is None or self.order.bundle_sha256 in (None, told.bundle_sha256):
            return
        self.ended_because(f"{told.name} lies ready in its place", told.person)

    def ended_because(self, why: str, by: str = STATION) -> None:
        assert self.order is not None
        self.rest()
        self.challenger.end()
        body: dict[str, object] = {"name": self.order.name, "why": why, "by": by}
        self.order = self.tally = None
        self.recorder.event(ENDED, body)

    # Packs

    def ended(self, work: PackInWork) -> None:
        """A pack of the line has come to its end."""
        if self.tally is None:
            return
        verdict = verdict_that_tells(work)
        pack = EndedPack(work.pack.pack_no, work.order, work.pixels())
        if verdict is not None and self.waiting is None and self.challenger.offer(pack):
            self.waiting = pack, verdict
        else:
            self.tally = self.tally.left_out()

    def look(self, now_ns: int) -> None:
        for said in self.challenger.said():
            self.heard(said, now_ns)
        if self.counted >= self.told_packs + TALLY_PACKS or self.is_time(now_ns):
            self.keep()
            self.told_ns = now_ns

    def is_time(self, now_ns: int) -> bool:
        return self.counted > self.told_packs and now_ns >= self.told_ns + TALLY_NS

    @property
    def counted(self) -> int:
        return 0 if self.tally is None else self.tally.packs + self.tally.not_looked_at

    def rest(self) -> None:
        """At the end of a shift: what has no answer yet was not looked at."""
        self.give_up_waiting()
        self.keep()

    def give_up_waiting(self) -> None:
        if self.tally is not None and self.waiting is not None:
            self.tally, self.waiting = self.tally.left_out(), None

    def keep(self) -> None:
        """The tally, as it is now, in the log."""
        if self.tally is not None and self.counted > self.told_packs:
            self.told_packs = self.counted
            self.recorder.event(TALLY, tally_body(self.tally))

    # What the other one says

    def heard(self, said: Said, now_ns: int) -> None:
        if self.tally is None:  # it has ended meanwhile
            return
        match said:
            case Opened():
                self.opened()
            case Looked():
                self.looked(said, now_ns)
            case Restarts():
                self.restarts(said)
            case Gone():
                self.ended_because(said.why)

    def opened(self) -> None:
        assert self.order is not None
        if not self.order.has_begun:
            named = {"name": self.order.name, "bundle_sha256": self.order.bundle_sha256}
            self.recorder.event(BEGAN, {**named, "by": self.order.by})
            self.order = replace(self.order, has_begun=True)

    def restarts(self, said: Restarts) -> None:
        assert self.order is not None
        self.give_up_waiting()
        self.recorder.event(RESTARTED, {"name": self.order.name, "why": said.why})

    def looked(self, said: Looked, now_ns: int) -> None:
        assert self.tally is not None
        if self.waiting is None or self.waiting[0].pack_no != said.pack_no:
            return
        (pack, in_use), self.waiting = self.waiting, None
        thresholds = self.guard.thresholds
        checks = [ruled(one, thresholds.get(one.name)) for one in said.checks]
        both = compared(in_use, judge(self.guard.recipe, checks))
        self.tally = self.tally.saw(both)
        if both.differences and self.tally.is_to_be_told(both):
            body = difference_body(pack.pack_no, self.tally.compares.bundle_sha256, both)
            self.recorder.pictured_event(DIFFERENCE, body, self.kept_of(pack, now_ns))

    def kept_of(self, pack: EndedPack, now_ns: int) -> Mapping[str, Pixels]:
        """Its pictures; none where those of another pack are being kept just now."""
        if now_ns < self.pictured_ns + PICTURED_NS:
            return {}
        self.pictured_ns = now_ns
        return pack.frames


def verdict_that_tells(work: PackInWork) -> PackVerdict | None:
    """None where there is none, or a picture was not believed."""
    if work.verdict is None or work.is_between:
        return None
    untold = any(
        result.rule is VerdictRule.CAMERA_UNHEALTHY or NOTHING_TELLING & set(result.reasons)
        for result in work.verdict.checks
    )
    return None if untold else work.verdict
