"""The tables of a bundle: what manifest.json and calibration.json may say.

A bundle's file is named plainly, alone or in `selftest/`, and is ONNX, JSON, PNG or JPEG: nothing
that runs, and no way out of the folder. The bundle's hash covers the names, sizes and contents of
all files but calibration.json, which names it: the same models can be calibrated again.
"""

import hashlib
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, PositiveInt

from edge_agent.toml_files import StrictModel

MANIFEST = "manifest.json"
CALIBRATION = "calibration.json"
MODEL_CARD = "model_card.json"
SELF_TEST_FOLDER = "selftest"
SELF_TEST = f"{SELF_TEST_FOLDER}/expected.json"
MODELS = ("reader", "finder", "backbone")
HEAD = "defects-"
"""Begins the name of a head, which tells defects of one check apart by the backbone's features."""
MOST_HEADS = 40

FileName = Annotated[
    str,
    Field(
        pattern=rf"^({SELF_TEST_FOLDER}/)?[a-z0-9][a-z0-9_-]*\.(onnx|json|png|jpg)$", max_length=80
    ),
]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Version = Annotated[str, Field(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=60)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")]
NetName = Annotated[
    str, Field(pattern=rf"^(reader|finder|backbone|{HEAD}[a-z0-9]([a-z0-9-]{{0,38}}[a-z0-9])?)$")
]
Share = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]


class FileTable(StrictModel):
    bytes: PositiveInt
    sha256: Sha256


class TensorTable(StrictModel):
    """An input or output of a net; a side without a fixed length bears its name."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    type: Annotated[str, Field(min_length=1, max_length=40)]
    shape: Annotated[tuple[int | str, ...], Field(max_length=8)]


class ModelTable(StrictModel):
    """A net of the bundle; it lies in NAME.onnx, and what belongs to it in NAME.json."""

    opset: PositiveInt
    inputs: Annotated[tuple[TensorTable, ...], Field(min_length=1, max_length=8)]
    outputs: Annotated[tuple[TensorTable, ...], Field(min_length=1, max_length=8)]


class ModelsTable(StrictModel):
    """Which nets the bundle has; null for one that it has not."""

    reader: ModelTable | None
    finder: ModelTable | None
    backbone: ModelTable | None
    defects: Annotated[dict[Slug, ModelTable], Field(default_factory=dict, max_length=MOST_HEADS)]
    """Heads of learned checks: that of SLUG lies in defects-SLUG.onnx and defects-SLUG.json."""

    def by_name(self) -> dict[str, ModelTable]:
        """Every net that is there, by the name of its files."""
        whole = {name: getattr(self, name) for name in MODELS}
        heads = {f"{HEAD}{slug}": table for slug, table in self.defects.items()}
        return {name: table for name, table in (whole | heads).items() if table is not None}


def without_own_entry(files: dict[str, FileTable]) -> dict[str, FileTable]:
    if MANIFEST in files:
        raise ValueError(f"{MANIFEST} cannot name its own hash; leave it out")
    return files


class Manifest(StrictModel):
    format: Literal[1]
    name: Name
    version: Version
    time: AwareDatetime
    code_revision: Annotated[str, Field(pattern=r"^([0-9a-f]{40}(-dirty)?|none)$")]
    data_sha256: Sha256
    minimum_agent: Version
    models: ModelsTable
    files: Annotated[
        dict[FileName, FileTable],
        Field(min_length=1, max_length=200),
        AfterValidator(without_own_entry),
    ]

    def sha256(self) -> str:
        return bundle_sha256(self.files)


class ModelEvidence(StrictModel):
    """How often a net's limits let through what they must not, counted on lines it never saw."""

    n: PositiveInt
    escapes: Annotated[int, Field(ge=0)]
    alpha: Share
    """Share of escapes that is not exceeded, with probability 1 - delta."""
    delta: Share


class Calibration(StrictModel):
    bundle_sha256: Sha256
    product: Annotated[str, Field(min_length=1, max_length=80)]
    camera_profile: Annotated[str, Field(min_length=1, max_length=80)]
    evidence: Annotated[dict[NetName, ModelEvidence], Field(max_length=len(MODELS) + MOST_HEADS)]


def bundle_sha256(files: dict[str, FileTable]) -> str:
    """Over every file but the calibration: name, size and hash, in the order of the names."""
    lines = [
        f"{name}\0{file.bytes}\0{file.sha256}\n"
        for name, file in sorted(files.items())
        if name != CALIBRATION
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def version_numbers(version: str) -> tuple[int, ...]:
    """1.2.3 as numbers, which compare as versions do."""
    return tuple(int(part) for part in version.split("."))
