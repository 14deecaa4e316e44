"""Folders of small pictures with a truth file, for studies."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hardware.pictures import encode_png

HEADER = "file,truth,borderline,pack,lot,expiry,gtin"


def picture_folder(folder: Path, count: int = 20) -> Path:
    """Every other one defective, every fifth borderline; each picture another one."""
    folder.mkdir(parents=True)
    rows = []
    for number in range(count):
        truth = "defective" if number % 2 else "good"
        near = "yes" if number % 5 == 0 else "no"
        save(folder / f"{number:02}-{truth}.png", number)
        rows.append(f"{number:02}-{truth}.png,{truth},{near},,L1234{number % 2},2027-03-12,")
    write_truth(folder, rows)
    return folder


def save(file: Path, shade: int) -> None:
    file.write_bytes(encode_png(np.full((40, 60, 3), shade, np.uint8)))


def write_truth(folder: Path, rows: Sequence[str], header: str = HEADER) -> None:
    (folder / "truth.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
