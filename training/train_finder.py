"""Trains the finder on drawn scenes."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from training.finder_loss import finder_loss
from training.finder_net import FinderNet, FinderShape
from training.run_progress import Tell
from training.scenes.batches import Batch, batches
from training.training_loop import Pupil, Run, seeded, train

JUDGING_SEED = 7_000_003
"""Scenes that judge a run while it goes; no run may use it for learning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinderRun(Run):
    per_batch: int = 4
    peak_rate: float = 1.5e-3
    checkpoint_steps: int = 500
    judging_batches: int = 6
    shape: FinderShape = field(default_factory=FinderShape)


def train_finder(run: FinderRun, resume: bool, tell: Tell) -> tuple[FinderNet, int]:
    """The net, and the steps that it has behind it."""
    seeded(run.seed)
    net = FinderNet(run.shape)
    pupil = Pupil(
        net,
        batches,
        loss_of,
        lambda judged_net: {"loss_judged": mean_loss(judged_net, run)},
        lambda step: run_facts(run, step),
    )
    return net, train(pupil, run, resume, tell)


def loss_of(net: nn.Module, batch: Batch) -> Tensor:
    pictures = torch.from_numpy(batch.inputs).to(memory_format=torch.channels_last)
    return finder_loss(net(pictures), torch.from_numpy(batch.maps), torch.from_numpy(batch.counted))


def mean_loss(net: nn.Module, run: FinderRun) -> float:
    """On scenes that nothing is learnt from."""
    source = batches(JUDGING_SEED, run.per_batch, 0)
    losses = [loss_of(net, next(source)).item() for _ in range(run.judging_batches)]
    return round(sum(losses) / len(losses), 4)


def run_facts(run: FinderRun, step: int) -> dict[str, Any]:
    return {
        "step": step,
        "seed": run.seed,
        "scenes": step * run.per_batch,
        "scenes_per_batch": run.per_batch,
        "peak_rate": run.peak_rate,
        "shape": run.shape.document(),
    }
