"""Searches: they find, they follow from the seed, and a kill at any moment changes nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("optuna", reason="Optuna is not installed: make setup EXTRAS=training")

from edge_agent.core.errors import InvalidInput
from tests.training.tuning.procedures import BEST, FLAT, Valley, items_of
from training.tuning.folds import grouped_folds
from training.tuning.journal import Journal, Trial
from training.tuning.search import OneByOne, Question, best, following, found_best, seed_of
from training.tuning.spaces import Between, OneOf, grid, points

ITEMS = items_of(6, 4)


def question(procedure: Valley, trials: int = 25, seed: int = 1) -> Question:
    return Question(
        procedure=procedure,
        items=ITEMS,
        folds=grouped_folds(ITEMS, 3, seed),
        trials=trials,
        seed=seed,
    )


def silent(trial: Trial, done: int, wanted: int) -> None:
    """Nobody listens."""


def trials_of(file: Path, asked: Question) -> list[Trial]:
    found_best(asked, file, OneByOne(), silent)
    return Journal(file, asked.procedure.space).trials()


def test_the_search_comes_near_the_best_place(tmp_path: Path) -> None:
    found = found_best(question(Valley()), tmp_path / "search.log", OneByOne(), silent)
    assert abs(float(found.parameters["place"]) - BEST) < 0.05


def test_a_space_that_can_be_counted_is_tried_out_whole(tmp_path: Path) -> None:
    asked = question(Valley(space=FLAT))
    trials = trials_of(tmp_path / "search.log", asked)
    assert [one.parameters for one in trials] == list(grid(FLAT))
    assert best(trials).parameters == {"place": 0.3, "kind": "round"}


def test_a_large_grid_is_searched_within_the_trials(tmp_path: Path) -> None:
    assert len(trials_of(tmp_path / "search.log", question(Valley(space=FLAT), 5))) == 5


def test_the_same_seed_gives_the_same_trials_and_another_one_others(tmp_path: Path) -> None:
    first = trials_of(tmp_path / "first.log", question(Valley(), 12))
    assert first == trials_of(tmp_path / "second.log", question(Valley(), 12))
    assert first != trials_of(tmp_path / "third.log", question(Valley(), 12, seed=2))


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    file, procedure = tmp_path / "search.log", Valley()
    found_best(question(procedure, 8), file, OneByOne(), silent)
    fits = len(procedure.seen)
    found_best(question(procedure, 8), file, OneByOne(), silent)
    assert len(procedure.seen) == fits
    found_best(question(procedure, 10), file, OneByOne(), silent)
    assert len(procedure.seen) == fits + 2 * 3


def test_a_journal_cut_off_at_any_byte_ends_as_an_unbroken_one(tmp_path: Path) -> None:
    asked = question(Valley(), 6)
    whole = trials_of(tmp_path / "whole.log", asked)
    content = (tmp_path / "whole.log").read_bytes()
    for cut in range(1, len(content), len(content) // 12):
        file = tmp_path / f"cut-{cut}.log"
        file.write_bytes(content[:cut])
        assert trials_of(file, asked) == whole


def test_a_search_killed_again_and_again_ends_as_an_unbroken_one(tmp_path: Path) -> None:
    """The process kills itself with SIGKILL in the middle of a trial, twice."""
    file, deaths = tmp_path / "killed.log", 0
    while (ended := searching(file, fits_to_live=7)).returncode == -9:
        deaths += 1
        assert deaths < 10, ended.stderr
    assert ended.returncode == 0, ended.stderr
    assert deaths == 2
    unbroken = trials_of(tmp_path / "whole.log", question(Valley(), 6))
    assert json.loads(ended.stdout) == [[one.parameters, one.loss] for one in unbroken]


def searching(file: Path, fits_to_live: int) -> subprocess.CompletedProcess[str]:
    program = f"""
import json, os, signal
from pathlib import Path
from tests.training.tuning.procedures import Valley
from tests.training.tuning.test_search import question, trials_of

class Mortal(Valley):
    def fit(self, *given):
        if len(self.seen) == {fits_to_live}:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().fit(*given)

trials = trials_of(Path({str(file)!r}), question(Mortal(), 6))
print(json.dumps([[one.parameters, one.loss] for one in trials]))
"""
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=100,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        check=False,
    )


def test_workers_do_not_try_the_same_at_once(tmp_path: Path) -> None:
    asked = question(Valley(space=FLAT))
    journal = Journal(tmp_path / "search.log", FLAT)
    under_way: list[dict[str, float | int | str | bool]] = []
    while (chosen := following(asked, journal, [], under_way)) is not None:
        under_way.append(chosen)
    assert under_way == list(grid(FLAT))


def test_of_equal_trials_the_same_is_best_in_any_order() -> None:
    trials = [Trial({"place": place}, 1.0) for place in (0.7, 0.1, 0.3)]
    assert best(trials) == best(trials[::-1]) == trials[1]


def test_seeds_differ_by_place() -> None:
    seeds = {seed_of(1, name, number) for name in ("trial", "lot") for number in range(50)}
    assert len(seeds) == 100
    assert seed_of(1, "trial", 3) == seed_of(1, "trial", 3)


def test_points_of_a_space() -> None:
    assert points(FLAT) == 8
    assert points({"place": Between(0, 1), "kind": OneOf((1, 2))}) is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Between(1, 1),
        lambda: Between(0, 1, by_ratio=True),
        lambda: OneOf(()),
        lambda: OneOf((1, 1)),
    ],
)
def test_a_space_that_is_none_is_refused(wrong: type) -> None:
    with pytest.raises(InvalidInput):
        wrong()
