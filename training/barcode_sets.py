"""Sets of barcode pictures: each with a text file of the same name, or without any code at all.

Pictures in folders named falsepositives-* have no code; other pictures without a text are left out.
"""

from dataclasses import dataclass
from pathlib import Path

from hardware.pictures import PICTURE_SUFFIXES

SAMPLES = "samples"
NEGATIVES = "falsepositives"
CONTENT_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class LabelledCode:
    file: Path
    text: str | None
    """None where there is no code."""

    @property
    def name(self) -> str:
        return f"{self.file.parent.name}/{self.file.name}"


def has_samples(folder: Path) -> bool:
    return (folder / SAMPLES).is_dir()


def read_barcode_set(folder: Path) -> list[LabelledCode]:
    pictures = sorted(
        file for file in (folder / SAMPLES).rglob("*") if file.suffix.lower() in PICTURE_SUFFIXES
    )
    codes = [labelled(file) for file in pictures]
    return [code for code in codes if code is not None]


def labelled(file: Path) -> LabelledCode | None:
    if file.parent.name.startswith(NEGATIVES):
        return LabelledCode(file, None)
    content = file.with_suffix(CONTENT_SUFFIX)
    if not content.is_file():
        return None
    return LabelledCode(file, content.read_bytes().decode("utf-8", "replace"))
