"""What must be told of supervised machine learning, so that others can judge and repeat it.

The three phases and their points are those of the "Supervised Machine Learning Reporting" card
(Kühl, Hirt, Baier, Schmitz and Satzger 2021, Communications of the Association for Information
Systems 48, 589-615), in the words of this product. A card is a value: what is not known yet is
empty, and a model is released only with none of it empty.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from edge_agent.core.errors import GateNotPassed

MEANS: Final = "means"
EMPTY: Final = ""


def point(means: str) -> Any:
    """A field of the card, with what belongs into it."""
    return field(default=EMPTY, metadata={MEANS: means})


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiation:
    """Model initiation."""

    problem: str = point("what is decided with the model, and what an error costs")
    target: str = point("what the model says, and which answers there are")
    gathering: str = point("where the data come from, with their version")
    distribution: str = point("how many items there are of every label, and how they are grouped")
    sampling: str = point("which items were taken, and which were left out")
    quality: str = point("how good data and labels are, and how that was looked at")
    preprocessing: str = point("what is done to an item before it is learned from")
    features: str = point("what of an item the model is given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimation:
    """Performance estimation."""

    optimisation: str = point("space of the hyperparameters, how it was searched, and how long")
    split: str = point("how data were split for learning and judging, with the seed")
    algorithm: str = point("what learns")
    weighting: str = point("whether rare labels count more, and how")
    metrics: str = point("what was measured, and why that")
    result: str = point("what came out, with its interval")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Model deployment."""

    training: str = point("on what the final model was trained, with which parameters")
    validation: str = point("whether the final model agrees with what was estimated")
    export: str = point("what is released, and how it was compared with what was trained")
    improvement: str = point("how the model is watched and kept good")
    robustness: str = point("what it was tried against, and what it must not be trusted with")
    repeating: str = point("revision of the code, seeds, and what else repeats the run")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """All three phases of one model."""

    model: str
    """Its name, and what tells it from others."""
    initiation: Initiation = Initiation()
    estimation: Estimation = Estimation()
    deployment: Deployment = Deployment()


@dataclass(frozen=True, slots=True)
class Point:
    """One field of a card, as it is shown."""

    name: str
    """With its phase, such as `estimation.split`."""
    means: str
    said: str


def points(card: ReportCard) -> Iterator[Point]:
    """All fields, in the order of the card."""
    for phase in (card.initiation, card.estimation, card.deployment):
        name = type(phase).__name__.lower()
        for one in fields(phase):
            yield Point(f"{name}.{one.name}", one.metadata[MEANS], getattr(phase, one.name))


def empty_points(card: ReportCard) -> list[str]:
    """The names of the fields that say nothing."""
    return [one.name for one in points(card) if not one.said.strip()]


def complete(card: ReportCard) -> ReportCard:
    """The card itself. GateNotPassed names the empty fields, each with what belongs into it."""
    wanting = [f"{one.name} ({one.means})" for one in points(card) if not one.said.strip()]
    if wanting:
        raise GateNotPassed(f"the report card of {card.model} is empty at {'; '.join(wanting)}")
    return card


def card_document(card: ReportCard) -> dict[str, Any]:
    """With the names of what is still empty."""
    return asdict(card) | {"empty": empty_points(card)}


def stored_card(document: dict[str, Any]) -> ReportCard:
    """Back from its document."""
    return ReportCard(
        model=document["model"],
        initiation=Initiation(**document["initiation"]),
        estimation=Estimation(**document["estimation"]),
        deployment=Deployment(**document["deployment"]),
    )
