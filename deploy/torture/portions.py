"""Trials at the size of a release, in portions: each run goes on where the last one stood.

What was counted lies in a file of JSON. It holds for the code that was tried: where that has
changed since, the next run begins anew.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from deploy.torture.noted_tests import PROJECT
from edge_agent.whole_files import write_whole
from hardware.clock import RealClock
from simulators.torture.figures import Figure

MINUTE_S: Final = 60.0
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tried:
    tries: int
    faults: dict[str, int]
    """What must not happen, by what it is called."""
    notes: dict[str, int] = field(default_factory=dict)
    """What else was counted, and is held against nothing."""

    def __add__(self, other: "Tried") -> "Tried":
        return Tried(
            self.tries + other.tries,
            together(self.faults, other.faults),
            together(self.notes, other.notes),
        )


def together(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    """Summed; a count of 0 stays."""
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}


Trial = Callable[[int, float, int], Tried]
"""At most so many tries and seconds, with this seed."""


@dataclass(frozen=True, slots=True)
class Goal:
    name: str
    unit: str
    trial: Trial
    tries: int
    """1: all that there are, once."""
    share: float = 0.0
    """Of the time of a run."""


class State:
    """What was counted so far."""

    def __init__(self, file: Path, code: str) -> None:
        self.file, self.code = file, code
        read = json.loads(file.read_bytes()) if file.exists() else {}
        self.trials: dict[str, dict[str, Any]] = read["trials"] if read.get("code") == code else {}

    def tried(self, goal: Goal) -> Tried:
        return Tried(**self.trials.get(goal.name, {"tries": 0, "faults": {}}))

    def add(self, goal: Goal, more: Tried) -> None:
        self.trials[goal.name] = asdict(self.tried(goal) + more)
        document = {"code": self.code, "trials": self.trials}
        write_whole(self.file, json.dumps(document, indent=1).encode() + b"\n")


def carried_on(
    goals: Sequence[Goal], file: Path, code: Iterable[str], minutes: float, tell: Tell
) -> list[Figure]:
    """`minutes`: of all trials that are repeated; those that have an end of their own take some
    more, in the first run. `code`: what is tried."""
    state = State(file, code_of(code))
    for goal in goals:
        carry_on(goal, state, minutes * MINUTE_S * goal.share, tell)
    return [figure for goal in goals for figure in figures_of(goal, state.tried(goal))]


def carry_on(goal: Goal, state: State, seconds: float, tell: Tell) -> None:
    clock = RealClock()
    until_ns = clock.now_ns() + round(seconds * 1e9)
    while (before := state.tried(goal)).tries < goal.tries:
        left_s = (until_ns - clock.now_ns()) / 1e9
        if goal.share and left_s <= 0:
            return
        tell(f"{goal.name}: {before.tries} {goal.unit} so far")
        state.add(goal, goal.trial(goal.tries - before.tries, left_s, before.tries))


def figures_of(goal: Goal, tried: Tried) -> Iterator[Figure]:
    """What is left of a goal is told, and held against nothing: the next run does it."""
    for fault, times in tried.faults.items():
        yield Figure(f"{goal.name}: {fault}", times, "", 0, tried.tries)
    for what, times in tried.notes.items():
        yield Figure(f"{goal.name}: {what}", times, "", None, tried.tries)
    if tried.tries < goal.tries:
        yield Figure(f"{goal.name}: left", goal.tries - tried.tries, goal.unit)


def code_of(tried: Iterable[str]) -> str:
    """The hash of what is tried and of what tries it: files and folders of this project."""
    digest = hashlib.sha256()
    for name in tried:
        place = PROJECT / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in found:
            if file.suffix in (".py", ".sql", ".c"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
