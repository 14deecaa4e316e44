"""The error of a procedure by nested cross-validation: search inside, judging outside.

Each outer fold is judged by a model whose parameters were searched, and which was trained, without
it. A fold that is done lies in a file of the run's folder and is not done again.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.document_files import write_document
from training.tuning.corrected_interval import Interval, corrected_interval
from training.tuning.folds import Folds, Split, grouped_folds
from training.tuning.items import Item, Score, together
from training.tuning.journal import Trial
from training.tuning.procedure import Procedure
from training.tuning.search import Question, Searcher, found_best, seed_of
from training.tuning.spaces import Parameters

ToldOf = Callable[[str, Trial, int, int], None]
"""Which search, its trial, how many are done, and how many will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a procedure is tuned on items."""

    procedure: Procedure
    items: Sequence[Item]
    outer: Folds
    inner_folds: int
    trials: int
    seed: int

    def question(self, name: str, items: Sequence[Item]) -> Question:
        """The search on these items, with inner folds of their own."""
        seed = seed_of(self.seed, name)
        return Question(
            procedure=self.procedure,
            items=items,
            folds=grouped_folds(items, self.inner_folds, seed),
            trials=self.trials,
            seed=seed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterFold:
    """What one turn of the outer cross-validation found."""

    parameters: Parameters
    inner_loss: float
    """Of the search's best: it chose itself, so it is too good."""
    score: Score
    train_items: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The procedure's error."""

    folds: tuple[OuterFold, ...]
    interval: Interval
    """Of the mean loss of an outer fold."""

    @property
    def score(self) -> Score:
        return together([one.score for one in self.folds])


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a run keeps what is done, who makes its trials, and who hears of them."""

    folder: Path
    searcher: Searcher
    tell: ToldOf

    def journal(self, name: str) -> Path:
        return self.folder / "journals" / f"{name}.log"

    def best(self, plan: Plan, name: str, items: Sequence[Item]) -> Trial:
        def told(trial: Trial, done: int, wanted: int) -> None:
            self.tell(name, trial, done, wanted)

        return found_best(plan.question(name, items), self.journal(name), self.searcher, told)


def judged(plan: Plan, place: Workplace) -> Judged:
    """All outer folds, and the corrected interval of their losses."""
    folds = tuple(outer_folds(plan, place))
    test_share = sum(one.score.cases / one.train_items for one in folds) / len(folds)
    return Judged(folds, corrected_interval([one.score.loss for one in folds], test_share))


def outer_folds(plan: Plan, place: Workplace) -> Iterator[OuterFold]:
    for name, split in turns(plan):
        file = place.folder / "folds" / f"{name}.json"
        if not file.is_file():
            fold = outer_fold(plan, place, name, split)
            write_document(file, asdict(fold))
        yield stored_fold(json.loads(file.read_bytes()))


def outer_fold(plan: Plan, place: Workplace, name: str, split: Split) -> OuterFold:
    """Searches and trains without the split's test items, and is judged by them."""
    found = place.best(plan, name, split.train)
    model = fold_model(plan, name, split, found.parameters)
    return OuterFold(
        parameters=found.parameters,
        inner_loss=found.loss,
        score=plan.procedure.score(model, split.test),
        train_items=len(split.train),
    )


def fold_model(plan: Plan, name: str, split: Split, parameters: Parameters) -> Any:
    """What judges the split's test items."""
    return plan.procedure.fit(parameters, split.train, seed_of(plan.seed, name))


def turns(plan: Plan) -> Iterator[tuple[str, Split]]:
    """Of the outer cross-validation: what each is called, and who learns and judges in it."""
    for number, split in enumerate(plan.outer.splits(plan.items), start=1):
        yield f"outer-{number}", split


def stored_fold(table: dict[str, Any]) -> OuterFold:
    return OuterFold(**table | {"score": Score(**table["score"])})
