"""Trains the line reader on drawn lines, from the first step to the last checkpoint.

One process draws, one learns. Everything follows from the seed: the same seed and number of steps
give the same weights on a CPU with one thread. A run that is bounded by minutes instead ends where
the clock says, so it is repeated by its number of steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

from edge_agent.inspection.ctc import best_path
from training.checkpoints import load_checkpoint, save_checkpoint
from training.lines.batches import Batch, batches
from training.lines.texts import CHARACTERS
from training.reader_net import NetShape, ReaderNet
from training.run_progress import CHECKPOINT, RunLog, Tell, rate_share, share_done, steps_behind

JUDGING_SEED = 7_000_001
"""Lines that judge a run while it goes; no run may use it for learning."""
MOST_GRADIENT = 2.0
BATCHES_AHEAD = 16


@dataclass(frozen=True, slots=True)
class ReaderRun:
    """What a run is. Exactly one of `steps` and `minutes` bounds it."""

    out: Path
    seed: int = 1
    steps: int | None = None
    minutes: float | None = None
    lines_per_batch: int = 64
    peak_rate: float = 2.5e-3
    weight_decay: float = 0.01
    report_steps: int = 100
    checkpoint_steps: int = 1000
    judging_batches: int = 8
    calibration_lines: int = 3000
    shape: NetShape = field(default_factory=NetShape)


class DrawnBatches(IterableDataset[Batch]):
    """Batches from one number on, drawn in the worker."""

    def __init__(self, run: ReaderRun, first: int) -> None:
        self.run = run
        self.first = first

    def __iter__(self) -> Iterator[Batch]:
        cv2.setNumThreads(1)
        return batches(self.run.seed, self.run.lines_per_batch, self.first)


def drawn_batches(run: ReaderRun, first: int) -> DataLoader[Batch]:
    """Batches from a worker that is started afresh: OpenCV's threads do not survive a fork."""
    return DataLoader(
        DrawnBatches(run, first),
        batch_size=None,
        num_workers=1,
        prefetch_factor=BATCHES_AHEAD,
        multiprocessing_context="spawn",
    )


def train_reader(run: ReaderRun, resume: bool, tell: Tell) -> tuple[ReaderNet, int]:
    """Trains and leaves checkpoints in `run.out`; gives the net and the steps it has behind it."""
    torch.set_num_threads(1)
    torch.manual_seed(run.seed)
    net = ReaderNet(len(CHARACTERS) + 1, run.shape).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), run.peak_rate, weight_decay=run.weight_decay)
    step = steps_behind(run.out) if resume else 0
    source = iter(drawn_batches(run, step))  # takes a random number, so before they are restored
    if step:
        load_checkpoint(run.out / CHECKPOINT, net, optimizer)
    log = RunLog(run.out, run.lines_per_batch, step, tell)
    net.train()
    for batch in source:
        done = share_done(run.steps, run.minutes, step, log.elapsed_min())
        if done >= 1:
            break
        log.losses.append(learn(net, optimizer, batch, run.peak_rate * rate_share(done)))
        step += 1
        if step % run.report_steps == 0:
            log.progress(step, done)
        if step % run.checkpoint_steps == 0:
            save_checkpoint(run.out / CHECKPOINT, net, optimizer, run_facts(run, step))
            log.write({"step": step, "exact_drawn": judged(net, run)})
    save_checkpoint(run.out / CHECKPOINT, net, optimizer, run_facts(run, step))
    return net, step


def learn(net: nn.Module, optimizer: torch.optim.Optimizer, batch: Batch, rate: float) -> float:
    """One step; gives the mean loss of a line."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    lines = torch.from_numpy(batch.inputs).to(memory_format=torch.channels_last)
    log_shares: Tensor = net(lines)
    steps = torch.full((lines.shape[0],), log_shares.shape[0])
    loss = nn.functional.ctc_loss(
        log_shares,
        torch.from_numpy(batch.classes),
        steps,
        torch.from_numpy(batch.lengths),
        zero_infinity=True,
    )
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), MOST_GRADIENT)
    optimizer.step()
    return loss.item()


def judged(net: ReaderNet, run: ReaderRun) -> float:
    """Share of drawn lines that are read exactly as they were written."""
    net.eval()
    right = total = 0
    source = batches(JUDGING_SEED, run.lines_per_batch, 0)
    for _ in range(run.judging_batches):
        batch = next(source)
        with torch.no_grad():
            log_shares = net(torch.from_numpy(batch.inputs)).numpy()
        said = np.split(batch.classes, np.cumsum(batch.lengths)[:-1])
        for number, classes in enumerate(said):
            read = best_path(log_shares[:, number]).classes
            right += int(np.array_equal(read, classes))
            total += 1
    net.train()
    return round(right / total, 4)


def run_facts(run: ReaderRun, step: int) -> dict[str, Any]:
    return {
        "step": step,
        "seed": run.seed,
        "lines": step * run.lines_per_batch,
        "lines_per_batch": run.lines_per_batch,
        "peak_rate": run.peak_rate,
        "shape": run.shape.document(),
        "characters": CHARACTERS,
    }
