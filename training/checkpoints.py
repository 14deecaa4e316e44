"""Where a training run stands, on disk: tensors as .npz without objects, the rest as JSON.

A checkpoint is a folder; it is written whole under another name and then put in place, so that a
run that is cut off leaves the one before.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

TENSORS = "tensors.npz"
FACTS = "facts.json"


def save_checkpoint(
    folder: Path, net: nn.Module, optimizer: torch.optim.Optimizer, facts: dict[str, Any]
) -> None:
    """Net, optimizer and facts; PyTorch's random state goes with the tensors."""
    tensors = {f"net/{name}": value for name, value in net.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer/{number}/{name}": value for name, value in state.items()}
    tensors["random"] = torch.get_rng_state()
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    np.savez(fresh / TENSORS, **{name: value.numpy() for name, value in tensors.items()})
    (fresh / FACTS).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.replace(folder)


def load_checkpoint(
    folder: Path, net: nn.Module, optimizer: torch.optim.Optimizer | None = None
) -> dict[str, Any]:
    """Fills net and optimizer and gives the facts. With an optimizer, the random state too."""
    with np.load(folder / TENSORS, allow_pickle=False) as stored:
        tensors = {name: torch.from_numpy(stored[name]) for name in stored.files}
    net.load_state_dict(under("net/", tensors))
    if optimizer is not None:
        optimizer.load_state_dict(optimizer_state(optimizer, under("optimizer/", tensors)))
        torch.set_rng_state(tensors["random"])
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


def under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name[len(prefix) :]: one for name, one in tensors.items() if name.startswith(prefix)}


def optimizer_state(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> dict[str, Any]:
    """The optimizer's own groups with the stored moments of every parameter."""
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        number, kind = name.split("/")
        state.setdefault(int(number), {})[kind] = value
    return {"state": state, "param_groups": optimizer.state_dict()["param_groups"]}
