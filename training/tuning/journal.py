"""The trials of one search, in a file that survives a kill at any moment (Optuna's journal).

Only finished trials are written, each in one line. A trial that was cut off leaves nothing and is
asked for again; since the sampler is seeded by the number of the trial, it gets the same parameters
as it would have got without the cut. So a search with one worker ends the same, however often it
was killed.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
)
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState, create_trial

from training.tuning.spaces import Between, OneOf, Parameters, Space

STUDY = "search"
NEWLINE = b"\n"


@dataclass(frozen=True, slots=True)
class Trial:
    """Parameters that were tried, and their mean loss."""

    parameters: Parameters
    loss: float


class Journal:
    """Opened by one process at a time."""

    def __init__(self, file: Path, space: Space) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        file.parent.mkdir(parents=True, exist_ok=True)
        drop_torn_line(file)
        self.distributions = {name: as_optuna(one) for name, one in space.items()}
        self.study = optuna.create_study(
            storage=JournalStorage(JournalFileBackend(str(file))),
            study_name=STUDY,
            direction="minimize",
            load_if_exists=True,
        )

    def trials(self) -> list[Trial]:
        """In the order in which they were finished."""
        return [Trial(one.params, loss_of(one)) for one in self.finished()]

    def finished(self) -> list[FrozenTrial]:
        found: list[FrozenTrial] = self.study.get_trials(states=(TrialState.COMPLETE,))
        return found

    def add(self, trial: Trial) -> None:
        """On disk when this returns."""
        self.study.add_trial(
            create_trial(
                params=trial.parameters, distributions=self.distributions, value=trial.loss
            )
        )

    def suggested(self, seed: int, under_way: Iterable[Parameters] = ()) -> Parameters:
        """By TPE (Bergstra et al. 2011, NeurIPS) from what is finished.

        Trials under way count as bad ones, so that workers do not try the same.
        """
        known = self.finished()
        worst = max((loss_of(one) for one in known), default=0.0)
        sampler = optuna.samplers.TPESampler(seed=seed)
        memory = optuna.create_study(sampler=sampler)
        memory.add_trials(known)
        for parameters in under_way:
            memory.add_trial(
                create_trial(params=parameters, distributions=self.distributions, value=worst)
            )
        found: Parameters = memory.ask(self.distributions).params
        return found


def drop_torn_line(file: Path) -> None:
    """A power cut can leave a part of a line, and the next one would be written on to it."""
    content = file.read_bytes() if file.is_file() else b""
    if content and not content.endswith(NEWLINE):
        os.truncate(file, content.rfind(NEWLINE) + 1)


def loss_of(trial: FrozenTrial) -> float:
    assert trial.value is not None  # of a finished trial there is one
    return trial.value


def as_optuna(one: Between | OneOf) -> BaseDistribution:
    if isinstance(one, OneOf):
        return CategoricalDistribution(one.values)
    return FloatDistribution(one.low, one.high, log=one.by_ratio)
