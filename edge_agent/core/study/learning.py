"""Who learns the pattern faster: people over the packs they judge, or the model over its examples?

People are not told whether they were right, so what rises over their rounds is practice, and what
falls is fatigue. The model is shown good packs only and then judges the study's packs. Pure.
"""

from collections.abc import Sequence
from typing import Any

from edge_agent.core.study.result import (
    AppraiserKind,
    AppraiserResult,
    Share,
    StudyResult,
    share_document,
)

LEARNT_SHARE = 0.9
"""Right answers from which the pattern counts as learnt: the standard's acceptable share."""


def learning_document(result: StudyResult) -> dict[str, Any]:
    """`seen`: packs judged at the end of the round, or good pictures taught.

    `packs_to_learn` is null for who did not get there, or did not stay there; `faster` where
    nobody can be compared.
    """
    people = {person.name: curve_of(person, result.packs) for person in people_of(result)}
    model = [(point.examples, point.right) for point in result.taught]
    needed = {name: packs_to_learn(curve) for name, curve in people.items()}
    model_needed = packs_to_learn(model)
    return {
        "learnt_share": LEARNT_SHARE,
        "people": {name: points(curve) for name, curve in people.items()},
        "model": points(model),
        "packs_to_learn": {"people": needed, "model": model_needed},
        "faster": faster([seen for seen in needed.values() if seen is not None], model_needed)
        if people and model
        else None,
    }


def people_of(result: StudyResult) -> list[AppraiserResult]:
    return [one for one in result.appraisers if one.kind is not AppraiserKind.MODEL]


def curve_of(person: AppraiserResult, packs: int) -> list[tuple[int, Share]]:
    """After each round: packs judged so far, and the round's right answers."""
    return [(packs * number, right) for number, right in enumerate(person.rounds, start=1)]


def points(curve: Sequence[tuple[int, Share]]) -> list[dict[str, Any]]:
    return [{"seen": seen, "right": share_document(right)} for seen, right in curve]


def packs_to_learn(curve: Sequence[tuple[int, Share]]) -> int | None:
    """The first point from which on enough answers are right; None where the last has too few."""
    needed = None
    for seen, right in reversed(curve):
        if right.value < LEARNT_SHARE:
            break
        needed = seen
    return needed


def faster(people: Sequence[int], model: int | None) -> str | None:
    """`model`, `people`, or None when neither learnt it or both after as many packs."""
    best = min(people, default=None)
    if best is None or model is None:
        return "people" if best is not None else "model" if model is not None else None
    if best == model:
        return None
    return "model" if model < best else "people"
