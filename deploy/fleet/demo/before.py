"""What was before the show: hours of quiet packs of each station, and a watcher that learns them.

Half a minute is too short to learn what is usual and then to see it change. So each station has a
past, written straight into the centre as a log of its own; what is shown as sent is not of it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine, Select, select

from deploy.fleet.demo.history import History
from deploy.fleet.demo.packs import PackSource
from deploy.fleet.demo.stations import StationPlan
from deploy.fleet.ingest import Ingest
from deploy.fleet.tables import logs
from deploy.fleet.watching.watching import Watching
from hardware.interfaces import Clock

BEFORE: Final = "0" * 16
"""Name of the log of the past."""
PACK_S: Final = 6.0
PAST_SEED: Final = 1_000_000
REST_NS: Final = 250_000_000


def write_before(plans: Iterable[StationPlan], packs: int, ingest: Ingest, now: datetime) -> None:
    for plan in plans:
        source = PackSource(np.random.default_rng(PAST_SEED + plan.seed))
        moments = [(now - timedelta(seconds=PACK_S * left), 0) for left in range(packs, 0, -1)]
        past = History(ingest, plan.name, BEFORE)
        past.add_records(source.records(plan.making, moments), now)


def live_logs() -> Select[Any]:
    """Ids of all logs but the past's."""
    return select(logs.c.id).where(logs.c.log != BEFORE)


@contextmanager
def watching(engine: Engine, clock: Clock) -> Iterator[Callable[[], None]]:
    """Learns the past, and then watches in a thread of its own. What it gives ends that, when all
    that has arrived was watched."""
    ends, watcher = Event(), Watching(engine, clock)
    catch_up(watcher)

    def work() -> None:
        while not ends.is_set():
            watcher.step()
            clock.sleep_until_ns(clock.now_ns() + REST_NS)

    thread = Thread(target=work, name="watch")

    def finish() -> None:
        ends.set()
        thread.join()
        catch_up(watcher)

    thread.start()
    try:
        yield finish
    finally:
        finish()


def catch_up(watcher: Watching) -> None:
    while watcher.step():
        pass
