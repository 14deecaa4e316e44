"""Hashes over JSON and folders: the same content, the same hash, wherever it lies."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

WORK: Final = ".work"
"""What a stage needs to go on after a cut, and no result: journals, caches."""


def document_sha256(document: Any) -> str:
    """Of the values alone: not of the order of keys."""
    said = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def results_in(folder: Path) -> dict[str, str]:
    """SHA-256 of each file by its name in the folder; without what lies in `.work`."""
    return dict(sorted(hashed(folder, files_below(folder))))


def hashed(folder: Path, files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        yield file.relative_to(folder).as_posix(), sha256


def files_below(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.is_file() and WORK not in file.relative_to(folder).parts:
            yield file


def sources_sha256(project: Path, folders: Iterable[str], suffixes: frozenset[str]) -> str:
    """Of all files of these kinds below the folders, with their names."""
    found: Mapping[str, str] = {
        name: sha256
        for folder in folders
        for name, sha256 in hashed(
            project, (one for one in (project / folder).rglob("*") if one.suffix in suffixes)
        )
    }
    return document_sha256(found)
