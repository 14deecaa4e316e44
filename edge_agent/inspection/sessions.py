"""Opens ONNX models: one thread each, no spinning, nothing said on standard error.

One thread is measured to be the fastest for the small networks of a station on a busy two-core
machine, and spinning would take the core from the line's own work.
"""

from pathlib import Path

import onnxruntime

SILENT = 4


def open_session(model: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(
        str(model), sess_options=one_thread(), providers=["CPUExecutionProvider"]
    )


def one_thread() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = SILENT
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    return options
