"""What a station writes until its power is cut: groups of packs, their pictures, its standing.

    python -m deploy.torture.durability.cut_session FOLDER GROUPS SEED

Runs with the shim. What is durable is told by a word in the file `acknowledged`, which is no part
of the disk: it only shows when that was.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from deploy.torture.durability.groups import Found, Group, Packs
from edge_agent.core.keeping import PictureFormat
from edge_agent.line.record_writer import Entry, PackEntry, RecordWriter
from edge_agent.store.events import EventStore
from edge_agent.store.pictures import PictureStore
from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from simulators.clock import VirtualClock

ACKNOWLEDGED: Final = "acknowledged"
STANDING: Final = "standing.json"
EVENTS: Final = "events.db"
PICTURES: Final = "pictures"
BUDGET_BYTES: Final = 100_000_000
GROUPS_OF_A_BOOT: Final = 12
"""Closing writes the log's end back into the file, so every boot tries that, too."""


def written(folder: Path, count: int, seed: int) -> None:
    random = Random(seed)
    groups = Packs(random).groups(Found())
    with (folder / ACKNOWLEDGED).open("wb", buffering=0) as told:
        for _ in range(0, count, GROUPS_OF_A_BOOT):
            with closing(EventStore.open(folder / EVENTS)) as store:
                pictures = PictureStore(folder / PICTURES, BUDGET_BYTES)
                writer = RecordWriter(store, pictures, VirtualClock(), PictureFormat.PNG)
                for group in (next(groups) for _ in range(GROUPS_OF_A_BOOT)):
                    writer.write(list(entries(group, random)))
                    standing = standing_of(group.number)
                    write_whole(folder / STANDING, standing)
                    told.write(b"%d\n" % group.number)


def entries(group: Group, random: Random) -> Iterator[Entry]:
    for record in group.packs:
        shown = {"top": noise(random)} if random.random() < 0.3 else {}
        yield PackEntry(record, shown)
    yield group.event


def noise(random: Random) -> Pixels:
    made = np.random.default_rng(random.randrange(1 << 32))
    return made.integers(0, 256, (24, 32, 3), dtype=np.uint8)


def standing_of(group: int) -> bytes:
    """Longer than a sector and a page."""
    return json.dumps({"group": group, "filled": [group] * 2_000}).encode()


if __name__ == "__main__":
    written(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
