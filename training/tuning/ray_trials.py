"""Trials as Ray Tune makes them. Imported only where Ray's settings are in place (`ray_search`)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ray
from ray import tune
from ray.tune.search import Searcher

from edge_agent.core.errors import PackwardenError, Unreachable
from training.tuning.journal import Journal, Trial
from training.tuning.search import Question, Told, following, loss_with
from training.tuning.spaces import Parameters

LOOPBACK = "127.0.0.1"
LOSS = "loss"


class TrialFailed(PackwardenError):
    """A trial ended with an error on its worker."""


def run_trials(
    question: Question, journal: Journal, tell: Told, workers: int, address: str | None
) -> None:
    """Those that the journal lacks. TrialFailed where a worker could not do one, Unreachable where
    no cluster answers."""
    missing = question.wanted - len(journal.trials())
    if missing <= 0:
        return
    with connected(workers, address) as folder:
        asker = Asker(question, journal, tell, workers)
        errors = tuner_of(question, asker, missing, folder).fit().errors
    if errors:
        raise TrialFailed(f"{len(errors)} trials failed on Ray, the first with: {errors[0]}")


def tuner_of(question: Question, asker: Searcher, missing: int, folder: Path) -> tune.Tuner:
    # A worker's process takes one trial after the other: starting one costs seconds.
    return tune.Tuner(
        tune.with_parameters(tried, question=question),
        tune_config=tune.TuneConfig(
            search_alg=asker, num_samples=missing, metric=LOSS, mode="min", reuse_actors=True
        ),
        run_config=tune.RunConfig(storage_path=str(folder), verbose=0),
    )


def tried(config: Parameters, question: Question) -> None:
    """On a worker."""
    tune.report({LOSS: loss_with(question, config)})


class Asker(Searcher):
    """Tells Ray what to try next, and the journal what came out."""

    def __init__(self, question: Question, journal: Journal, tell: Told, workers: int) -> None:
        super().__init__(metric=LOSS, mode="min")
        self.question, self.journal, self.tell_finished = question, journal, tell
        self.workers = workers
        self.under_way: dict[str, Parameters] = {}
        """By Ray's name of the trial."""

    def suggest(self, trial_id: str) -> Any:
        """Parameters; None to be asked again, when all workers have one."""
        if len(self.under_way) >= self.workers:
            return None
        tried_out = self.journal.trials()
        chosen = following(self.question, self.journal, tried_out, list(self.under_way.values()))
        if chosen is None:
            return Searcher.FINISHED
        self.under_way[trial_id] = chosen
        return dict(chosen)

    def on_trial_complete(
        self, trial_id: str, result: dict[str, Any] | None = None, error: bool = False
    ) -> None:
        parameters = self.under_way.pop(trial_id)
        if error or result is None or LOSS not in result:
            return
        trial = Trial(parameters, float(result[LOSS]))
        self.journal.add(trial)
        self.tell_finished(trial, len(self.journal.trials()), self.question.wanted)


@contextmanager
def connected(workers: int, address: str | None) -> Iterator[Path]:
    """A running Ray, and a folder for what it writes; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="packwarden-ray-") as folder:
        if address is None:
            start_here(workers, Path(folder))
        else:
            join_cluster(address)
        try:
            yield Path(folder)
        finally:
            ray.shutdown()


def join_cluster(address: str) -> None:
    """Unreachable where it does not answer; Ray tries for half a minute."""
    try:
        ray.init(address=address, log_to_driver=False)
    except ConnectionError as error:
        raise Unreachable(f"the Ray cluster at {address} does not answer: {error}") from error


def start_here(workers: int, folder: Path) -> None:
    """On the loopback alone."""
    ray.init(
        num_cpus=workers,
        include_dashboard=False,
        _node_ip_address=LOOPBACK,
        _temp_dir=str(folder),
        log_to_driver=False,
    )
