"""What is asked of a pack and what people say of it. Frozen values, plain JSON both ways."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from edge_agent.core.review import Said


class Why(StrEnum):
    """Why a pack is worth a label."""

    RANDOM = "random"
    """Drawn by lot among all packs whose pictures came, whatever was said of them."""
    DISAGREEING = "disagreeing"
    """The model that looks on says otherwise, or our reader had to ask the second one."""
    OVERRIDDEN = "overridden"
    """A person at the line decided otherwise than was recommended."""
    DRIFTED = "drifted"
    """Speaks for a finding of the watching."""
    UNSURE = "unsure"
    """A check could not say, or only barely."""
    STATION = "station"
    """Not picked: somebody labelled it at its station's review."""


class WantsTwo(StrEnum):
    """Why one person's word is not enough."""

    NOT_OK = "not_ok"
    """It would teach what a defect is."""
    ACTING = "acting"
    """The station rejects by itself there."""
    AGREEMENT = "agreement"
    """Drawn by lot, to see how far people agree."""


class State(StrEnum):
    """Of an item."""

    WAITING = "waiting"
    SECOND = "second"
    """One person has spoken; another one shall, who does not know what the first one said."""
    ADJUDICATION = "adjudication"
    """Two persons disagree; a third one decides."""
    DONE = "done"
    ASIDE = "aside"
    """So many left it out that nobody is asked any more."""


class Kind(StrEnum):
    """Of an answer."""

    REVIEW = "review"
    ADJUDICATION = "adjudication"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class CheckWord:
    """What one person says of one check."""

    verdict: Said
    defect: str | None = None
    """The kind, where it is defective and was named."""


Words = Mapping[str, CheckWord]
"""By name of the check."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person says of a pack, and has not taken back."""

    by: str
    kind: Kind
    words: Words


@dataclass(frozen=True, slots=True)
class AskedCheck:
    """One check of a pack: what people see of it, and what only who has answered is told."""

    name: str
    kind: str
    view: str
    box: tuple[int, int, int, int] | None
    """x, y, width, height in px of the view's picture; None where the station named no place."""
    read: str | None
    expected: str | None
    verdict: str
    score: float | None
    reasons: tuple[str, ...]

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        box = document["box"]
        given = {**document, "reasons": tuple(document["reasons"])}
        return cls(**{**given, "box": None if box is None else tuple(box)})


def checks_to_json(checks: tuple[AskedCheck, ...]) -> str:
    return json.dumps([asdict(one) for one in checks])


def checks_from_json(text: str) -> tuple[AskedCheck, ...]:
    return tuple(map(AskedCheck.from_json, json.loads(text)))


def words_to_json(words: Words) -> str:
    return json.dumps({name: [word.verdict, word.defect] for name, word in words.items()})


def words_from_json(text: str) -> dict[str, CheckWord]:
    return {
        name: CheckWord(Said(verdict), defect)
        for name, (verdict, defect) in json.loads(text).items()
    }
