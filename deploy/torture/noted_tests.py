"""Runs tests at the size of a release, goes on where the last run stood, counts what they said.

It is also the plugin that pytest loads for that: every test that ended is noted at once, one line
of JSON each; one that was noted as passed is not run again, and none is begun when the time is
over.
"""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from hardware.clock import RealClock

NOTES: Final = "PACKWARDEN_TEST_NOTES"
UNTIL: Final = "PACKWARDEN_TESTS_UNTIL_NS"
PROJECT: Final = Path(__file__).parents[2]
LONGEST_TEST_S: Final = 1_800
PASSED: Final = "passed"
ENDED: Final = (0, 1, 2, 5)
"""Of pytest: all passed, some failed, stopped because the time was over, none left to run."""


@dataclass(frozen=True, slots=True)
class Noted:
    passed: int
    failed: tuple[str, ...]
    left: int
    """Not run yet; the next run goes on with them."""


def noted_tests(
    words: Sequence[str], notes: Path, until_ns: int, environment: Mapping[str, str] | None = None
) -> Noted:
    """words: what pytest shall run. until_ns: of the computer's monotonic clock."""
    notes.parent.mkdir(parents=True, exist_ok=True)
    told = {NOTES: str(notes), UNTIL: str(until_ns), **(environment or {})}
    command = [sys.executable, "-m", "pytest", "-q", "-p", __name__, "-m", ""]
    command += ["-o", f"timeout={LONGEST_TEST_S}", *words]
    with notes.with_suffix(".log").open("wb") as log:
        ended = subprocess.run(  # noqa: S603 - our own tests
            command, cwd=PROJECT, env={**os.environ, **told}, stdout=log, stderr=log, check=False
        )
    if ended.returncode not in ENDED or not notes.exists():
        log_file = notes.with_suffix(".log")
        raise RuntimeError(f"pytest broke off ({ended.returncode}); {log_file} says why")
    return counted(notes)


def counted(notes: Path) -> Noted:
    """Of every test its last outcome."""
    outcomes: dict[str, str] = {}
    left = 0
    for line in notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []:
        note = json.loads(line)
        if "left" in note:
            left = note["left"]
        else:
            outcomes[note["test"]] = note["outcome"]
    failed = tuple(test for test, outcome in outcomes.items() if outcome != PASSED)
    return Noted(len(outcomes) - len(failed), failed, left)


# The plugin


def note(**what: object) -> None:
    with Path(os.environ[NOTES]).open("a", encoding="utf-8") as notes:
        notes.write(json.dumps(what) + "\n")


def named(item: pytest.Item) -> str:
    """With the operation that it asks; schemathesis gives all of a function one node id."""
    return f"{item.nodeid.partition('[')[0]} {item.name}"


def is_over() -> bool:
    return RealClock().now_ns() >= int(os.environ[UNTIL])


def passed_before() -> set[str]:
    notes = Path(os.environ[NOTES])
    lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
    told = map(json.loads, lines)
    return {one["test"] for one in told if one.get("outcome") == PASSED}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if NOTES not in os.environ:
        return
    before = passed_before()
    config.hook.pytest_deselected(items=[item for item in items if named(item) in before])
    items[:] = [item for item in items if named(item) not in before]
    note(left=len(items))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if NOTES in os.environ and report.failed:
        note(test=report.nodeid, outcome="not read")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if NOTES in os.environ and (report.when == "call" or report.outcome != PASSED):
        note(test=named(item), outcome=report.outcome, seconds=round(report.duration, 2))
    return report


def pytest_runtest_teardown(item: pytest.Item) -> None:
    if NOTES in os.environ and is_over():
        item.session.shouldstop = "the time is over; the next run goes on"


def pytest_sessionfinish(session: pytest.Session) -> None:
    if NOTES in os.environ:
        before = passed_before()
        note(left=sum(named(item) not in before for item in session.items))
