"""What a station does with its bundles, in a process that is killed at a step of it.

A step is an audit event of Python: every file that is opened, renamed or removed is one. The
processes are forked from one that has imported all of it, since there are many of them.
"""

import os
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIGKILL

from edge_agent.core.bundle_orders import ReturnOrder
from edge_agent.releases.slots import Slots

STEPS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree")
Act = Callable[[Slots, str], object]
processes = get_context("forkserver")
processes.set_forkserver_preload(["__main__", __name__])


def takes(slots: Slots, archive: str) -> None:
    slots.prepare(Path(archive))
    slots.switch()


def goes_back(slots: Slots, left: str) -> None:
    slots.begin(ReturnOrder(left, "worse", "eva", withdraws_ready=True))


def stepped(act: Act, step: int, folder: Path, told: str) -> int | None:
    """Kills it at this step. How many steps there were, where it ended before."""
    receiver, sender = processes.Pipe(duplex=False)
    with receiver, sender:
        process = processes.Process(target=done_until, args=(act, step, folder, told, sender))
        process.start()
        process.join()
        assert process.exitcode in (0, -SIGKILL)
        return int(receiver.recv()) if process.exitcode == 0 else None


def done_until(act: Act, step: int, folder: Path, told: str, sender: Connection) -> None:
    """In a process of its own."""
    slots, left = Slots(folder), step

    def look(event: str, _: object) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), SIGKILL)

    sys.addaudithook(look)
    act(slots, told)
    sender.send(step - left)
