"""What besides settings and data a result depends on: the code, the lock, the libraries."""

import platform
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from training.bundle_manifests import PROJECT, code_revision
from training.pipeline.hashes import sources_sha256

COMPUTES: Final = (
    "edge_agent/core",
    "edge_agent/inspection",
    "edge_agent/models",
    "edge_agent/releases",
    "hardware",
    "simulators/drawing",
    "training",
    "deploy/release",
)
"""What computes results. Pages, messages and the line may change without another result."""
SOURCES: Final = frozenset({".py", ".json", ".toml", ".onnx", ".txt"})
LIBRARIES: Final = ("numpy", "opencv-python", "onnx", "onnxruntime", "optuna", "pillow", "torch")
LOCK: Final = Path("requirements") / "training.lock"


@cache
def code_document() -> dict[str, Any]:
    """Part of every stage's inputs. `lock_sha256` is empty where there is no source tree."""
    lock = PROJECT / LOCK
    return {
        "sources_sha256": sources_sha256(PROJECT, COMPUTES, SOURCES),
        "lock_sha256": sha256(lock.read_bytes()).hexdigest() if lock.is_file() else "",
        "versions": {name: version(name) for name in LIBRARIES},
    }


@cache
def surroundings() -> dict[str, Any]:
    """Noted beside a result, which does not depend on it."""
    return {
        "revision": code_revision(PROJECT),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }
