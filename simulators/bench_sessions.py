"""What onnxruntime's settings are worth to our line reader: why sessions.py has those it has.

    .venv/bin/python -m simulators.bench_sessions

Every setting runs the same line in turn; what the process computed is counted, as a share of the
settings in use.
"""

import json
import sys

import numpy as np
import onnxruntime

from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.sessions import SILENT, open_session
from hardware.clock import RealClock

ROUNDS = 60
LINE = (1, 1, 32, 320)
LEVELS = onnxruntime.GraphOptimizationLevel


def options(level: int = LEVELS.ORT_ENABLE_ALL, arena: bool = True) -> onnxruntime.SessionOptions:
    chosen = onnxruntime.SessionOptions()
    chosen.log_severity_level = SILENT
    chosen.intra_op_num_threads = chosen.inter_op_num_threads = 1
    chosen.add_session_config_entry("session.intra_op.allow_spinning", "0")
    chosen.graph_optimization_level = level
    chosen.enable_cpu_mem_arena = arena
    return chosen


def fixed_width() -> onnxruntime.SessionOptions:
    chosen = options()
    chosen.add_free_dimension_override_by_name("4*steps", LINE[-1])
    return chosen


SETTINGS = {
    "graph not optimised": lambda: options(LEVELS.ORT_DISABLE_ALL),
    "graph optimised, but not its layout": lambda: options(LEVELS.ORT_ENABLE_EXTENDED),
    "no arena": lambda: options(arena=False),
    "fixed width": fixed_width,
}


def shares() -> dict[str, float]:
    """Median of what a line costs under each setting, over that of the settings in use."""
    model = base_bundle().file("reader.onnx")
    sessions = {"in use": open_session(model)} | {
        name: onnxruntime.InferenceSession(
            str(model), sess_options=make(), providers=["CPUExecutionProvider"]
        )
        for name, make in SETTINGS.items()
    }
    clock = RealClock()
    line = np.random.default_rng(0).normal(size=LINE).astype(np.float32)
    taken: dict[str, list[int]] = {name: [] for name in sessions}
    for _ in range(ROUNDS):
        for name, session in sessions.items():
            begun_ns = clock.thread_cpu_ns()
            session.run(None, {"lines": line})
            taken[name].append(clock.thread_cpu_ns() - begun_ns)
    usual = float(np.median(taken["in use"]))
    return {name: round(float(np.median(one)) / usual, 2) for name, one in taken.items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(shares(), indent=2) + "\n")
