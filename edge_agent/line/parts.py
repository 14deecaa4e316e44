"""What a line is put together from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from edge_agent.core.autonomy.auditing import Auditing, rate_of
from edge_agent.core.autonomy.causes import LOWERINGS, Cause, Lowering
from edge_agent.core.autonomy.challenge_plan import ChallengePlan
from edge_agent.core.autonomy.challenges import Challenges
from edge_agent.core.autonomy.pack_facts import PackFacts
from edge_agent.core.autonomy.remembered import Remembered
from edge_agent.core.autonomy.standing import Standing
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.autonomy.watch import Watch, WatchSettings
from edge_agent.core.monitoring.audit import AuditRates, is_drawn
from edge_agent.core.monitoring.live_figures import LiveFigures
from edge_agent.core.packs import Record
from edge_agent.core.recipe import Recipe
from edge_agent.core.tracking import Tracker
from edge_agent.line.worker import Worker
from edge_agent.store.figures import KeptFigures
from hardware.interfaces import Clock, FrameSource, Gate, Pixels


class Recorder(Protocol):
    """Takes what happened; loses nothing, and never makes the line wait for a disk."""

    @property
    def trouble(self) -> str | None:
        """Why what was taken is not written yet; None while all is well."""
        ...

    def write(self, record: Record, frames: dict[str, Pixels]) -> None: ...

    def event(self, kind: str, body: dict[str, object]) -> None: ...


class Onlooker(Protocol):
    """Sees the line at the end of every step, and never makes it wait."""

    def look(self, now_ns: int, tick: int) -> None: ...


class StandingKeeper(Protocol):
    """Where the standing outlives the process, and so does a person's stop of the belt."""

    def keep(self, standing: Standing, is_stopped: bool) -> None:
        """Durable on return; StoreFailed when the disk did not take it."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    gate: Gate
    cameras: Sequence[FrameSource]
    clock: Clock
    tracker: Tracker
    worker: Worker
    recorder: Recorder
    keeper: StandingKeeper


@dataclass(frozen=True, slots=True)
class Granted:
    """What the station has earned when the line starts."""

    standing: Standing
    thresholds: Mapping[str, Thresholds] = field(default_factory=dict)
    """By check, from its certificate; without them the recipe's own limits decide."""
    lowerings: Mapping[Cause, Lowering] = field(default_factory=lambda: LOWERINGS)
    is_stopped: bool = False
    """A person has stopped the belt, and no person has started it since."""


@dataclass(frozen=True, slots=True)
class AuditPlan:
    rates: AuditRates
    key: bytes
    """By which packs are drawn."""
    boot: int
    """Of the event store: the numbers of packs begin anew with each."""

    def draws(self, record: Record) -> bool:
        """Known at once, and long before anybody examines the pack."""
        rate = rate_of(record, self.rates)
        return rate is not None and is_drawn(self.key, self.boot, record.pack_no, rate)


Memory = TypeVar("Memory", contravariant=True)


class Keeper(Protocol[Memory]):
    """Where what a line has learned outlives the process."""

    @property
    def trouble(self) -> str | None:
        """Why what came last was not kept; None while all is well."""
        ...

    def keep(self, remembered: Memory) -> None:
        """Soon; the line never waits for it."""
        ...


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the monitors know from before this start; what is None begins anew."""

    watch: Watch | None = None
    auditing: Auditing | None = None
    challenges: Challenges | None = None
    recent: tuple[PackFacts, ...] = ()
    """The last packs, for the reference of the next watch."""
    trouble: str | None = None
    """Why what was kept is not believed."""


@dataclass(frozen=True, slots=True)
class FiguresAtStart:
    """What is known of the bundle in use, and of the one before, with this recipe."""

    bundle_sha256: str = ""
    before_sha256: str | None = None
    kept: KeptFigures = field(default_factory=KeptFigures)
    boot: int = 0
    keeper: Keeper[KeptFigures] | None = None
    """None: the figures end with the process."""
    trouble: str | None = None
    """Why what was kept is not believed."""

    @property
    def before(self) -> LiveFigures | None:
        """None where no bundle was in use before, or nothing was seen with it."""
        known = dict(self.kept.bundles)
        return None if self.before_sha256 is None else known.get(self.before_sha256)

    @property
    def now(self) -> LiveFigures:
        return self.kept.of(self.bundle_sha256)


@dataclass(frozen=True, slots=True)
class Watching:
    """How a site watches its line: packs of known truth, audits, statistics over all packs."""

    plan: ChallengePlan = field(default_factory=lambda: ChallengePlan(()))
    """By default a site has no challenge packs; without them no suspension ends."""
    audit: AuditPlan | None = None
    """None: no pack is drawn for an examination."""
    watch: WatchSettings = field(default_factory=WatchSettings)
    recalled: Recalled = field(default_factory=Recalled)
    keeper: Keeper[Remembered] | None = None
    """None: what the monitors know ends with the process."""
    figures: FiguresAtStart = field(default_factory=FiguresAtStart)


@dataclass(frozen=True, slots=True)
class Making:
    """What a station can make beside what its line makes, and how it begins with it."""

    others: tuple[Recipe, ...] = ()
    first_packs: int = 0
    """Verified after every change; 0: none."""
    is_changed: bool = False
    """The line begins because the product was changed: the belt has waited for it."""
    is_unverified: bool = False
    """The first packs of the order in force have not been verified to their end."""
    can_go_back: bool = False
    """A bundle was taken: at least the one that ships lies behind it."""
    went_back_why: str | None = None
    """Why this start has left a bundle by itself; None where it has not."""
