"""What a client gives back: frozen, with the station's own words and units in the names.

A newer station may say more; what a client does not know it passes over.
"""

from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from edge_agent.core.packs import CheckKind, Level, Reason, Record, Verdict

Item = TypeVar("Item")


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(Answer, Generic[Item]):
    items: tuple[Item, ...]
    next_cursor: str | None


class InForce(Answer):
    """What the last pack was inspected with."""

    recipe: str
    recipe_hash: str
    bundle_sha256: str
    software: str
    settings_hash: str
    seen_at: datetime


class Station(Answer):
    site: str
    line: str
    name: str
    full_name: str
    views: tuple[str, ...]
    has_gate: bool
    ceiling: Level
    fail_state: str
    software: str
    in_force: InForce | None
    """None until a pack was seen."""


class CheckLevel(Answer):
    recipe: str
    check: str
    granted: Level
    now: Level
    certificate_sha256: str | None


class Levels(Answer):
    ceiling: Level
    checks: tuple[CheckLevel, ...]


class StoredRecord(Answer):
    """One pack; (boot, seq) is its number."""

    boot: int
    seq: int
    record: Record


class Event(Answer):
    """Something that happened and is no pack."""

    boot: int
    seq: int
    at: datetime
    kind: str
    body: dict[str, Any]

    @property
    def id(self) -> str:
        """Given to `watch`, everything after this event comes first."""
        return f"{self.boot}-{self.seq}"


class InspectedBy(Answer):
    name: str
    hash: str


class Model(Answer):
    """The bundle of models that looked."""

    name: str
    version: str
    sha256: str


class Grade(Answer):
    """Print quality of a code, from 0 to 4."""

    grade: float
    parameters: dict[str, float]


class Check(Answer):
    """One question of the recipe, and its answer; `score` is 0 for surely fine, 1 for defective."""

    name: str
    kind: CheckKind
    view: str
    verdict: Verdict
    score: float
    read: str | None
    expected: str | None
    reasons: tuple[Reason, ...]
    box: tuple[int, int, int, int] | None
    """Left, top, width, height, in pixels of the picture."""
    read_by: str | None
    quality: Grade | None
    looks_like: str | None
    """The kind of defect that a learned check takes it for."""
    sentence: str


class Usage(Answer):
    pictures: int
    pixels: int
    inspect_ms: float
    queued_ms: float


class Inspection(Answer):
    """What the pictures of one pack show."""

    id: UUID
    object: str
    created: datetime
    recipe: InspectedBy
    model: Model
    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...]
    sentence: str
    views: tuple[str, ...]
    views_missing: tuple[str, ...]
    """What is checked there is not known."""
    checks: tuple[Check, ...]
    usage: Usage
