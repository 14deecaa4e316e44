"""Writes a trained reader as ONNX with its facts, and proves that both compute the same.

The file holds the net alone: what the exporter notes about its sources is left out, since it names
folders of this machine. The same weights therefore always give the same bytes.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch

from edge_agent.inspection.line_input import HEIGHT_PX, STRIDE_PX, line_input
from training.lines.drawing import drawn_line
from training.onnx_files import as_onnx
from training.proven_nets import write_proven
from training.reader_net import ReaderNet

FINGERPRINT_LINES = 256
PARITY_LINES = 16
PARITY_SEED = 7_000_002


def export_reader(net: ReaderNet, model: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Writes `model` and its .json; gives the facts. NotTheSame where parity fails."""
    net.eval()
    content = exported(net)
    more = {
        "height_px": HEIGHT_PX,
        "stride_px": STRIDE_PX,
        "data_sha256": data_fingerprint(int(facts["seed"])),
    }
    return write_proven(net, content, greatest_difference(net, content), model, facts | more)


def exported(net: ReaderNet) -> bytes:
    """For any width that is a multiple of the stride."""
    width = STRIDE_PX * torch.export.Dim("steps", min=4, max=256)
    return as_onnx(net, torch.zeros(1, 1, HEIGHT_PX, 160), "lines", "log_shares", {3: width})


def greatest_difference(net: ReaderNet, content: bytes) -> float:
    """On drawn lines, each as wide as it is, as the station reads them.

    In log probability; of what is less probable than 1/e, as a share of it: there rounding grows.
    """
    onnx.checker.check_model(content)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    differences = []
    for number in range(PARITY_LINES):
        pixels, _ = drawn_line(PARITY_SEED, number)
        lines = line_input(pixels)[np.newaxis, np.newaxis]
        with torch.no_grad():
            wanted = net(torch.from_numpy(lines)).numpy()
        (found,) = session.run(None, {"lines": lines})
        differences.append(float((np.abs(wanted - found) / np.maximum(1, np.abs(wanted))).max()))
    return max(differences)


def data_fingerprint(seed: int) -> str:
    """Hash of the first drawn lines: it changes with the drawing code, the fonts and the seed."""
    found = hashlib.sha256()
    for number in range(FINGERPRINT_LINES):
        pixels, text = drawn_line(seed, number)
        found.update(f"{pixels.shape} {text}\n".encode())
        found.update(pixels.tobytes())
    return found.hexdigest()
