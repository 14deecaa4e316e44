"""The tests beside this one reach every line and every branch of the firmware's core."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.firmware.core.library import FIRMWARE, FOLDER_VARIABLE, core_sources, is_counting, run
from tests.peers import needs

pytestmark = needs("gcc")


def test_every_line_and_branch_of_the_core_is_reached(tmp_path: Path) -> None:
    """By gcov, of the same tests run once more without the sanitizer and its own branches."""
    if is_counting():
        pytest.skip("this is the run that is counted")
    counted = {**os.environ, FOLDER_VARIABLE: str(tmp_path)}
    beside = str(Path(__file__).parent)
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", beside)
    run(*command, environment=counted)
    missed = [
        f"{name}:{line} {branches}"
        for (name, line), branches in reached(tmp_path).items()
        if 0 in branches
    ]
    assert missed == []


def reached(folder: Path) -> dict[tuple[str, int], list[int]]:
    """How often each line was reached, and each branch of it; a header's by whoever includes it."""
    counts: dict[tuple[str, int], list[int]] = {}
    for source in core_sources():
        told = run("gcov", "-b", "--json-format", "--stdout", f"{source.stem}.o", folder=folder)
        for file in json.loads(told.splitlines()[0])["files"]:
            if Path(file["file"]).parent != FIRMWARE:
                continue
            for line in file["lines"]:
                found = [line["count"], *(branch["count"] for branch in line["branches"])]
                place = Path(file["file"]).name, line["line_number"]
                before = counts.get(place, [0] * len(found))
                counts[place] = [one + other for one, other in zip(before, found, strict=True)]
    assert {name for name, _ in counts} >= {source.name for source in core_sources()}
    return counts
