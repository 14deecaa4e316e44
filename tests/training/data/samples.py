"""Small data sets for tests: drawn pictures in a folder, words about them, and a set of both."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np

from edge_agent.core.review import Said
from hardware.interfaces import Pixels
from hardware.pictures import encode_png
from training.data.data_set import Change, DataSet, Version
from training.data.manifest import Picture
from training.data.places import FolderPlace
from training.data.values import (
    ClassValue,
    EventKind,
    LabelEvent,
    Origin,
    TextValue,
    Trust,
    Value,
    VerdictValue,
)

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
GOOD, BAD = VerdictValue(verdict=Said.GOOD), VerdictValue(verdict=Said.DEFECTIVE, defect="smeared")
UNSURE = VerdictValue(verdict=Said.UNSURE)


def pixels(seed: int, height: int = 40, width: int = 48) -> Pixels:
    """Blobs: no two seeds look alike."""
    coarse = np.random.default_rng(seed).integers(0, 256, (14, 16, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height)), np.uint8)


def picture(seed: int, height: int = 40, width: int = 48) -> bytes:
    return encode_png(pixels(seed, height, width))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def named(name: str) -> str:
    """A sha256 that stands for a picture."""
    return sha256(name.encode())


def write(file: Path, content: bytes | str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def class_folders(folder: Path, counts: dict[str, int], first_seed: int = 0) -> Path:
    seed = first_seed
    for name, count in counts.items():
        for number in range(count):
            write(folder / name / f"{number:03}.png", picture(seed))
            seed += 1
    return folder


def said(
    shown: str,
    value: Value | None,
    by: str = "anna",
    trust: Trust = Trust.REVIEW,
    field: str = "pack",
    minute: int = 0,
    origin: Origin | None = None,
    supersedes: tuple[str, ...] = (),
) -> LabelEvent:
    """None: a withdrawal."""
    return LabelEvent(
        kind=EventKind.WITHDRAWN if value is None else EventKind.LABEL,
        picture=shown,
        field=field,
        value=value,
        by=by,
        at=NOON + timedelta(minutes=minute),
        trust=trust,
        origin=origin or Origin(),
        supersedes=supersedes,
    )


def came(shown: str, origin: Origin) -> LabelEvent:
    return LabelEvent(
        kind=EventKind.CAME,
        picture=shown,
        by="anna",
        at=NOON,
        trust=Trust.IMPORTED,
        origin=origin,
    )


def class_of(name: str) -> ClassValue:
    return ClassValue(name=name)


def text(content: str) -> TextValue:
    return TextValue(text=content)


def add(
    data_set: DataSet,
    pictures: dict[str, bytes],
    events: list[LabelEvent] | None = None,
    removed: frozenset[Picture] = frozenset(),
) -> Version:
    """Pictures by their path."""
    data_set.put_pictures({sha256(content): content for content in pictures.values()})
    listed = frozenset(
        Picture(sha256(content), len(content), path) for path, content in pictures.items()
    )
    return data_set.add(Change(listed, removed, events or []), NOON, "anna", "test")


def folder_set(folder: Path) -> DataSet:
    return DataSet(FolderPlace(folder))
