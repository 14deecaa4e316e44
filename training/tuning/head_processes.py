"""Trains a head in several processes that learn together.

    torchrun --nproc-per-node 2 -m training.tuning.head_processes LESSON OUT

LESSON is an .npz of `vectors` and `kinds` with a `lesson.json` beside it; the first process writes
the weights to OUT. Each process computes its share of the items; the gradients are summed over gloo
before every step, so all of them take the same step as one process would, but for rounding.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.distributed as processes
from torch import Tensor

from training.tuning.head_net import HeadNet, HeadShape, Lesson, trained_head

LARGEST_DIFFERENCE = 1e-4
"""Between the weights of one process and of several: sums in another order round otherwise."""


def store_lesson(lesson: Lesson, shape: HeadShape, seed: int, file: Path) -> None:
    """For the processes."""
    np.savez(file, vectors=lesson.vectors.numpy(), kinds=lesson.kinds.numpy())
    facts = {
        "kind_count": lesson.kind_count,
        "seed": seed,
        "shape": {name: getattr(shape, name) for name in shape.__dataclass_fields__},
    }
    file.with_suffix(".json").write_text(json.dumps(facts) + "\n", encoding="utf-8")


def stored_lesson(file: Path) -> tuple[Lesson, HeadShape, int]:
    facts = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    with np.load(file, allow_pickle=False) as stored:
        vectors, kinds = (torch.from_numpy(stored[name]) for name in ("vectors", "kinds"))
    return Lesson(vectors, kinds, facts["kind_count"]), HeadShape(**facts["shape"]), facts["seed"]


def trained_together(file: Path) -> HeadNet:
    """In a group of processes that is there; each of them gets the same net."""
    lesson, shape, seed = stored_lesson(file)
    mine = slice(processes.get_rank(), None, processes.get_world_size())
    return trained_head(lesson, shape, seed, mine, summed)


def summed(tensors: list[Tensor]) -> None:
    for one in tensors:
        processes.all_reduce(one)


def main(lesson: Path, out: Path) -> None:
    processes.init_process_group("gloo")
    try:
        net = trained_together(lesson)
        if processes.get_rank() == 0:
            np.savez(out, **{name: one.numpy() for name, one in net.state_dict().items()})
    finally:
        processes.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
