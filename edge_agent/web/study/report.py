"""What a study found, as the API tells of it; docs/commands.md names every key."""

from pydantic import AwareDatetime, Field

from edge_agent.core.study.bands import Band
from edge_agent.core.study.result import AppraiserKind, Shown
from edge_agent.web.listing import Document

Interval = tuple[float, float]


class Share(Document):
    """k of n, with its exact 95 % interval."""

    k: int
    n: int
    share: float
    interval: Interval


class BandedShare(Share):
    band: Band
    band_at_worst: Band = Field(description="If the truth lay at the worse end of the interval.")


class Kappa(Document):
    """Agreement beyond chance."""

    value: float
    low: float
    high: float
    band: Band
    band_at_worst: Band


class Appraiser(Document):
    name: str
    kind: AppraiserKind
    shown: Shown
    trials: int
    unsure: int
    effectiveness: BandedShare
    miss: BandedShare
    false_alarm: BandedShare
    within: Kappa | None
    reference: Kappa | None
    rounds: list[Share]
    acceptable: bool


class PairOfAppraisers(Document):
    first: str
    second: str
    kappa: Kappa | None


class Taught(Document):
    examples: int
    right: Share
    miss: BandedShare
    false_alarm: BandedShare


class Point(Document):
    seen: int
    right: Share


class PacksToLearn(Document):
    people: dict[str, int | None]
    model: int | None


class Learning(Document):
    """Who learns faster."""

    learnt_share: float
    people: dict[str, list[Point]]
    model: list[Point]
    packs_to_learn: PacksToLearn
    faster: str | None


class StudyReport(Document):
    made_at: AwareDatetime
    simulated: bool
    packs: int
    defective: int
    borderline: int | None
    trials: int
    seed: int
    recipe_hash: str | None
    bundle_sha256: str | None
    appraisers: list[Appraiser]
    between: Kappa | None
    pairs: list[PairOfAppraisers]
    taught: list[Taught]
    learning: Learning
    notes: list[str]
