"""A trained net as model file and facts, once torch and ONNX are proven to compute the same."""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from torch import nn

from edge_agent.inspection.own_reader import facts_file

MOST_DIFFERENCE = 1e-4
"""Between torch and onnxruntime, in what the net gives out."""


class NotTheSame(Exception):
    """The exported net computes something else than the trained one."""


def write_proven(
    net: nn.Module, content: bytes, difference: float, model: Path, facts: dict[str, Any]
) -> dict[str, Any]:
    """Writes `model` and its .json; gives the facts. NotTheSame where they differ too much."""
    if difference > MOST_DIFFERENCE:
        raise NotTheSame(f"torch and ONNX differ by {difference:.2g}, more than {MOST_DIFFERENCE}")
    whole = facts | {
        "parameters": sum(one.numel() for one in net.parameters()),
        "parity": float(f"{difference:.2g}"),
        "torch": torch.__version__,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_bytes(content)
    write_facts(model, whole)
    return whole


def write_facts(model: Path, facts: dict[str, Any]) -> None:
    facts_file(model).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
