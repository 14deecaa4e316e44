"""Kills the process that writes a station's log, at any moment of its life, and looks what is left.

    python -m deploy.torture.durability.store_deaths FOLDER ROUNDS SECONDS SEED

Every round forks a writer that opens the store, writes group after group, and tells by a byte in a
pipe that one is durable. It is killed a random time after its beginning or after its first word.
The next one goes on in the same file, as a station does.
"""

import json
import os
import select
import signal
import sys
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from deploy.torture.durability.groups import Flaws, Found, Packs, looked_at
from edge_agent.store.events import EventStore
from hardware.clock import RealClock

ROUNDS_OF_A_FILE: Final = 40
"""Then another one is begun: looking at all of a long log takes longer than killing its writer."""
LONGEST_LIFE_S: Final = 0.08
LIVENESS_S: Final = 60.0
CLOCK: Final = RealClock()


@dataclass
class Deaths:
    rounds: int = 0
    acknowledged: int = 0
    """Groups, by all that were killed."""
    unheard: int = 0
    """Groups that were durable, and their writer died before it could say so."""
    flaws: Flaws = field(default_factory=Flaws)


def write_for_ever(path: Path, packs: Packs, after: Found, told: int) -> None:
    """In the process that is going to be killed."""
    store = EventStore.open(path)
    for group in packs.groups(after):
        store.append_together(group.packs, [group.event])
        os.write(told, b".")


def killed(path: Path, packs: Packs, after: Found) -> int:
    """How many groups the writer had acknowledged."""
    heard, told = os.pipe()
    random = packs.random
    child = os.fork()
    if child == 0:
        try:
            write_for_ever(path, packs, after, told)
        finally:
            os._exit(1)
    os.close(told)
    if random.random() < 0.7:
        select.select([heard], [], [], LIVENESS_S)
    CLOCK.sleep_until_ns(CLOCK.now_ns() + round(random.uniform(0, LONGEST_LIFE_S) * 1e9))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(heard, "rb") as words:  # noqa: PTH123 - a pipe
        return len(words.read())


def died(folder: Path, rounds: int, seconds: float, seed: int) -> Deaths:
    """At most so many rounds, and none begun after so many seconds."""
    packs, deaths, after = Packs(Random(seed)), Deaths(), Found()
    until_ns = CLOCK.now_ns() + round(seconds * 1e9)
    path = folder / "events.db"
    while deaths.rounds < rounds and CLOCK.now_ns() < until_ns:
        if deaths.rounds % ROUNDS_OF_A_FILE == 0:
            path, after = folder / str(deaths.rounds) / "events.db", Found()
        acknowledged = killed(path, packs, after)
        with closing(EventStore.open(path)):
            found, flaws = looked_at(path, after.groups + acknowledged)
        deaths.rounds += 1
        deaths.acknowledged += acknowledged
        deaths.unheard += found.groups - after.groups - acknowledged
        deaths.flaws += flaws
        after = found
    return deaths


if __name__ == "__main__":
    where, count, longest_s, number = sys.argv[1:]
    told = died(Path(where), int(count), float(longest_s), int(number))
    sys.stdout.write(json.dumps(asdict(told)) + "\n")
