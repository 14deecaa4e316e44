"""The loop that every net is trained by: one process draws, one learns, and the run can stop.

Everything follows from the seed: the same seed and number of steps give the same weights on a CPU
with one thread. A run that is bounded by minutes instead ends where the clock says, so it is
repeated by its number of steps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import cv2
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

from training.checkpoints import load_checkpoint, save_checkpoint
from training.run_progress import CHECKPOINT, RunLog, Tell, rate_share, share_done, steps_behind

MOST_GRADIENT = 2.0
BATCHES_AHEAD = 16

Batch = TypeVar("Batch")
Draw = Callable[[int, int, int], Iterator[Batch]]
"""Batches from seed, size of a batch and the first one's number; a function of a module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run is. Exactly one of `steps` and `minutes` bounds it."""

    out: Path
    seed: int = 1
    steps: int | None = None
    minutes: float | None = None
    per_batch: int
    """Drawings that a step learns from."""
    peak_rate: float
    weight_decay: float = 0.01
    report_steps: int = 100
    checkpoint_steps: int
    judging_batches: int


@dataclass(frozen=True)
class Pupil(Generic[Batch]):
    """A net, and all that the loop must know of it."""

    net: nn.Module
    draw: Draw[Batch]
    loss_of: Callable[[nn.Module, Batch], Tensor]
    judged: Callable[[nn.Module], dict[str, float]]
    """How good it is on drawings that it never learns from."""
    facts: Callable[[int], dict[str, Any]]
    """Of the run after so many steps."""


class DrawnBatches(IterableDataset[Batch]):
    """Batches from one number on, drawn in the worker."""

    def __init__(self, draw: Draw[Batch], seed: int, per_batch: int, first: int) -> None:
        self.draw, self.seed, self.per_batch, self.first = draw, seed, per_batch, first

    def __iter__(self) -> Iterator[Batch]:
        cv2.setNumThreads(1)
        return self.draw(self.seed, self.per_batch, self.first)


def drawn_ahead(batches: DrawnBatches[Batch]) -> DataLoader[Batch]:
    """From a worker that is started afresh: OpenCV's threads do not survive a fork."""
    return DataLoader(
        batches,
        batch_size=None,
        num_workers=1,
        prefetch_factor=BATCHES_AHEAD,
        multiprocessing_context="spawn",
    )


def seeded(seed: int) -> None:
    """Before the net is made: its first weights follow from the seed."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)


def train(pupil: Pupil[Batch], run: Run, resume: bool, tell: Tell) -> int:
    """Trains and leaves checkpoints in `run.out`; gives the steps that the net has behind it."""
    net = pupil.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(net.parameters(), run.peak_rate, weight_decay=run.weight_decay)
    step = steps_behind(run.out) if resume else 0
    drawn = DrawnBatches(pupil.draw, run.seed, run.per_batch, step)
    source = iter(drawn_ahead(drawn))  # takes a random number, so before they are restored
    if step:
        load_checkpoint(run.out / CHECKPOINT, net, optimizer)
    log = RunLog(run.out, run.per_batch, step, tell)
    net.train()
    for batch in source:
        done = share_done(run.steps, run.minutes, step, log.elapsed_min())
        if done >= 1:
            break
        rate = run.peak_rate * rate_share(done)
        log.losses.append(learn(net, optimizer, pupil.loss_of(net, batch), rate))
        step += 1
        if step % run.report_steps == 0:
            log.progress(step, done)
        if step % run.checkpoint_steps == 0:
            save_checkpoint(run.out / CHECKPOINT, net, optimizer, pupil.facts(step))
            log.write({"step": step, **judged(pupil)})
    save_checkpoint(run.out / CHECKPOINT, net, optimizer, pupil.facts(step))
    return step


def learn(net: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor, rate: float) -> float:
    """One step; gives its loss."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), MOST_GRADIENT)
    optimizer.step()
    return loss.item()


def judged(pupil: Pupil[Batch]) -> dict[str, float]:
    pupil.net.eval()
    with torch.no_grad():
        found = pupil.judged(pupil.net)
    pupil.net.train()
    return found
