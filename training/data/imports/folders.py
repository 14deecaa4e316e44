"""A folder for each class. What stands above may be a part of the set: train, val, test, fold-3."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from training.data.errors import ImportRefused
from training.data.imports.found import FoundPicture, FoundWord
from training.data.imports.guards import pictures_below
from training.data.values import ClassValue, Origin

CLASS_FIELD: Final = "class"
SPLIT: Final = re.compile(r"train|val|valid|validation|test|fold[-_]?\d+")


def read_folders(folder: Path) -> Iterator[FoundPicture]:
    """The class is the folder a picture lies in."""
    for file in pictures_below(folder):
        path = file.relative_to(folder)
        split = path.parts[0] if SPLIT.fullmatch(path.parts[0]) else None
        if len(path.parts) < (2 if split is None else 3):
            raise ImportRefused(file, "", "lies in no folder of a class")
        word = FoundWord(CLASS_FIELD, ClassValue(name=path.parts[-2]))
        yield FoundPicture(file, path.as_posix(), (word,), Origin(split=split))
