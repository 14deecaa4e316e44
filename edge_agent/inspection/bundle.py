"""A model bundle: a folder with manifest.json and every file that it names, and nothing else.

Nothing of it is used before all of it is verified: no link, no folder but `selftest/`, no file that
the manifest does not name, each of the stated size and hash. Sizes are looked at before a byte is
read, so that no bundle costs more memory or time than the largest allowed one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.inspection.bundle_manifest import (
    CALIBRATION,
    HEAD,
    MANIFEST,
    MODEL_CARD,
    MODELS,
    SELF_TEST,
    SELF_TEST_FOLDER,
    Calibration,
    FileTable,
    Manifest,
    ModelTable,
    version_numbers,
)
from edge_agent.toml_files import told

BASE_BUNDLE = Path(__file__).parents[1] / "models" / "base"
"""The bundle that ships with the agent."""
MOST_FILES = 200
MOST_BUNDLE_BYTES = 64 << 20
MOST_JSON_BYTES = 2 << 20
REQUIRED = (CALIBRATION, MODEL_CARD, SELF_TEST)

Table = TypeVar("Table", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A verified bundle."""

    folder: Path
    manifest: Manifest
    calibration: Calibration
    sha256: str
    """Of all files but the calibration: what records and the calibration name."""

    def has(self, name: str) -> bool:
        return name in self.manifest.files

    def file(self, name: str) -> Path:
        """Where a file of the bundle lies, such as reader.onnx. NotFound where it has none."""
        if not self.has(name):
            told_name = f"{self.manifest.name} {self.manifest.version}"
            raise NotFound(f"the bundle {told_name} in {self.folder} has no {name}")
        return self.folder / name

    def model(self, name: str) -> ModelTable | None:
        """What the manifest says of `reader`, `finder`, `backbone` or a head `defects-SLUG`; None
        without that net."""
        return self.manifest.models.by_name().get(name)


@cache
def base_bundle() -> Bundle:
    """The bundle that ships with the agent, verified once."""
    return open_bundle(BASE_BUNDLE)


def open_bundle(folder: Path = BASE_BUNDLE) -> Bundle:
    """Verifies all of it. NotFound without a manifest, InvalidInput for anything that is wrong."""
    if not (folder / MANIFEST).is_file():
        raise NotFound(f"{folder} is no bundle: expected a folder with {MANIFEST}")
    found = found_files(folder)
    manifest = read_table(folder / MANIFEST, Manifest)
    refuse_newer(folder, manifest)
    refuse_other_files(folder, set(manifest.files), set(found) - {MANIFEST})
    refuse_unlike_models(folder, manifest)
    for name, stated in manifest.files.items():
        verify_file(folder, name, stated)
    calibration = read_table(folder / CALIBRATION, Calibration)
    sha256 = manifest.sha256()
    if calibration.bundle_sha256 != sha256:
        raise InvalidInput(
            f"{folder / CALIBRATION}: belongs to the bundle {calibration.bundle_sha256}; "
            f"this one is {sha256}: calibrate it again"
        )
    return Bundle(folder, manifest, calibration, sha256)


def found_files(folder: Path) -> dict[str, Path]:
    """Every file in the folder and in selftest/, by its name in the bundle; links are refused."""
    found: dict[str, Path] = {}
    total_bytes = 0
    for entry in entries(folder):
        if entry.is_symlink() or not entry.is_file():
            raise InvalidInput(f"{entry}: a bundle has plain files only, no links or devices")
        total_bytes += entry.stat().st_size
        found[entry.relative_to(folder).as_posix()] = entry
        if len(found) > MOST_FILES or total_bytes > MOST_BUNDLE_BYTES:
            raise InvalidInput(
                f"{folder}: is too big; a bundle has at most {MOST_FILES} files and "
                f"{MOST_BUNDLE_BYTES >> 20} MB"
            )
    return found


def entries(folder: Path) -> Iterator[Path]:
    """What lies in the folder and in selftest/, unsorted; folders elsewhere come as they are."""
    for entry in folder.iterdir():
        if entry.name == SELF_TEST_FOLDER and entry.is_dir() and not entry.is_symlink():
            yield from entry.iterdir()
        else:
            yield entry


def read_table(file: Path, table: type[Table]) -> Table:
    """A JSON file of a bundle. InvalidInput names the file, the key, and what would be right."""
    refuse_too_big(file, file.stat().st_size)
    try:
        return table.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        what = first["msg"] if first["type"] == "json_invalid" else told(first, table)
        raise InvalidInput(f"{file}: {what}") from error


def refuse_too_big(file: Path, size_bytes: int) -> None:
    if file.suffix == ".json" and size_bytes > MOST_JSON_BYTES:
        raise InvalidInput(
            f"{file}: has {size_bytes} bytes; a JSON file of a bundle has at most {MOST_JSON_BYTES}"
        )


def refuse_newer(folder: Path, manifest: Manifest) -> None:
    agent = version("packwarden")
    if version_numbers(manifest.minimum_agent) > version_numbers(agent):
        raise InvalidInput(
            f"{folder / MANIFEST}: needs packwarden {manifest.minimum_agent} or newer; "
            f"this is {agent}: update the agent first"
        )


def refuse_other_files(folder: Path, named: set[str], found: set[str]) -> None:
    if unknown := sorted(found - named):
        raise InvalidInput(
            f"{folder / unknown[0]}: is not in {MANIFEST}; remove it, or export the bundle again"
        )
    if missing := sorted(named - found):
        raise InvalidInput(f"{folder / missing[0]}: is named in {MANIFEST} and not there")
    if absent := sorted(set(REQUIRED) - named):
        raise InvalidInput(f"{folder / MANIFEST}: names no {absent[0]}, which every bundle has")


def refuse_unlike_models(folder: Path, manifest: Manifest) -> None:
    """The nets that the manifest describes are those that are there."""
    described = manifest.models.by_name()
    heads = {name.partition(".")[0] for name in manifest.files if name.startswith(HEAD)}
    for name in (*MODELS, *sorted(heads | described.keys() - set(MODELS))):
        there = [f"{name}{suffix}" in manifest.files for suffix in (".onnx", ".json")]
        if there != [name in described] * 2:
            raise InvalidInput(
                f"{folder / MANIFEST}: 'models.{told_net(name)}' and 'files' differ; a net is "
                f"described and has {name}.onnx and {name}.json, or it is not there at all"
            )
    if manifest.models.defects and manifest.models.backbone is None:
        raise InvalidInput(
            f"{folder / MANIFEST}: 'models.defects' needs a backbone, whose features it judges by"
        )


def told_net(name: str) -> str:
    """As the manifest's keys have it."""
    return f"defects.{name.removeprefix(HEAD)}" if name.startswith(HEAD) else name


def verify_file(folder: Path, name: str, stated: FileTable) -> None:
    """InvalidInput where size or content is another one than the manifest says."""
    file = folder / name
    size_bytes = file.stat().st_size
    if size_bytes != stated.bytes:
        raise InvalidInput(f"{file}: has {size_bytes} bytes, {MANIFEST} says {stated.bytes}")
    refuse_too_big(file, size_bytes)
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != stated.sha256:
        raise InvalidInput(f"{file}: has sha256 {found}, {MANIFEST} says {stated.sha256}")
