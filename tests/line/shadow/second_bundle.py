"""A second real bundle: the nets that ship, and a reader that takes each digit for the next."""

import shutil
from pathlib import Path
from typing import Any

from edge_agent.inspection.bundle import BASE_BUNDLE, Bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST
from tests.inspection.bundles import change, reseal

DIGITS = "0123456789"


def second_bundle(folder: Path, version: str = "8.0.1", careless: bool = True) -> Bundle:
    """In `folder`; careless: it misreads every digit, else it reads as the one that ships."""
    shutil.copytree(BASE_BUNDLE, folder)
    if careless:
        change(folder / "reader.json", mistake_digits)
    for name in ("model_card.json", MANIFEST):
        change(folder / name, lambda told: told.update(version=version))
    reseal(folder)
    return open_bundle(folder)


def mistake_digits(facts: dict[str, Any]) -> None:
    facts["characters"] = facts["characters"].replace(DIGITS, DIGITS[1:] + DIGITS[0])
