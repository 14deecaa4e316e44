"""A show that is watched: a past for every station, a watcher beside it, and what came of both."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from deploy.fleet.demo.alarms import alarms_document
from deploy.fleet.demo.before import watching, write_before
from deploy.fleet.demo.stations import StationPlan
from deploy.fleet.ingest import Ingest
from hardware.interfaces import Clock


@contextmanager
def watched(
    plans: Sequence[StationPlan],
    packs_before: int,
    engine: Engine,
    clock: Clock,
    tell: Callable[[str], None],
) -> Iterator[Callable[[], dict[str, Any]]]:
    """What it gives ends the watching and tells what was found; nothing without a past."""
    if packs_before == 0:
        yield dict
        return
    tell(f"writing a past of {packs_before} packs of each station, and learning from it")
    write_before(plans, packs_before, Ingest(engine), clock.wall())
    with watching(engine, clock) as finish:

        def told() -> dict[str, Any]:
            finish()
            return {"packs_before": packs_before, **alarms_document(plans, engine)}

        yield told
