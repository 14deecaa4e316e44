"""How a line is, as one frozen value: all that a page claims of the station stands in it.

Complete every time, never a difference: whoever missed ten of them knows as much as anybody.
"""

from dataclasses import dataclass, field
from datetime import datetime

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.challenges import Ask
from edge_agent.core.autonomy.standing import Suspension
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.changeover import Announced, Difference
from edge_agent.core.ledger import Ledger
from edge_agent.core.order import Order
from edge_agent.core.packml.view import PackmlView
from edge_agent.core.packs import Action, Box, CheckKind, Level, Outcome, Reason, Verdict
from edge_agent.core.reasons.languages import Language
from edge_agent.core.recipe import NoAnswer


@dataclass(frozen=True, slots=True)
class Identity:
    """What stays as it is as long as a line runs."""

    line: str
    """Of this start; another start has another one, and numbers its packs anew."""
    boot: int
    """Of the event store: records and events name it. 0 where nothing is stored."""
    station: str
    recipe: str
    recipe_hash: str
    settings_hash: str
    software: str
    bundle_sha256: str
    simulated: bool
    views: tuple[str, ...]
    no_answer: NoAnswer
    """What becomes of a recommended pack that nobody answers for."""
    can_hold: bool
    """There is a place where a pack can wait for a person."""


@dataclass(frozen=True, slots=True)
class CheckState:
    """How far one check may go."""

    name: str
    kind: CheckKind
    view: str
    asked: Level
    """By the recipe."""
    granted: Level
    """What it has earned."""
    in_force: Level
    """The least of these, of what is suspended, and of the ceiling."""
    certificate_sha256: str | None
    thresholds: Thresholds | None
    """Of its certificate; None: the recipe's own limits decide."""


@dataclass(frozen=True, slots=True)
class BypassState:
    person: str
    left_s: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """Of a device, going on now."""

    cause: Cause
    why: str


@dataclass(frozen=True, slots=True)
class SeenCheck:
    """A check of a recommended pack that is not plainly ok."""

    name: str
    view: str
    verdict: Verdict
    score: float | None
    """None where it is no number."""
    read: str | None
    expected: str | None
    reasons: tuple[Reason, ...]
    box: Box | None
    """In pixels of the view's picture."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A pack about which a person is asked, the one nearest to the gate first."""

    pack_no: int
    recommended: Action
    sentences: dict[Language, str]
    verdict: Verdict
    checks: tuple[SeenCheck, ...]
    left_s: float | None
    """Until an answer is too late; None while the belt stands."""
    is_overdue: bool
    """Nobody answered in time, and the belt waits."""


@dataclass(frozen=True, slots=True)
class FirstPackState:
    """One of the first packs of an order; its pictures come as evidence while it is verified."""

    pack_no: int
    verdict: Verdict
    checks: tuple[SeenCheck, ...]
    """All of them: what was read stands beside what was expected also where it is right."""
    is_asked: bool
    """It waits for a person's word, and the belt for that."""
    person: str | None
    """Who has looked at it."""
    found_good: bool


@dataclass(frozen=True, slots=True)
class FirstPacksState:
    wanted: int
    right: int
    is_over: bool
    """Enough are right, and nobody is asked any more."""
    packs: tuple[FirstPackState, ...]
    """The last of them, in the order of their verdicts."""


@dataclass(frozen=True, slots=True)
class ChangeoverState:
    """On the way from one order to the next."""

    to: Order | None = None
    """Of another recipe, with which the line begins anew once the belt is empty."""
    announced: Announced | None = None
    mismatch: tuple[Difference, ...] = ()
    """Why the last change was not begun; () once one was, or nobody wants it any more."""
    first_packs: FirstPacksState | None = None
    """Since the last change of this line; None where there was none, or none are verified."""
    recipes_ready: tuple[str, ...] = ()
    """Names of recipes of which another version lies ready: the next order of one is made by it."""


@dataclass(frozen=True, slots=True)
class BundleState:
    """On the way from one bundle of models to another."""

    is_ready: bool = False
    """One lies ready; the next order begins with it."""
    return_why: str | None = None
    """Why the one before is wanted back, at the next order, start or pause; None where none is."""
    return_by: str | None = None
    """A person, or "station"."""
    went_back_why: str | None = None
    """Why this start of the line has left a bundle by itself; None where it has not."""


@dataclass(frozen=True, slots=True)
class EndedPack:
    """One mark of the strip."""

    pack_no: int
    verdict: Verdict
    action: Action
    outcome: Outcome
    late: bool
    reason: Reason | None
    """The first, where it is not plainly ok."""


@dataclass(frozen=True, slots=True)
class Lately:
    """Sums over the last packs that have ended."""

    packs_per_min: float
    """Over the last minute, or since the start."""
    packs: int
    """Over which `rejected` is counted."""
    rejected: int
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    latency_max_ms: float | None
    """Picture to verdict, over the strip; None where no pack of it had a verdict."""
    strip: tuple[EndedPack, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class LineState:
    identity: Identity
    at: datetime
    """Wall time, for people."""
    now_ns: int
    """Monotonic time of the line; records' `seen_ns` compares with it."""
    order: Order | None
    level: Level
    """The highest at which any check works now."""
    ceiling: Level
    checks: tuple[CheckState, ...]
    suspensions: tuple[Suspension, ...]
    lacking: tuple[str, ...]
    """What a person waits for before what is suspended may be cleared; () where nothing lacks."""
    is_armed: bool
    """Silence rejects."""
    hands_over: bool
    """An acting level fell, and nobody has taken over: the belt waits for a person."""
    bypass: BypassState | None
    belt_stops: tuple[str, ...]
    """Why the belt stands; () while it runs."""
    ledger: Ledger
    belt_mm_per_s: float
    troubles: tuple[Trouble, ...]
    lost_cameras: dict[str, str]
    gate_trouble: str | None
    recommendations: tuple[Recommendation, ...]
    challenges: tuple[Ask, ...]
    """Packs of known truth that the station wants to see."""
    lately: Lately
    changeover: ChangeoverState = ChangeoverState()
    on_belt: tuple[int, ...] = ()
    """Numbers of the packs that were seen and have not ended, the oldest first."""
    challenge_names: tuple[str, ...] = ()
    """What a challenge pack of this line may be called."""
    bundle: BundleState = BundleState()
    packml: PackmlView = field(default_factory=PackmlView)
    """How the station stands in the words of PackML."""
    safe_mode: str | None = None
    """Why the station has stopped acting until a person accepts that; None where it has not."""
