"""What an attribute agreement study found, and whether an appraiser is good enough. Pure.

Kept as `study.json`. A document states what was counted and, beside it, what follows from that;
reading one works out the latter anew and refuses a document that says otherwise.

A result speaks of the recipe and the bundle that it names, on the day that it names.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Interval, interval
from edge_agent.core.study.bands import Band, Measure, band_at_worst, band_of

STUDY_FILE = "study.json"
MODEL = "model"
"""Name of the appraiser that is the station's own inspector."""
FULL_PACKS, FULL_TRIALS = 50, 3
"""The usual design; from a smaller one nothing is called acceptable."""
DIGITS = 4


class AppraiserKind(StrEnum):
    PERSON = "person"
    SIMULATED_PERSON = "simulated_person"
    MODEL = "model"


class Shown(StrEnum):
    """What an appraiser saw when a pack came again."""

    RE_ACQUIRED = "re_acquired"
    """Another picture of the same pack."""
    SAME_FILE = "same_file"
    """The same picture; a model then agrees with itself whatever it is worth."""


@dataclass(frozen=True, slots=True)
class Share:
    """k of n."""

    k: int
    n: int

    def __post_init__(self) -> None:
        if not (0 <= self.k <= self.n and self.n > 0):
            raise ValueError(f"{self.k} of {self.n} cannot be")

    @property
    def value(self) -> float:
        return self.k / self.n

    @property
    def interval(self) -> Interval:
        """Exact, 95 %."""
        return interval(self.k, self.n)


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance in [-1, 1], with its 95 % interval."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not -1 <= self.low <= self.value <= self.high <= 1:
            raise ValueError(f"{self.low}, {self.value}, {self.high} are no kappa with interval")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraiserResult:
    name: str
    kind: AppraiserKind
    shown: Shown
    trials: int
    """How often each pack counts; once where the model saw the same file again."""
    unsure: int
    """Answers `unsure`, which count as called defective: no such pack passes by itself."""
    effectiveness: Share
    """Packs judged right in every trial."""
    miss: Share
    """Of all answers on defective packs, those that called them good."""
    false_alarm: Share
    """Of all answers on good packs, those that called them defective."""
    within: Kappa | None
    """With himself from trial to trial; None where that says nothing."""
    reference: Kappa | None
    """With the truth; None where all answers are the same."""
    rounds: tuple[Share, ...]
    """Right answers of each trial, in the order they were given."""

    @property
    def repeats_say_nothing(self) -> bool:
        return self.kind is AppraiserKind.MODEL and self.shown is Shown.SAME_FILE


@dataclass(frozen=True, slots=True)
class TaughtPoint:
    """The model after so many good pictures, on the packs of the study."""

    examples: int
    right: Share
    miss: Share
    false_alarm: Share


@dataclass(frozen=True, slots=True)
class Pair:
    """How two appraisers agree, trial by trial, whether right or wrong."""

    first: str
    second: str
    kappa: Kappa | None
    """None where all answers of both are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    made_at: datetime
    simulated: bool
    """True when packs or people were simulated: no evidence for a real certificate."""
    packs: int
    defective: int
    borderline: int | None
    """Packs near the limit of what is good; None where nobody said which."""
    trials: int
    seed: int
    recipe_hash: str | None
    """Of the recipe that the model judged by; None without a model."""
    bundle_sha256: str | None
    appraisers: tuple[AppraiserResult, ...]
    between: Kappa | None
    """Among all trials of all people; None for fewer than two."""
    pairs: tuple[Pair, ...] = ()
    taught: tuple[TaughtPoint, ...] = ()
    """Learning curve of the model; empty where it was not taught."""

    def __post_init__(self) -> None:
        names = [one.name for one in self.appraisers]
        if len(set(names)) < len(names):
            raise ValueError(f"an appraiser is there twice: {', '.join(names)}")
        if self.made_at.tzinfo is None:
            raise ValueError("the time of a study must know its zone")

    def appraiser(self, name: str) -> AppraiserResult | None:
        return next((one for one in self.appraisers if one.name == name), None)


def is_acceptable(result: StudyResult, appraiser: str) -> bool:
    """True when every band of this appraiser is `acceptable` in a study of full size.

    By the observed shares, as the standard has it; the intervals stand beside them. False for
    somebody who took no part.
    """
    found = result.appraiser(appraiser)
    return found is not None and is_full(result, found) and bands_met(found)


def is_full(result: StudyResult, found: AppraiserResult) -> bool:
    enough_trials = found.trials >= FULL_TRIALS or found.repeats_say_nothing
    return result.packs >= FULL_PACKS and enough_trials


def bands_met(found: AppraiserResult) -> bool:
    values = {
        Measure.EFFECTIVENESS: found.effectiveness.value,
        Measure.MISS: found.miss.value,
        Measure.FALSE_ALARM: found.false_alarm.value,
    }
    kappas = [found.reference] if found.repeats_say_nothing else [found.reference, found.within]
    rates_met = all(band_of(measure, value) is Band.ACCEPTABLE for measure, value in values.items())
    return rates_met and all(
        kappa is not None and band_of(Measure.KAPPA, kappa.value) is Band.ACCEPTABLE
        for kappa in kappas
    )


def as_document(result: StudyResult) -> dict[str, Any]:
    """As docs/commands.md names every key; `from_document` takes it back."""
    return {
        "made_at": result.made_at.isoformat(),
        "simulated": result.simulated,
        "packs": result.packs,
        "defective": result.defective,
        "borderline": result.borderline,
        "trials": result.trials,
        "seed": result.seed,
        "recipe_hash": result.recipe_hash,
        "bundle_sha256": result.bundle_sha256,
        "appraisers": [appraiser_document(result, one) for one in result.appraisers],
        "between": kappa_document(result.between),
        "pairs": [pair_document(pair) for pair in result.pairs],
        "taught": [taught_document(point) for point in result.taught],
    }


def appraiser_document(result: StudyResult, found: AppraiserResult) -> dict[str, Any]:
    return {
        "name": found.name,
        "kind": found.kind.value,
        "shown": found.shown.value,
        "trials": found.trials,
        "unsure": found.unsure,
        "effectiveness": share_document(found.effectiveness, Measure.EFFECTIVENESS),
        "miss": share_document(found.miss, Measure.MISS),
        "false_alarm": share_document(found.false_alarm, Measure.FALSE_ALARM),
        "within": kappa_document(found.within),
        "reference": kappa_document(found.reference),
        "rounds": [share_document(one) for one in found.rounds],
        "acceptable": is_acceptable(result, found.name),
    }


def pair_document(pair: Pair) -> dict[str, Any]:
    return {"first": pair.first, "second": pair.second, "kappa": kappa_document(pair.kappa)}


def taught_document(point: TaughtPoint) -> dict[str, Any]:
    return {
        "examples": point.examples,
        "right": share_document(point.right),
        "miss": share_document(point.miss, Measure.MISS),
        "false_alarm": share_document(point.false_alarm, Measure.FALSE_ALARM),
    }


def share_document(share: Share, measure: Measure | None = None) -> dict[str, Any]:
    document = {
        "k": share.k,
        "n": share.n,
        "share": round(share.value, DIGITS),
        "interval": [round(share.interval.low, DIGITS), round(share.interval.high, DIGITS)],
    }
    if measure is None:
        return document
    return document | bands_document(measure, share.value, share.interval)


def kappa_document(kappa: Kappa | None) -> dict[str, Any] | None:
    if kappa is None:
        return None
    ends = {"value": kappa.value, "low": kappa.low, "high": kappa.high}
    return ends | bands_document(Measure.KAPPA, kappa.value, Interval(kappa.low, kappa.high))


def bands_document(measure: Measure, value: float, ends: Interval) -> dict[str, str]:
    return {
        "band": band_of(measure, value).value,
        "band_at_worst": band_at_worst(measure, ends).value,
    }


def from_document(document: dict[str, Any]) -> StudyResult:
    """InvalidInput for what is no result, and for one whose numbers do not follow from its counts.

    Keys that no result has are left alone: what a command prints says more.
    """
    try:
        result = TypeAdapter(StudyResult).validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"no study result: {place}: {first['msg']}") from error
    for key, follows in as_document(result).items():
        if document.get(key) != follows:
            raise InvalidInput(
                f"the study's {key} does not follow from its counts: it was edited or comes from"
                " another version; make the study anew"
            )
    return result
