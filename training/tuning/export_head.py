"""A trained head as ONNX, once it is proven to compute the same and to be allowed on a station."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch

from edge_agent.releases.nets import refuse_odd_net
from training.onnx_files import as_onnx
from training.proven_nets import write_proven
from training.tuning.head_net import HeadNet

INPUT, OUTPUT = "vectors", "shares"
PARITY_SEED = 7_000_011
PARITY_VECTORS = 64
SPREADS = 3.0
"""How far from the training vectors' mean the parity is looked at."""


def export_head(net: HeadNet, model: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Writes `model` and its .json; gives the facts.

    NotTheSame where torch and ONNX differ, ReleaseRefused where a station would not open it.
    """
    content = exported(net)
    more = {"opset": opset_of(content), "inputs": len(net.mean)}
    whole = write_proven(net, content, greatest_difference(net, content), model, facts | more)
    refuse_odd_net(model)
    return whole


def exported(net: HeadNet) -> bytes:
    """For any number of vectors."""
    example = torch.zeros(2, len(net.mean))
    return as_onnx(net.eval(), example, INPUT, OUTPUT, {0: torch.export.Dim("items", max=4096)})


def opset_of(content: bytes) -> int:
    return next(
        one.version
        for one in onnx.load_model_from_string(content).opset_import
        if one.domain in ("", "ai.onnx")
    )


def greatest_difference(net: HeadNet, content: bytes) -> float:
    """Of the shares, for drawn vectors about as far as those of training."""
    onnx.checker.check_model(content)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    drawn = np.random.default_rng(PARITY_SEED).normal(0, SPREADS, (PARITY_VECTORS, len(net.mean)))
    vectors = (drawn * net.spread.numpy() + net.mean.numpy()).astype(np.float32)
    with torch.no_grad():
        wanted = net(torch.from_numpy(vectors)).numpy()
    (found,) = session.run(None, {INPUT: vectors})
    return float(np.abs(wanted - found).max())
