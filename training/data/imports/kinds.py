"""Which format a source has: as the caller says, or by what lies there."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from edge_agent.core.errors import InvalidInput, NotFound
from training.data.errors import ImportRefused
from training.data.imports.coco import read_coco
from training.data.imports.cvat import read_cvat
from training.data.imports.folders import read_folders
from training.data.imports.found import FoundPicture
from training.data.imports.guards import read_json
from training.data.imports.label_studio import read_label_studio
from training.data.imports.own_sets import read_own_set
from training.data.imports.review import read_review
from training.data.imports.yolo import read_yolo
from training.sets import kind_of


class ImportKind(StrEnum):
    FOLDERS = "folders"
    SET = "set"
    COCO = "coco"
    YOLO = "yolo"
    CVAT = "cvat"
    LABEL_STUDIO = "label-studio"
    REVIEW = "review"


YOLO_FILES: Final = ("data.yaml", "data.yml")
OF_SUFFIX: Final = {
    ".xml": ImportKind.CVAT,
    ".jsonl": ImportKind.REVIEW,
    ".yaml": ImportKind.YOLO,
    ".yml": ImportKind.YOLO,
}


def found_in(source: Path, kind: ImportKind | None, pictures: Path | None) -> list[FoundPicture]:
    """All of it, or ImportRefused; `pictures` is their folder where it is not beside the file."""
    if not source.exists():
        raise NotFound(f"{source} is not there; expected a folder or a file of labels")
    if source.is_symlink():
        raise ImportRefused(source, "", "is a link; name what it leads to")
    try:
        found = list(read(source, kind or kind_at(source), pictures))
    except ValidationError as error:  # right in its own format, and more than a set takes
        first = error.errors()[0]
        place = ".".join((error.title, *map(str, first["loc"])))
        raise ImportRefused(
            source, place, f"{first['msg']}: {str(first['input'])[:80]!r}"
        ) from error
    if not found:
        raise ImportRefused(source, "", "holds no pictures")
    return found


def read(source: Path, kind: ImportKind, pictures: Path | None) -> Iterator[FoundPicture]:
    beside = pictures or source.parent
    match kind:
        case ImportKind.FOLDERS:
            return read_folders(source)
        case ImportKind.SET:
            return read_own_set(source)
        case ImportKind.COCO:
            return read_coco(source, beside)
        case ImportKind.YOLO:
            return read_yolo(yolo_file(source) or source)
        case ImportKind.CVAT:
            return read_cvat(source, beside)
        case ImportKind.LABEL_STUDIO:
            return read_label_studio(source, beside)
        case ImportKind.REVIEW:
            return read_review(source, pictures)


def kind_at(source: Path) -> ImportKind:
    """By the files of a folder, or the suffix and the outermost keys of a file."""
    if source.is_dir():
        return kind_of_folder(source)
    if found := OF_SUFFIX.get(source.suffix.lower()):
        return found
    content = read_json(source) if source.suffix.lower() == ".json" else None
    if isinstance(content, list):
        return ImportKind.LABEL_STUDIO
    if isinstance(content, dict) and {"images", "annotations"} <= content.keys():
        return ImportKind.COCO
    raise ImportRefused(source, "", f"is of no known format; say --as {'|'.join(ImportKind)}")


def kind_of_folder(folder: Path) -> ImportKind:
    if yolo_file(folder) is not None:
        return ImportKind.YOLO
    try:
        kind_of(str(folder))
    except InvalidInput:
        return ImportKind.FOLDERS
    return ImportKind.SET


def yolo_file(folder: Path) -> Path | None:
    return next((folder / name for name in YOLO_FILES if (folder / name).is_file()), None)
