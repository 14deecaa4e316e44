"""Whether a net's ONNX file computes what its checkpoint does, before it goes into a bundle."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.checkpoints import FACTS, load_checkpoint
from training.export_finder import greatest_difference as finder_difference
from training.export_reader import greatest_difference as reader_difference
from training.finder_net import FinderNet, FinderShape
from training.proven_nets import MOST_DIFFERENCE, NotTheSame
from training.reader_net import NetShape, ReaderNet
from training.run_progress import CHECKPOINT


def reader_parity(checkpoint: Path, content: bytes) -> float:
    facts = checkpoint_facts(checkpoint)
    net = ReaderNet(len(facts["characters"]) + 1, NetShape(**facts["shape"]))
    load_checkpoint(checkpoint, net)
    return reader_difference(net.eval(), content)


def finder_parity(checkpoint: Path, content: bytes) -> float:
    net = FinderNet(FinderShape(**checkpoint_facts(checkpoint)["shape"]))
    load_checkpoint(checkpoint, net)
    return finder_difference(net.eval(), content)


def checkpoint_facts(checkpoint: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((checkpoint / FACTS).read_text(encoding="utf-8"))
    return facts


PARITIES: dict[str, Callable[[Path, bytes], float]] = {
    "reader": reader_parity,
    "finder": finder_parity,
}


def checked_parity(net: str, run: Path) -> float | None:
    """Greatest difference to the run's checkpoint, None where there is none. NotTheSame above 1e-4.

    A run that went on after its file was written is found out here.
    """
    checkpoint = run / CHECKPOINT
    if net not in PARITIES or not checkpoint.is_dir():
        return None
    difference = PARITIES[net](checkpoint, (run / f"{net}.onnx").read_bytes())
    if difference > MOST_DIFFERENCE:
        raise NotTheSame(
            f"{run}: {net}.onnx and the checkpoint differ by {difference:.2g}, more than "
            f"{MOST_DIFFERENCE}; export the run again"
        )
    return float(f"{difference:.2g}")
