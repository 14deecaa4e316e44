"""Bundles with a head made by hand: what it says of any region is known beforehand."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST, SELF_TEST, SELF_TEST_FOLDER
from edge_agent.inspection.self_test import described, look_of
from edge_agent.inspection.sessions import open_session
from edge_agent.whole_files import write_whole
from hardware.pictures import load_picture
from tests.inspection.bundles import change, reseal

INPUTS = 1152
KINDS = ("good", "stained", "torn")
SLUG, NET = "tray-lot", "defects-tray-lot"
EVIDENCE = {
    "groups": 12,
    "defective": 60,
    "escapes": 1,
    "escape_bound": 0.077,
    "good": 200,
    "false_rejects": 0,
    "false_reject_bound": 0.015,
    "unsure_good": 4,
    "delta": 0.05,
}
Weights = NDArray[np.float32]


def plain_weights() -> Weights:
    """The same shares whatever it is shown."""
    return np.zeros((INPUTS, len(KINDS)), np.float32)


def head_net(shares: Sequence[float], weights: Weights | None = None) -> bytes:
    """Gives these shares where the weights add nothing."""
    used = plain_weights() if weights is None else weights
    bias = np.log(np.asarray(shares, np.float32))
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["vectors", "weights", "bias"], ["scores"]),
            helper.make_node("Softmax", ["scores"], ["shares"], axis=1),
        ],
        "head",
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["items", used.shape[0]])],
        [helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["items", used.shape[1]])],
        [numpy_helper.from_array(used, "weights"), numpy_helper.from_array(bias, "bias")],
    )
    opset = [helper.make_opsetid("", 20)]
    return bytes(helper.make_model(graph, opset_imports=opset, ir_version=10).SerializeToString())


def head_table(net: bytes, **other: Any) -> dict[str, Any]:
    said = {
        "format": 1,
        "recipe": "tray",
        "check": "lot",
        "kinds": list(KINDS),
        "limits": {"unsure_from": 0.3, "not_ok_from": 0.7},
        "evidence": EVIDENCE,
        "backbone_sha256": base_bundle().manifest.files["backbone.onnx"].sha256,
        "data_sha256": "d" * 64,
        "inputs": INPUTS,
        "opset": 20,
        "parameters": INPUTS * len(KINDS) + len(KINDS),
        "parity": 0.0,
        "torch": "2.13.0",
        "weights": "e" * 64,
        "sha256": hashlib.sha256(net).hexdigest(),
    }
    return said | other


def with_heads(folder: Path, heads: Mapping[str, tuple[bytes, Mapping[str, Any]]]) -> Path:
    """A copy of the base bundle with these heads, by their slugs; its self-test has all of them."""
    bundle = Path(shutil.copytree(BASE_BUNDLE, folder))
    for slug, (net, table) in heads.items():
        (bundle / f"defects-{slug}.onnx").write_bytes(net)
        write_whole(bundle / f"defects-{slug}.json", json.dumps(table).encode())
        change(bundle / MANIFEST, partial(describe, bundle, slug))
    reseal(bundle)
    return bundle


def describe(bundle: Path, slug: str, manifest: dict[str, Any]) -> None:
    name = f"defects-{slug}"
    inputs, outputs = described(open_session(bundle / f"{name}.onnx"))
    manifest["models"].setdefault("defects", {})[slug] = {
        "opset": 20,
        "inputs": [one.model_dump() for one in inputs],
        "outputs": [one.model_dump() for one in outputs],
    }
    for suffix in (".onnx", ".json"):
        manifest["files"][f"{name}{suffix}"] = {"bytes": 1, "sha256": "0" * 64}


def add_case(bundle: Path, slug: str) -> None:
    """What the head says of a picture that the bundle has already."""
    picture = "backbone-1.png"
    answer = look_of(f"defects-{slug}", bundle)(load_picture(bundle / SELF_TEST_FOLDER / picture))
    case = {
        "model": f"defects-{slug}",
        "picture": picture,
        "text": answer.text,
        "values": list(answer.values),
    }
    change(bundle / SELF_TEST, lambda said: said["cases"].append(case))
    reseal(bundle)
