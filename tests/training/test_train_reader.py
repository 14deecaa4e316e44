"""A tiny run end to end: the same seed gives the same file, also after a break."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.inspection.own_reader import OwnLineReader, facts_file
from training.lines.texts import CHARACTERS

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")

from training.checkpoints import load_checkpoint
from training.reader_job import MODEL, train_and_export
from training.reader_net import TINY, ReaderNet
from training.run_progress import CHECKPOINT, PROGRESS, rate_share
from training.train_reader import ReaderRun, train_reader

STEPS = 6


def tiny_run(out: Path, steps: int = STEPS) -> ReaderRun:
    return ReaderRun(
        out=out,
        seed=5,
        steps=steps,
        per_batch=2,
        report_steps=2,
        checkpoint_steps=3,
        judging_batches=1,
        calibration_lines=3,
        shape=TINY,
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    train_and_export(tiny_run(out), resume=False)
    return out


def digest(model: Path) -> str:
    return hashlib.sha256(model.read_bytes()).hexdigest()


def test_the_same_seed_gives_the_same_file(trained: Path, tmp_path: Path) -> None:
    facts = train_and_export(tiny_run(tmp_path), resume=False)
    assert digest(tmp_path / MODEL) == digest(trained / MODEL) == facts["sha256"]
    train_and_export(replace(tiny_run(tmp_path / "other"), seed=6), resume=False)
    assert digest(tmp_path / "other" / MODEL) != facts["sha256"]


class CutOff(Exception):
    """Stops a run at its first checkpoint."""


def stop_at_checkpoint(facts: dict[str, Any]) -> None:
    if "exact_drawn" in facts:
        raise CutOff


def go_on(facts: dict[str, Any]) -> None:
    assert facts["step"] > 0


def test_a_run_that_was_cut_off_ends_as_if_it_never_was(trained: Path, tmp_path: Path) -> None:
    with pytest.raises(CutOff):
        train_reader(tiny_run(tmp_path), False, stop_at_checkpoint)
    resumed, steps = train_reader(tiny_run(tmp_path), True, go_on)
    assert steps == STEPS
    whole = ReaderNet(len(CHARACTERS) + 1, TINY)
    load_checkpoint(trained / CHECKPOINT, whole)
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        np.testing.assert_array_equal(one.detach().numpy(), other.detach().numpy())


def test_the_file_is_read_by_the_station_and_names_no_folder(trained: Path) -> None:
    reader = OwnLineReader(trained / MODEL)
    assert reader.alphabet.characters == CHARACTERS
    pixels = np.random.default_rng(1).integers(0, 256, (40, 170, 3), np.uint8)
    log_shares = next(reader.look(pixels).views())
    assert log_shares.shape == (76, len(CHARACTERS) + 1)
    np.testing.assert_allclose(np.exp(log_shares).sum(axis=1), 1, atol=1e-4)
    assert b"/training/" not in (trained / MODEL).read_bytes()


def test_a_net_with_another_ones_facts_is_refused(trained: Path, tmp_path: Path) -> None:
    model = tmp_path / MODEL
    model.write_bytes((trained / MODEL).read_bytes() + b"\0")
    with pytest.raises(NotFound):
        OwnLineReader(model)
    facts_file(model).write_text(facts_file(trained / MODEL).read_text())
    with pytest.raises(InvalidInput, match="belongs to another net"):
        OwnLineReader(model)


def test_a_checkpoint_holds_the_net_and_what_it_is(trained: Path) -> None:
    net = ReaderNet(len(CHARACTERS) + 1, TINY)
    facts = load_checkpoint(trained / CHECKPOINT, net)
    assert facts["step"] == STEPS
    assert facts["seed"] == 5
    assert (trained / PROGRESS).read_text().count("loss") == STEPS // 2


def test_the_learning_rate_rises_shortly_and_falls_to_the_end() -> None:
    rates = [rate_share(done / 100) for done in range(101)]
    highest = int(np.argmax(rates))
    assert 0 < highest <= 5
    assert rates[:highest] == sorted(rates[:highest])
    assert rates[highest:] == sorted(rates[highest:], reverse=True)
    assert max(rates) == pytest.approx(1)
    assert rates[-1] == pytest.approx(0.01)
