"""A tiny run end to end: the same seed gives the same file, also after a break."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.own_finder import OwnTextFinder
from edge_agent.inspection.own_reader import facts_file
from training.scenes.drawing import drawn_scene

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")

import torch

from training.checkpoints import load_checkpoint
from training.finder_job import MODEL, train_and_export
from training.finder_loss import finder_loss
from training.finder_net import TINY, FinderNet
from training.run_progress import CHECKPOINT, PROGRESS, rate_share, share_done
from training.train_finder import FinderRun, train_finder

STEPS = 4


def tiny_run(out: Path, seed: int = 5) -> FinderRun:
    return FinderRun(
        out=out,
        seed=seed,
        steps=STEPS,
        per_batch=1,
        report_steps=2,
        checkpoint_steps=2,
        judging_batches=1,
        shape=TINY,
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    train_and_export(tiny_run(out), resume=False)
    return out


class CutOff(Exception):
    """Stops a run at its first checkpoint."""


def stop_at_checkpoint(facts: dict[str, Any]) -> None:
    if "loss_judged" in facts:
        raise CutOff


def test_a_run_that_was_cut_off_ends_as_if_it_never_was(trained: Path, tmp_path: Path) -> None:
    with pytest.raises(CutOff):
        train_finder(tiny_run(tmp_path), False, stop_at_checkpoint)
    train_and_export(tiny_run(tmp_path), resume=True)
    digests = [
        hashlib.sha256((run / MODEL).read_bytes()).hexdigest() for run in (trained, tmp_path)
    ]
    assert digests[0] == digests[1]


def test_a_checkpoint_holds_the_net_and_what_it_is(trained: Path) -> None:
    facts = load_checkpoint(trained / CHECKPOINT, FinderNet(TINY))
    assert (facts["seed"], facts["step"], facts["scenes"]) == (5, STEPS, STEPS)
    assert (trained / PROGRESS).read_text().count('"loss"') == STEPS // 2


def test_the_file_is_used_by_the_station_for_pictures_of_any_size(trained: Path) -> None:
    finder = OwnTextFinder(trained / MODEL)
    pixels, _ = drawn_scene(1, 1)
    for picture in (pixels, pixels[:90, :300], np.tile(pixels, (4, 5, 1))):
        for place in finder.find_all(picture):
            assert 0 <= place.confidence <= 1
    assert b"/training/" not in (trained / MODEL).read_bytes()


def test_a_net_with_another_ones_facts_is_refused(trained: Path, tmp_path: Path) -> None:
    model = tmp_path / MODEL
    model.write_bytes((trained / MODEL).read_bytes() + b"\0")
    facts_file(model).write_text(facts_file(trained / MODEL).read_text())
    with pytest.raises(InvalidInput, match="belongs to another net"):
        OwnTextFinder(model)


def test_the_loss_is_least_for_the_wanted_maps_and_ignores_what_does_not_count() -> None:
    wanted = torch.zeros(1, 6, 8, 8)
    wanted[:, :2, 2:6, 2:6] = 1
    wanted[:, 4] = wanted[:, 0]
    counted = torch.ones(1, 8, 8)
    counted[:, 0] = 0
    right = finder_loss(wanted.clone(), wanted, counted)
    unseen = wanted.clone()
    unseen[:, 0, 0] = 0.9
    assert float(finder_loss(unseen, wanted, counted)) == pytest.approx(float(right))
    for place in ((0, 4, 4), (0, 7, 7), (1, 3, 3), (4, 3, 3), (2, 7, 7), (3, 7, 7)):
        wrong = wanted.clone()
        wrong[0][place] = 1 - wrong[0][place]
        assert float(finder_loss(wrong, wanted, counted)) > float(right)


def test_a_run_is_over_by_its_steps_or_else_by_the_clock() -> None:
    assert share_done(10, None, 5, 100.0) == 0.5
    assert share_done(None, 20.0, 5, 10.0) == 0.5
    rates = [rate_share(done / 100) for done in range(101)]
    assert max(rates) == pytest.approx(1)
    assert rates[-1] == pytest.approx(0.01)
    assert rates[int(np.argmax(rates)) :] == sorted(rates[int(np.argmax(rates)) :], reverse=True)
