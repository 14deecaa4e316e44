"""Changed nets that the look into them lets through, opened and run as a station does it: on trial.

Each is a bundle, sealed anew, with one changed net. What it does to the process that tries it is
counted, and is nobody's loss: whoever asked goes on.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import Any, Final

import numpy as np
from google.protobuf.message import DecodeError
from onnx import ModelProto, TensorProto, numpy_helper

from deploy.torture.hostile.changing import Change, change_bytes
from deploy.torture.hostile.doors import Door, Making
from deploy.torture.hostile.net_doors import NUMBERS, OF_NETS, ChangeNet
from edge_agent.inspection.bundle import BASE_BUNDLE
from edge_agent.inspection.bundle_manifest import CALIBRATION, MANIFEST, MODELS, Manifest
from edge_agent.releases.errors import ReleaseRefused
from edge_agent.releases.net_limits import OPERATORS, wrong_with
from edge_agent.releases.trying import KEPT

PROGRAM: Final = "deploy.torture.hostile.forked_trials"
LEAVES_S: Final = 10.0
MEMORY: Final = ("MemoryError", "bad_alloc", "bad allocation", "Failed to allocate memory")


class RefusedOnTrial(ReleaseRefused):
    """With the trial's own words: it computes otherwise, or has other inputs."""


class FailedOnTrial(ReleaseRefused):
    """onnxruntime did not take it."""


class OutOfMemory(ReleaseRefused):
    """More than a trial has."""


class OutOfTime(ReleaseRefused):
    """More than a trial has."""


class Crashed(ReleaseRefused):
    """By a signal that nobody sent."""


class Trials:
    """The program that forks, from the first bundle on."""

    def __init__(self) -> None:
        surroundings = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**surroundings, "OMP_NUM_THREADS": "1"},
        )

    def ended(self, folder: Path) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{folder}\n")
        self.process.stdin.flush()
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        return said

    def try_bundle(self, folder: Path) -> None:
        """ReleaseRefused says how it ended."""
        end = self.ended(folder)
        if end["signal"] in (None, SIGKILL):
            raise OutOfTime("it did not end")
        if end["signal"]:
            raise Crashed(f"by signal {end['signal']}")
        if "refused" in end:
            raise RefusedOnTrial(end["refused"])
        if "failed" in end:
            is_memory = any(one in end["failed"] for one in MEMORY)
            raise (OutOfMemory if is_memory else FailedOnTrial)(end["failed"])

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(LEAVES_S)


# What changes a net, and still looks like one


def other_known_operator(random: Random, net: ModelProto) -> None:
    random.choice(net.graph.node).op_type = random.choice(sorted(OPERATORS))


def other_setting(random: Random, net: ModelProto) -> None:
    """Of a node: strides, pads, groups, axes."""
    nodes = [node for node in net.graph.node if node.attribute]
    attribute = random.choice(random.choice(nodes).attribute)
    if attribute.ints:
        attribute.ints[random.randrange(len(attribute.ints))] = random.choice(NUMBERS)
    elif random.random() < 0.5:
        attribute.i = random.choice(NUMBERS)
    else:
        attribute.f = random.choice((0.0, -1.0, 1e38, float("nan"), float("inf")))


def other_weights(random: Random, net: ModelProto) -> None:
    """One number of a stored tensor: also of those that say shapes, places and steps."""
    tensor = random.choice(net.graph.initializer)
    array = numpy_helper.to_array(tensor).copy()
    if array.size == 0:
        return
    given = random.choice(NUMBERS)
    with np.errstate(all="ignore"):
        array.flat[random.randrange(array.size)] = np.asarray(given).astype(array.dtype)
    tensor.CopyFrom(numpy_helper.from_array(array, tensor.name))


def other_length(random: Random, net: ModelProto) -> None:
    """A stored tensor holds more or less than its sides say."""
    tensor = random.choice(net.graph.initializer)
    tensor.raw_data = tensor.raw_data[: random.randrange(len(tensor.raw_data) + 1)]


def other_sides(random: Random, net: ModelProto) -> None:
    dims = random.choice(net.graph.initializer).dims
    if dims:
        dims[random.randrange(len(dims))] = random.choice((0, 1, 2, 3, 17, 1 << 16))


def of_small_whole_numbers(random: Random, net: ModelProto) -> None:
    """Where real ones belong, and the other way round."""
    random.choice(net.graph.initializer).data_type = random.choice(
        (TensorProto.INT8, TensorProto.UINT8, TensorProto.INT64, TensorProto.FLOAT)
    )


def other_wire(random: Random, net: ModelProto) -> None:
    """Of one that is there before it."""
    place = random.randrange(1, len(net.graph.node))
    node, before = net.graph.node[place], net.graph.node[random.randrange(place)]
    if node.input:
        node.input[random.randrange(len(node.input))] = before.output[0]


DEEP: Final[tuple[ChangeNet, ...]] = (
    *(other_known_operator, other_setting, other_setting, other_weights, other_weights),
    *(other_length, other_sides, of_small_whole_numbers, other_wire),
)


def changed(random: Random, given: bytes) -> bytes:
    if random.random() < 0.2:
        return change_bytes(random, given)
    net = ModelProto.FromString(given)
    for _ in range(random.choice((1, 1, 2, 3))):
        random.choice(random.choice((DEEP, DEEP, OF_NETS)))(random, net)
    return net.SerializeToString()


def let_through(change: Change) -> Change:
    """The next one that the look into nets lets through."""

    def changing(random: Random, given: bytes) -> bytes:
        while True:
            try:
                one = change(random, given)
                wrong = next(wrong_with(ModelProto.FromString(one)), None)
            except (DecodeError, ValueError):  # no net; or one that cannot be changed further
                continue
            if wrong is None:
                return one

    return changing


# The bundle around it


def sealed(folder: Path, name: str, net: bytes) -> None:
    """The net in its place, and every hash that names it as a forger makes them."""
    (folder / f"{name}.onnx").write_bytes(net)
    restate(folder / f"{name}.json", lambda facts: facts.update(sha256=sha256_of(net)))
    restate(folder / MANIFEST, lambda manifest: state_files(folder, manifest))
    manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    named = manifest.sha256()
    restate(folder / CALIBRATION, lambda calibration: calibration.update(bundle_sha256=named))
    restate(folder / MANIFEST, lambda manifest: state_files(folder, manifest))


def restate(file: Path, do: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(file.read_bytes())
    do(document)
    file.write_text(json.dumps(document), encoding="utf-8")


def state_files(folder: Path, manifest: dict[str, Any]) -> None:
    for name, stated in manifest["files"].items():
        content = (folder / name).read_bytes()
        stated.update(bytes=len(content), sha256=sha256_of(content))


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def opened_net(name: str) -> Making:
    def making(folder: Path) -> Door:
        bundle = Path(shutil.copytree(BASE_BUNDLE, folder / "bundle"))
        trials = Trials()

        def opened(net: bytes) -> None:
            sealed(bundle, name, net)
            trials.try_bundle(bundle)

        example = (BASE_BUNDLE / f"{name}.onnx").read_bytes()
        refusals = (ReleaseRefused,)
        return Door(opened, [example], let_through(changed), refusals, close=trials.close)

    return making


DOORS: Final[Mapping[str, Making]] = {f"an opened {name}": opened_net(name) for name in MODELS}
