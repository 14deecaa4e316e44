"""Knocks at the doors of a group with changed bytes, in a process that may be killed for it.

python -m deploy.torture.hostile.knocking GROUP KNOCKS SECONDS SEED answers with one line of JSON.
Every input that is answered wrongly is kept under build/torture/hostile.
"""

import hashlib
import json
import os
import resource
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from deploy.torture.hostile.doors import Door, doors_of
from deploy.torture.noted_tests import PROJECT
from hardware.clock import RealClock
from simulators.processes import peak_mb

KEPT: Final = PROJECT / "build" / "torture" / "hostile"
MOST_BYTES: Final = 4 << 30
"""Of addresses; libraries take more of them than they use."""
SLOWEST: Final = "slowest at {}.bin"
TURN: Final = 50
"""Knocks at one door before the next one's turn."""


@dataclass(slots=True)
class Knocked:
    knocks: int = 0
    taken: int = 0
    refused: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    """Of refusals, by the name of the error."""
    strange: int = 0
    """Answers with anything but an error of the door's own."""
    believed: int = 0
    """Changed bytes that were taken where nothing but the original may be."""
    slowest_ms: int = 0
    """Of computing time, for one knock."""
    slowest_at: str = ""
    grown_mb: int = 0
    """Of memory, above what opening the examples took."""
    found: dict[str, int] = field(default_factory=dict)
    """What was strange, by door and error."""


def knock(group: str, folder: Path, most: int, seconds: float, seed: int) -> Knocked:
    """In turn at every door of the group, until there were `most` knocks or the time is over."""
    clock, knocked = RealClock(), Knocked()
    KEPT.mkdir(parents=True, exist_ok=True)
    with ExitStack() as open_now:
        doors = dict(made(group, folder, open_now))
        before_mb = peak_anew_mb()
        until_ns = clock.now_ns() + round(seconds * 1e9)
        random = Random(seed)
        turn = TURN if most > TURN * len(doors) else 1 + most // len(doors)
        while knocked.knocks < most and clock.now_ns() < until_ns:
            for name, door in doors.items():
                take_turn(name, door, turn, random, knocked)
        knocked.grown_mb = round(peak_mb(os.getpid()) - before_mb)
    return knocked


def take_turn(name: str, door: Door, knocks: int, random: Random, knocked: Knocked) -> None:
    """Some knocks; then what stands behind the door works as before."""
    for _ in range(knocks):
        knock_once(name, door, random, knocked)
    try:
        door.works()
    except Exception as error:  # noqa: BLE001 - that there is none is what is tried
        knocked.strange += 1
        keep(f"{name}, afterwards", b"", error, knocked)


def made(group: str, folder: Path, open_now: ExitStack) -> Iterator[tuple[str, Door]]:
    """With every example opened, which must be taken."""
    for name, making in doors_of(group).items():
        own = folder / name.replace(" ", "-").replace("/", "-")
        own.mkdir()
        door = making(own)
        open_now.callback(door.close)
        for example in door.examples:
            door.open(example)
        yield name, door


def knock_once(name: str, door: Door, random: Random, knocked: Knocked) -> None:
    given = door.change(random, random.choice(door.examples))
    begun_s = computed_s()
    knocked.knocks += 1
    try:
        door.open(given)
    except door.refusals as refusal:
        knocked.refused += 1
        kind = type(refusal).__name__
        knocked.kinds[kind] = knocked.kinds.get(kind, 0) + 1
    except Exception as error:  # noqa: BLE001 - that there is none is what is tried
        knocked.strange += 1
        keep(name, given, error, knocked)
    else:
        knocked.taken += 1
        if not door.takes_changed and given not in door.examples:
            knocked.believed += 1
            keep(name, given, None, knocked)
    spent_ms = round(1000 * (computed_s() - begun_s))
    if spent_ms > knocked.slowest_ms:
        knocked.slowest_ms, knocked.slowest_at = spent_ms, name
        (KEPT / SLOWEST.format(name)).write_bytes(given)


def keep(name: str, given: bytes, error: Exception | None, knocked: Knocked) -> None:
    """Once for each place that it came from."""
    what = "believed" if error is None else f"{type(error).__name__} {place_of(error)}"
    told = f"{name}: {what}"
    knocked.found[told] = knocked.found.get(told, 0) + 1
    if knocked.found[told] > 1:
        return
    number = hashlib.sha256(told.encode()).hexdigest()[:12]
    (KEPT / f"{number}.bin").write_bytes(given)
    trace = "" if error is None else "".join(traceback.format_exception(error))
    with suppress(UnicodeEncodeError):
        (KEPT / f"{number}.txt").write_text(f"{told}\n{trace}", encoding="utf-8")


def place_of(error: Exception) -> str:
    """The last line of our own that it went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if str(PROJECT) in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"


def computed_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak_anew_mb() -> float:
    """Of resident memory; it is measured from here on (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_mb(os.getpid())


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, most_knocks, for_s, with_seed = sys.argv[1:]
    with TemporaryDirectory(prefix="packwarden-hostile-") as place:
        done = knock(asked, Path(place), int(most_knocks), float(for_s), int(with_seed))
    sys.stdout.write(json.dumps(asdict(done)) + "\n")
