"""Which real pictures show a hard code, by the hash of their files.

They were picked by eye from the sets of dates: foil, laser, few dots, little contrast, artwork
behind the print. Only names and hashes are kept here, so the pictures are known wherever they lie.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from training.intervals import wilson_interval

LISTED = Path(__file__).with_name("real.json")


@cache
def kinds() -> dict[str, str]:
    """Hash of a picture file to the kind of its code."""
    rows = json.loads(LISTED.read_text(encoding="utf-8"))
    return {row["sha256"]: row["kind"] for row in rows}


def hard_part(files: Sequence[Path], wrong: Collection[str]) -> dict[str, Any]:
    """How the hard ones of these files fared, `wrong` being the names of those misread.

    Empty where none of them is listed.
    """
    hard = [file.name for file in files if is_hard(file)]
    if not hard:
        return {}
    exact = sum(name not in wrong for name in hard)
    return {
        "hard_codes": {
            "n": len(hard),
            "exact": exact,
            "share": round(exact / len(hard), 4),
            "interval": list(wilson_interval(exact, len(hard))),
        }
    }


def is_hard(file: Path) -> bool:
    return hashlib.sha256(file.read_bytes()).hexdigest() in kinds()
