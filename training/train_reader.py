"""Trains the line reader on drawn lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from edge_agent.inspection.ctc import best_path
from training.lines.batches import Batch, batches
from training.lines.texts import CHARACTERS
from training.reader_net import NetShape, ReaderNet
from training.run_progress import Tell
from training.training_loop import Pupil, Run, seeded, train

JUDGING_SEED = 7_000_001
"""Lines that judge a run while it goes; no run may use it for learning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderRun(Run):
    per_batch: int = 64
    peak_rate: float = 2.5e-3
    checkpoint_steps: int = 1000
    judging_batches: int = 8
    calibration_lines: int = 3000
    shape: NetShape = field(default_factory=NetShape)


def train_reader(run: ReaderRun, resume: bool, tell: Tell) -> tuple[ReaderNet, int]:
    """The net, and the steps that it has behind it."""
    seeded(run.seed)
    net = ReaderNet(len(CHARACTERS) + 1, run.shape)
    pupil = Pupil(
        net,
        batches,
        loss_of,
        lambda judged_net: {"exact_drawn": exact_share(judged_net, run)},
        lambda step: run_facts(run, step),
    )
    return net, train(pupil, run, resume, tell)


def loss_of(net: nn.Module, batch: Batch) -> Tensor:
    """Mean CTC loss of a line."""
    lines = torch.from_numpy(batch.inputs).to(memory_format=torch.channels_last)
    log_shares: Tensor = net(lines)
    steps = torch.full((lines.shape[0],), log_shares.shape[0])
    return nn.functional.ctc_loss(
        log_shares,
        torch.from_numpy(batch.classes),
        steps,
        torch.from_numpy(batch.lengths),
        zero_infinity=True,
    )


def exact_share(net: nn.Module, run: ReaderRun) -> float:
    """Share of drawn lines that are read exactly as they were written."""
    source = batches(JUDGING_SEED, run.per_batch, 0)
    right = [one for _ in range(run.judging_batches) for one in read_right(net, next(source))]
    return round(sum(right) / len(right), 4)


def read_right(net: nn.Module, batch: Batch) -> Iterator[bool]:
    log_shares = net(torch.from_numpy(batch.inputs)).numpy()
    said = np.split(batch.classes, np.cumsum(batch.lengths)[:-1])
    for number, classes in enumerate(said):
        yield np.array_equal(best_path(log_shares[:, number]).classes, classes)


def run_facts(run: ReaderRun, step: int) -> dict[str, Any]:
    return {
        "step": step,
        "seed": run.seed,
        "lines": step * run.per_batch,
        "lines_per_batch": run.per_batch,
        "peak_rate": run.peak_rate,
        "shape": run.shape.document(),
        "characters": CHARACTERS,
    }
