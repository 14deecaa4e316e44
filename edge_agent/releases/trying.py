"""Tries a bundle in another process before anything here opens its nets."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from edge_agent.children import told_end
from edge_agent.inspection.bundle import Bundle, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MODELS
from edge_agent.releases.errors import ReleaseRefused
from edge_agent.releases.nets import refuse_odd_nets

LONGEST_S: Final = 8.0
MOST_SAID_BYTES: Final = 10_000
KEPT: Final = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")
"""Of our surroundings; nothing secret goes with it."""


def try_bundle(folder: Path) -> Bundle:
    """The bundle, looked into and tried. ReleaseRefused, NotFound or InvalidInput otherwise."""
    bundle = open_bundle(folder)
    refuse_lacking_nets(bundle)
    refuse_odd_nets(bundle)
    said = said_by_trial(folder)
    if "refused" in said:
        raise ReleaseRefused(f"on trial: {said['refused']}")
    if said.get("sha256") != bundle.sha256:
        raise ReleaseRefused("on trial it was another bundle: somebody writes into its folder")
    return bundle


def refuse_lacking_nets(bundle: Bundle) -> None:
    """A station's bundle has every net that the one that ships has."""
    wanted = [name for name in MODELS if base_bundle().model(name) is not None]
    lacking = [name for name in wanted if bundle.model(name) is None]
    if lacking:
        raise ReleaseRefused(
            f"{bundle.manifest.name} {bundle.manifest.version} has no {', '.join(lacking)}; "
            f"a station needs {', '.join(wanted)}"
        )


def said_by_trial(folder: Path) -> dict[str, Any]:
    """Bounded in time, memory and words."""
    command = [sys.executable, "-m", "edge_agent.releases.trial", str(folder.resolve())]
    surroundings = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603 - our own command
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_S,
            env={**surroundings, "OMP_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReleaseRefused(f"on trial it did not end within {LONGEST_S:g} s") from error
    if ended.returncode != 0:
        raise ReleaseRefused(f"on trial it {failure(ended.returncode, ended.stderr)}")
    return document_of(ended.stdout)


def failure(code: int, said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return f"failed: {lines[-1][:200]}" if lines and code > 0 else told_end(code)


def document_of(said: bytes) -> dict[str, Any]:
    try:
        document = json.loads(said[:MOST_SAID_BYTES])
    except ValueError as error:
        raise ReleaseRefused("on trial it gave no answer") from error
    if not isinstance(document, dict):
        raise ReleaseRefused("on trial it gave no answer")
    return document
