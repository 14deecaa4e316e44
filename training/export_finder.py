"""Writes a trained finder as ONNX with its facts, and proves that both compute the same."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch

from edge_agent.inspection.finder_maps import INPUT_STEP_PX, STRIDE_PX, finder_input
from training.finder_net import FinderNet
from training.onnx_files import as_onnx
from training.proven_nets import write_proven
from training.scenes.drawing import drawn_scene

FINGERPRINT_SCENES = 16
PARITY_SCENES = 4
PARITY_SEED = 7_000_004
EXAMPLE_STEPS = (4, 5)
"""Height and width of the picture the net is traced with, in steps of INPUT_STEP_PX."""


def export_finder(net: FinderNet, model: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Writes `model` and its .json; gives the facts. NotTheSame where parity fails."""
    net.eval()
    content = exported(net)
    more = {
        "stride_px": STRIDE_PX,
        "data_sha256": data_fingerprint(int(facts["seed"])),
    }
    return write_proven(net, content, greatest_difference(net, content), model, facts | more)


def exported(net: FinderNet) -> bytes:
    """For any sides that are multiples of INPUT_STEP_PX."""
    down, across = (INPUT_STEP_PX * torch.export.Dim(name, min=2, max=128) for name in "hw")
    example = torch.zeros(1, 3, *(INPUT_STEP_PX * steps for steps in EXAMPLE_STEPS))
    return as_onnx(net, example, "pictures", "maps", {2: down, 3: across})


def greatest_difference(net: FinderNet, content: bytes) -> float:
    """On drawn scenes, in shares and parts of directions."""
    onnx.checker.check_model(content)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    differences = []
    for number in range(PARITY_SCENES):
        pictures = finder_input(drawn_scene(PARITY_SEED, number)[0])
        with torch.no_grad():
            wanted = net(torch.from_numpy(pictures)).numpy()
        (found,) = session.run(None, {"pictures": pictures})
        differences.append(float(np.abs(wanted - found).max()))
    return max(differences)


def data_fingerprint(seed: int) -> str:
    """Hash of the first drawn scenes: it changes with the drawing code, the fonts and the seed."""
    found = hashlib.sha256()
    for number in range(FINGERPRINT_SCENES):
        pixels, maps = drawn_scene(seed, number)
        found.update(pixels.tobytes())
        found.update(maps.text.tobytes())
    return found.hexdigest()
