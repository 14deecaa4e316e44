"""Trains the finder on drawn scenes, from the first step to the last checkpoint.

One process draws, one learns. Everything follows from the seed, as with the line reader: the same
seed and number of steps give the same weights on a CPU with one thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

from training.checkpoints import load_checkpoint, save_checkpoint
from training.finder_loss import finder_loss
from training.finder_net import FinderNet, FinderShape
from training.run_progress import CHECKPOINT, RunLog, Tell, rate_share, share_done, steps_behind
from training.scenes.batches import Batch, batches

JUDGING_SEED = 7_000_003
"""Scenes that judge a run while it goes; no run may use it for learning."""
MOST_GRADIENT = 2.0
BATCHES_AHEAD = 12


@dataclass(frozen=True, slots=True)
class FinderRun:
    """What a run is. Exactly one of `steps` and `minutes` bounds it."""

    out: Path
    seed: int = 1
    steps: int | None = None
    minutes: float | None = None
    scenes_per_batch: int = 4
    peak_rate: float = 1.5e-3
    weight_decay: float = 0.01
    report_steps: int = 100
    checkpoint_steps: int = 500
    judging_batches: int = 6
    shape: FinderShape = field(default_factory=FinderShape)


class DrawnBatches(IterableDataset[Batch]):
    """Batches from one number on, drawn in the worker."""

    def __init__(self, run: FinderRun, first: int) -> None:
        self.run = run
        self.first = first

    def __iter__(self) -> Iterator[Batch]:
        return batches(self.run.seed, self.run.scenes_per_batch, self.first)


def drawn_batches(run: FinderRun, first: int) -> DataLoader[Batch]:
    """Batches from a worker that is started afresh: OpenCV's threads do not survive a fork."""
    return DataLoader(
        DrawnBatches(run, first),
        batch_size=None,
        num_workers=1,
        prefetch_factor=BATCHES_AHEAD,
        multiprocessing_context="spawn",
    )


def train_finder(run: FinderRun, resume: bool, tell: Tell) -> tuple[FinderNet, int]:
    """Trains and leaves checkpoints in `run.out`; gives the net and the steps it has behind it."""
    torch.set_num_threads(1)
    torch.manual_seed(run.seed)
    net = FinderNet(run.shape).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), run.peak_rate, weight_decay=run.weight_decay)
    step = steps_behind(run.out) if resume else 0
    source = iter(drawn_batches(run, step))  # takes a random number, so before they are restored
    if step:
        load_checkpoint(run.out / CHECKPOINT, net, optimizer)
    log = RunLog(run.out, run.scenes_per_batch, step, tell)
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
            log.write({"step": step, "loss_judged": judged(net, run)})
    save_checkpoint(run.out / CHECKPOINT, net, optimizer, run_facts(run, step))
    return net, step


def learn(net: nn.Module, optimizer: torch.optim.Optimizer, batch: Batch, rate: float) -> float:
    """One step; gives its loss."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    loss = loss_of(net, batch)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), MOST_GRADIENT)
    optimizer.step()
    return loss.item()


def loss_of(net: nn.Module, batch: Batch) -> Tensor:
    pictures = torch.from_numpy(batch.inputs).to(memory_format=torch.channels_last)
    return finder_loss(net(pictures), torch.from_numpy(batch.maps), torch.from_numpy(batch.counted))


def judged(net: FinderNet, run: FinderRun) -> float:
    """Mean loss on scenes that nothing is learnt from."""
    net.eval()
    source = batches(JUDGING_SEED, run.scenes_per_batch, 0)
    with torch.no_grad():
        losses = [loss_of(net, next(source)).item() for _ in range(run.judging_batches)]
    net.train()
    return round(sum(losses) / len(losses), 4)


def run_facts(run: FinderRun, step: int) -> dict[str, Any]:
    return {
        "step": step,
        "seed": run.seed,
        "scenes": step * run.scenes_per_batch,
        "scenes_per_batch": run.scenes_per_batch,
        "peak_rate": run.peak_rate,
        "shape": run.shape.document(),
    }
