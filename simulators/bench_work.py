"""How much the networks compute in one inspection, and how quickly.

Multiplications are counted from the shapes that onnxruntime tells of every convolution and matrix
product of the unoptimised graph; other operations count nothing, so the share errs downwards.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from edge_agent.inspection.sessions import SILENT
from simulators.bench_times import CLOCK

Array = NDArray[np.float32]
Feeds = dict[str, Array]


class Owner(Protocol):
    """Whatever runs one net."""

    session: Any


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One run of a net."""

    model: Path
    feeds: Feeds
    cpu_ns: int


class HeardSession:
    """A session whose runs are written down."""

    def __init__(self, session: Any, model: Path, runs: list[Run]) -> None:
        self.session, self.model, self.runs = session, model, runs

    def run(self, wanted: Sequence[str] | None, feeds: Feeds) -> Any:
        begun_ns = CLOCK.thread_cpu_ns()
        answers = self.session.run(wanted, feeds)
        self.runs.append(Run(self.model, feeds, CLOCK.thread_cpu_ns() - begun_ns))
        return answers


def listen(owners: Sequence[tuple[Owner, Path]]) -> list[Run]:
    """From now on every run of these nets comes into the list."""
    runs: list[Run] = []
    for owner, model in owners:
        owner.session = HeardSession(owner.session, model, runs)
    return runs


def gflops_of(runs: Sequence[Run]) -> float:
    """10**9 operations, in all runs together, for each second that they took."""
    counted: dict[tuple[Path, tuple[int, ...]], int] = {}
    operations = 0
    for run in runs:
        (shape,) = (array.shape for array in run.feeds.values())
        if (run.model, shape) not in counted:
            counted[run.model, shape] = multiplications(run.model, run.feeds)
        operations += 2 * counted[run.model, shape]
    return operations / max(sum(run.cpu_ns for run in runs), 1)


def multiplications(model: Path, feeds: Feeds) -> int:
    return sum(multiplications_of(node["args"]) for node in nodes(model, feeds))


def nodes(model: Path, feeds: Feeds) -> list[dict[str, Any]]:
    """What onnxruntime tells of every node that it ran."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = SILENT
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_profiling = True
    with TemporaryDirectory(prefix="packwarden-bench-") as folder:
        options.profile_file_prefix = str(Path(folder) / "nodes")
        session = onnxruntime.InferenceSession(
            str(model), sess_options=options, providers=["CPUExecutionProvider"]
        )
        session.run(None, feeds)
        told = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    return [one for one in told if one["name"].endswith("_kernel_time")]


def multiplications_of(node: dict[str, Any]) -> int:
    """Of one node: its outputs, times the inputs that each of them sums up."""
    if node["op_name"] not in SUMMED:
        return 0
    first, weights = (shape_of(one) for one in node["input_type_shape"][:2])
    (output,) = (shape_of(one) for one in node["output_type_shape"])
    return math.prod(output) * int(SUMMED[node["op_name"]](first, weights))


def shape_of(told: dict[str, list[int]]) -> list[int]:
    (shape,) = told.values()
    return shape


SUMMED = {
    "Conv": lambda first, weights: math.prod(weights[1:]),
    "MatMul": lambda first, weights: first[-1],
    "Gemm": lambda first, weights: min(weights),
}
