"""From the answers of a study to its result."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Verdict
from edge_agent.core.study.plan import Answer, Plan
from edge_agent.core.study.result import (
    AppraiserKind,
    AppraiserResult,
    Pair,
    Share,
    Shown,
    StudyResult,
    TaughtPoint,
)
from edge_agent.study.folder import JudgedBy
from edge_agent.study.kappas import Called, cohen, fleiss

Answers = Mapping[str, Sequence[Answer]]
"""By appraiser, all that were asked for."""
Truth = NDArray[np.bool_]
"""Of every pack: True where it is defective."""


def study_result(
    plan: Plan,
    answers: Answers,
    kinds: Mapping[str, AppraiserKind],
    judged_by: JudgedBy | None,
    made_at: datetime,
    taught: Sequence[TaughtPoint] = (),
) -> StudyResult:
    """Of appraisers who have answered all; InvalidInput where there is none."""
    if not answers:
        raise InvalidInput("nobody has judged all packs yet; name an --appraiser or a --recipe")
    truth = np.array([pack.defective for pack in plan.packs])
    called = {name: called_in(plan, given) for name, given in answers.items()}
    people = [table for name, table in called.items() if kinds[name] is not AppraiserKind.MODEL]
    return StudyResult(
        made_at=made_at,
        simulated=plan.pack_set.simulated,
        packs=len(plan.packs),
        defective=plan.pack_set.defective,
        borderline=plan.pack_set.borderline,
        trials=plan.trials,
        seed=plan.seed,
        recipe_hash=None if judged_by is None else judged_by.recipe_hash,
        bundle_sha256=None if judged_by is None else judged_by.bundle_sha256,
        appraisers=tuple(
            appraiser_result(name, kinds[name], plan.shown, called[name], truth, unsure_in(given))
            for name, given in answers.items()
        ),
        between=fleiss(np.concatenate(people, axis=1)) if len(people) > 1 else None,
        pairs=tuple(
            Pair(first, second, cohen(called[first], called[second]))
            for first, second in combinations(called, 2)
        ),
        taught=tuple(taught),
    )


def called_in(plan: Plan, answers: Sequence[Answer]) -> Called:
    """Packs x trials. What is not `ok` was called defective: it does not pass by itself."""
    places = {pack.name: place for place, pack in enumerate(plan.packs)}
    called = np.zeros((len(plan.packs), plan.trials), np.bool_)
    for answer in answers:
        called[places[answer.pack], answer.trial - 1] = answer.verdict is not Verdict.OK
    return called


def unsure_in(answers: Sequence[Answer]) -> int:
    return sum(answer.verdict is Verdict.UNSURE for answer in answers)


def appraiser_result(
    name: str, kind: AppraiserKind, shown: Shown, called: Called, truth: Truth, unsure: int
) -> AppraiserResult:
    """A model's repeated looks at the same file count once."""
    if kind is AppraiserKind.MODEL and shown is Shown.SAME_FILE:
        unsure //= called.shape[1]
        called = called[:, :1]
    trials = called.shape[1]
    wanted = np.repeat(truth[:, None], trials, axis=1)
    right = called == wanted
    return AppraiserResult(
        name=name,
        kind=kind,
        shown=shown,
        trials=trials,
        unsure=unsure,
        effectiveness=share_of(right.all(axis=1)),
        miss=share_of(~called[truth]),
        false_alarm=share_of(called[~truth]),
        within=fleiss(called),
        reference=cohen(wanted, called),
        rounds=tuple(share_of(right[:, trial]) for trial in range(trials)),
    )


def taught_point(examples: int, called: Called, truth: Truth) -> TaughtPoint:
    """The model taught by so many pictures; `called`: packs x 1."""
    right = called[:, 0] == truth
    return TaughtPoint(
        examples, share_of(right), share_of(~called[truth]), share_of(called[~truth])
    )


def share_of(happened: NDArray[np.bool_]) -> Share:
    return Share(int(happened.sum()), happened.size)
