"""The manifest and the calibration of a bundle whose other files are all there."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any, Final

import onnx
from pydantic import BaseModel

from edge_agent.inspection.bundle import found_files
from edge_agent.inspection.bundle_manifest import (
    CALIBRATION,
    HEAD,
    MANIFEST,
    Calibration,
    FileTable,
    Manifest,
    ModelEvidence,
    ModelsTable,
    ModelTable,
    bundle_sha256,
)
from edge_agent.inspection.self_test import described
from edge_agent.inspection.sessions import open_session
from edge_agent.whole_files import write_whole

PROJECT = Path(__file__).parents[1]
UNKNOWN_REVISION = "none"
ANY_PRODUCT = "any"
DRAWN_CAMERA = "drawn-lines"
"""The camera profile that a calibration on drawn lines is bound to: no real one."""


@dataclass(frozen=True, slots=True)
class CalibratedFor:
    """What the counts of a calibration are bound to."""

    product: str = ANY_PRODUCT
    camera_profile: str = DRAWN_CAMERA


DRAWN: Final = CalibratedFor()


def write_manifest(
    folder: Path,
    name: str,
    version: str,
    time: datetime,
    facts: Mapping[str, Mapping[str, Any]],
    evidence: dict[str, ModelEvidence],
    calibrated_for: CalibratedFor = DRAWN,
) -> None:
    """calibration.json, which names the bundle's hash, and last of all manifest.json."""
    files = {found: file_table(file) for found, file in sorted(found_files(folder).items())}
    calibration = Calibration.model_validate(
        {
            "bundle_sha256": bundle_sha256(files),
            "product": calibrated_for.product,
            "camera_profile": calibrated_for.camera_profile,
            "evidence": evidence,
        }
    )
    write_table(folder / CALIBRATION, calibration)
    manifest = Manifest(
        format=1,
        name=name,
        version=version,
        time=time.replace(microsecond=0),
        code_revision=code_revision(PROJECT),
        data_sha256=data_sha256(facts),
        minimum_agent=installed_version("packwarden"),
        models=models_table(folder, facts),
        files=files | {CALIBRATION: file_table(folder / CALIBRATION)},
    )
    write_table(folder / MANIFEST, manifest)


def models_table(folder: Path, nets: Iterable[str]) -> ModelsTable:
    """Of nets that lie in the folder, by the names of their files."""
    tables = {net: model_table(folder / f"{net}.onnx") for net in sorted(nets)}
    return ModelsTable(
        reader=tables.get("reader"),
        finder=tables.get("finder"),
        backbone=tables.get("backbone"),
        defects={
            net.removeprefix(HEAD): table for net, table in tables.items() if net.startswith(HEAD)
        },
    )


def write_table(file: Path, table: BaseModel) -> None:
    write_whole(file, (table.model_dump_json(indent=1) + "\n").encode())


def file_table(file: Path) -> FileTable:
    content = file.read_bytes()
    return FileTable(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def model_table(model: Path) -> ModelTable:
    inputs, outputs = described(open_session(model))
    opsets = {opset.domain: opset.version for opset in onnx.load(model).opset_import}
    return ModelTable(opset=opsets[""], inputs=inputs, outputs=outputs)


def data_sha256(facts: Mapping[str, Mapping[str, Any]]) -> str:
    """Over what each net learned from: the fingerprint that its run took of it, or its source."""
    learned = {net: said.get("data_sha256", said.get("source")) for net, said in facts.items()}
    return hashlib.sha256(json.dumps(learned, sort_keys=True).encode()).hexdigest()


def code_revision(project: Path) -> str:
    """The commit of the source tree, `-dirty` where files differ from it; `none` without git."""
    git = shutil.which("git")
    if git is None or not (project / ".git").exists():
        return UNKNOWN_REVISION
    command = [
        git,
        "-C",
        str(project),
        "describe",
        "--always",
        "--dirty",
        "--abbrev=40",
        "--exclude=*",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    return said.stdout.strip() or UNKNOWN_REVISION
