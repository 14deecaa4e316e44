"""A watcher that goes on until its process is ended."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine

from deploy.fleet.errors import DatabaseAway
from deploy.fleet.watching.watching import Watching
from hardware.interfaces import Clock

REST_NS: Final = 1_000_000_000
PATIENCE_NS: Final = 5_000_000_000
"""Before a database that is away is asked again."""


def watch_for_ever(engine: Engine, clock: Clock, tell: Callable[[str], None]) -> None:
    watcher, trouble = Watching(engine, clock), ""
    try:
        while True:
            try:
                rest_ns, now_trouble = (0 if watcher.step() else REST_NS), ""
            except DatabaseAway as error:
                rest_ns, now_trouble = PATIENCE_NS, str(error)
            if now_trouble != trouble:
                tell(now_trouble or "the database is back")
                trouble = now_trouble
            clock.sleep_until_ns(clock.now_ns() + rest_ns)
    finally:
        watcher.pulse.end()
