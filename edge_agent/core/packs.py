"""What the station says of one pack: checks, verdict, decision, outcome, record. Frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from edge_agent.core.evidence import Evidence
from edge_agent.core.order import Order
from edge_agent.core.quality import Quality


class Verdict(StrEnum):
    OK = "ok"
    NOT_OK = "not_ok"
    UNSURE = "unsure"


class Level(StrEnum):
    """How far the station may go. Ordered: report < recommend < act_when_sure < act_always."""

    REPORT = "report"
    RECOMMEND = "recommend"
    ACT_WHEN_SURE = "act_when_sure"
    ACT_ALWAYS = "act_always"

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    @property
    def acts(self) -> bool:
        return self.rank >= Level.ACT_WHEN_SURE.rank


class Action(StrEnum):
    """What is decided for a pack; the gate carries out the same three words."""

    PASS = "pass"
    REJECT = "reject"
    HOLD = "hold"


class Outcome(StrEnum):
    """What really happened at the gate."""

    PASSED = "passed"
    REJECTED = "rejected"
    HELD = "held"
    MISSED = "missed"


class CheckKind(StrEnum):
    STICKER = "sticker"
    PRINT = "print"
    BARCODE = "barcode"
    SURFACE = "surface"


class Reason(StrEnum):
    """Why a check or a pack is not plainly ok. One word each for screens, records and charts."""

    MISSING = "missing"
    OFF_PLACE = "off_place"
    TURNED = "turned"
    DAMAGED = "damaged"
    WRONG_ONE = "wrong_one"
    LOOKS_DIFFERENT = "looks_different"
    NOT_LIKE_TAUGHT = "not_like_taught"
    LEARNED_DEFECT = "learned_defect"
    PERHAPS_DEFECT = "perhaps_defect"
    READS_OTHER = "reads_other"
    UNREADABLE = "unreadable"
    IMPLAUSIBLE_DATE = "implausible_date"
    WRONG_CODE = "wrong_code"
    BAD_CHECK_DIGIT = "bad_check_digit"
    CODE_PRINT_DISAGREE = "code_print_disagree"
    PACK_NOT_FOUND = "pack_not_found"
    OUT_OF_PICTURE = "out_of_picture"
    FROZEN_PICTURE = "frozen_picture"
    BADLY_LIT = "badly_lit"
    BLURRED = "blurred"
    MOVED_PICTURE = "moved_picture"
    NO_ORDER = "no_order"
    NO_PICTURE = "no_picture"
    LATE = "late"
    TOO_CLOSE = "too_close"
    INSPECTION_FAILED = "inspection_failed"


UNBELIEVABLE: Final = (
    Reason.FROZEN_PICTURE,
    Reason.BADLY_LIT,
    Reason.BLURRED,
    Reason.MOVED_PICTURE,
)
"""What is said of a picture that shows nothing for sure."""


class VerdictRule(StrEnum):
    """What made a check's measurement a verdict."""

    LIMITS = "limits"
    """The recipe's own limits: no calibrated thresholds are in force."""
    SCORE_LOW = "score_low"
    SCORE_HIGH = "score_high"
    SCORE_BETWEEN = "score_between"
    CONTRADICTION = "contradiction"
    """The score would let it pass, but what was seen contradicts the order."""
    CAMERA_UNHEALTHY = "camera_unhealthy"
    NO_ORDER = "no_order"
    NOT_SEEN = "not_seen"
    UNREADABLE = "unreadable"
    UNLIKE_ALL_SEEN = "unlike_all_seen"
    """Out of the distribution that was taught."""


class ReadBy(StrEnum):
    """Who gave a reading."""

    OWN = "packwarden"
    """The reader of the model bundle."""
    SECOND = "ppocr"
    """PP-OCRv6 small, asked where our own reader was unsure and time was left."""
    DECODER = "zxing-cpp"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the picture it is said of: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer to one question of the recipe.

    `score` is the defect score in [0, 1]: 0 = surely fine, 1 = surely defective.
    """

    name: str
    kind: CheckKind
    view: str
    verdict: Verdict
    score: float
    read: str | None = None
    expected: str | None = None
    reasons: tuple[Reason, ...] = ()
    box: Box | None = None
    read_by: ReadBy | None = None
    """Who gave `read`; None where nothing was read."""
    quality: Quality | None = None
    """How well the print or the barcode is made, also where it is right."""
    rule: VerdictRule | None = None
    """What decided; None until the line has ruled on it."""
    evidence: Evidence | None = None
    """What a look at it rests on; None where it is ok, nothing was there to look at, or only a
    learned check speaks against it."""
    looks_like: str | None = None
    """The kind of defect that a learned check takes it for, as those call it who labelled it."""


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """All checks of a pack together: not_ok if any is, else unsure if any is, else ok."""

    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...]
    checks: tuple[CheckResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What shall happen to a pack, and the rule that said so."""

    action: Action
    rule: str
    level: Level
    driven: bool
    """True when the gate is ordered; False when it keeps the resting position of its level."""
    recommended: Action | None = None
    """What the operator is asked to confirm; None where nobody is asked."""


@dataclass(frozen=True, slots=True)
class CameraLook:
    """How well a picture was taken, whatever is on it."""

    sharpness: float
    """Root mean square step of the green channel along a row, in grey levels."""
    brightness: float
    """Mean of the green channel, in grey levels."""


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one pack. Written once."""

    pack_no: int
    seen_at: datetime
    """Wall time in UTC, for people; never subtracted."""
    seen_ns: int
    """Monotonic time of the photo-eye; comparable with other records of the same start."""
    recipe: str
    recipe_hash: str
    order: Order | None
    verdict: PackVerdict
    decision: Decision
    outcome: Outcome
    late: bool
    """The verdict was not there at the deadline."""
    no_answer: bool = False
    """A recommendation that nobody answered in time."""
    answered_by: str | None = None
    latency_ms: float | None = None
    """Trigger of the last view's exposure to the decision; None without a verdict."""
    time_to_gate_ms: float | None = None
    """Time between the last picture and the last moment for an order."""
    pictures: dict[str, str] = field(default_factory=dict)
    """View to sha256 of its picture file."""
    settings_hash: str = ""
    software: str = ""
    bundle_sha256: str = ""
    """Of the models that looked at it; certificates name the same."""
    looks: dict[str, CameraLook] = field(default_factory=dict)
    """How well each view was seen, as far as it was measured."""
