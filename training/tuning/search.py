"""One search: the parameters with the least mean loss over the folds.

A space that can be counted, and is no larger than the trials allow, is tried out whole; all others
are searched by TPE, whose first trials are random.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from training.tuning.cross_validation import cross_validated
from training.tuning.folds import Folds
from training.tuning.items import Item
from training.tuning.journal import Journal, Trial
from training.tuning.procedure import Procedure
from training.tuning.spaces import Parameters, grid, points

Told = Callable[[Trial, int, int], None]
"""A trial that is finished, how many are, and how many will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is searched: everything that the answer follows from."""

    procedure: Procedure
    items: Sequence[Item]
    folds: Folds
    trials: int
    seed: int

    @property
    def is_grid(self) -> bool:
        """Whether every set of parameters is tried."""
        count = points(self.procedure.space)
        return count is not None and count <= self.trials

    @property
    def wanted(self) -> int:
        """Trials until the search is over."""
        return points(self.procedure.space) or self.trials if self.is_grid else self.trials


class Searcher(Protocol):
    """Makes the trials of a search that are not in its journal yet."""

    def run(self, question: Question, journal: Journal, tell: Told) -> None: ...


class OneByOne:
    """In this process."""

    def run(self, question: Question, journal: Journal, tell: Told) -> None:
        tried = journal.trials()
        while (parameters := following(question, journal, tried, ())) is not None:
            trial = Trial(parameters, loss_with(question, parameters))
            journal.add(trial)
            tried = journal.trials()
            tell(trial, len(tried), question.wanted)


def found_best(question: Question, file: Path, searcher: Searcher, tell: Told) -> Trial:
    """Goes on where the journal in `file` stands."""
    journal = Journal(file, question.procedure.space)
    searcher.run(question, journal, tell)
    return best(journal.trials())


def following(
    question: Question, journal: Journal, tried: Sequence[Trial], under_way: Sequence[Parameters]
) -> Parameters | None:
    """The parameters of the next trial; None when all are made or under way."""
    known = [one.parameters for one in tried] + list(under_way)
    if len(known) >= question.wanted:
        return None
    if question.is_grid:
        return next(one for one in grid(question.procedure.space) if one not in known)
    return journal.suggested(seed_of(question.seed, "trial", len(known)), under_way)


def loss_with(question: Question, parameters: Parameters) -> float:
    """The mean loss over the folds; what a worker computes."""
    return cross_validated(
        question.procedure, parameters, question.items, question.folds, question.seed
    ).loss


def best(trials: Sequence[Trial]) -> Trial:
    """Of equal ones the same, whichever was finished first."""
    return min(trials, key=lambda one: (one.loss, json.dumps(one.parameters, sort_keys=True)))


def seed_of(seed: int, *place: str | int) -> int:
    """Another one for each place, always the same: 32 bits."""
    said = "/".join(map(str, (seed, *place))).encode()
    return int.from_bytes(hashlib.sha256(said).digest()[:4], "big")
