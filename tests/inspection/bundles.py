"""Bundles that something was done to."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge_agent.inspection.bundle_manifest import CALIBRATION, MANIFEST, Manifest

Change = Callable[[dict[str, Any]], object]


def change(file: Path, do: Change) -> None:
    """Changes a JSON file in place."""
    document = json.loads(file.read_text(encoding="utf-8"))
    do(document)
    file.write_text(json.dumps(document), encoding="utf-8")


def restate(folder: Path) -> None:
    """The manifest's sizes and hashes are made true again."""

    def as_found(manifest: dict[str, Any]) -> None:
        for name in manifest["files"]:
            content = (folder / name).read_bytes()
            stated = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            manifest["files"][name] = stated

    change(folder / MANIFEST, as_found)


def reseal(folder: Path) -> None:
    """What a forger does who can write everything: the calibration names the bundle again too."""
    restate(folder)
    sha256 = Manifest.model_validate_json((folder / MANIFEST).read_bytes()).sha256()
    change(folder / CALIBRATION, lambda calibration: calibration.update(bundle_sha256=sha256))
    restate(folder)
