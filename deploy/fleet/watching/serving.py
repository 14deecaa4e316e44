"""A watcher that goes on until its process is asked to end."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine

from deploy.fleet.ending import Ended, rest
from deploy.fleet.errors import DatabaseAway
from deploy.fleet.watching.watching import Watching
from hardware.interfaces import Clock

REST_NS: Final = 1_000_000_000
PATIENCE_NS: Final = 5_000_000_000
"""Before a database that is away is asked again."""


def watch(engine: Engine, clock: Clock, tell: Callable[[str], None], ended: Ended) -> None:
    watcher, trouble = Watching(engine, clock), ""
    while not ended():
        try:
            rest_ns, now_trouble = (0 if watcher.step() else REST_NS), ""
        except DatabaseAway as error:
            rest_ns, now_trouble = PATIENCE_NS, str(error)
        if now_trouble != trouble:
            tell(now_trouble or "the database is back")
            trouble = now_trouble
        rest(clock, rest_ns, ended)
    watcher.pulse.end()
