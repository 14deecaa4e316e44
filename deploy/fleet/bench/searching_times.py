"""How long a question takes to a database with as many records as asked for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine

from deploy.fleet.bench.many_records import BEGIN, LOTS, fill, lot_name, station_names
from deploy.fleet.searching import Wanted, find_records
from deploy.fleet.summaries import (
    Scope,
    defects,
    lot_summary,
    lots_seen,
    station_summary,
    version_runs,
)
from hardware.interfaces import Clock

TIMES: Final = 15
PAGE: Final = 100
Question = Callable[[Engine, int], object]


def page(**wanted: Any) -> Question:
    """`lot` and `station` are those of this time."""

    def ask(engine: Engine, time: int) -> object:
        now = {name: value(time) if callable(value) else value for name, value in wanted.items()}
        return find_records(engine, Wanted(**now), PAGE)

    return ask


def a_lot(time: int) -> str:
    """Another one each time, so that no answer is ready."""
    return lot_name((time * 7 + 3) % LOTS)


def a_station(time: int) -> str:
    names = station_names()
    return names[(time * 31) % len(names)]


def later_page(engine: Engine, time: int) -> object:
    """From the middle of a lot on."""
    middle = BEGIN + timedelta(days=100) * (((time * 7 + 3) % LOTS + 0.5) / LOTS)
    return find_records(engine, Wanted(lot=a_lot(time), seen_before=middle), PAGE)


QUESTIONS: Final[dict[str, Question]] = {
    "lot": page(lot=a_lot),
    "lot_later_page": later_page,
    "lot_not_ok": page(lot=a_lot, verdict="not_ok"),
    "lot_held": page(lot=a_lot, outcome="held"),
    "lot_reason": page(lot=a_lot, reason="damaged"),
    "lot_station": page(lot=a_lot, station=a_station),
    "station": page(station=a_station),
    "station_not_ok": page(station=a_station, verdict="not_ok"),
    "reason": page(reason="missing"),
    "recipe": page(recipe="tray"),
    "newest": page(),
    "lot_summary": lambda engine, time: lot_summary(engine, a_lot(time)),
    "lot_defects": lambda engine, time: defects(engine, Scope(lot=a_lot(time))),
    "all_defects": lambda engine, _: defects(engine, Scope()),
    "station_summary": lambda engine, time: station_summary(engine, a_station(time)),
    "lots": lambda engine, _: lots_seen(engine, BEGIN, 20),
    "versions": lambda engine, _: version_runs(engine),
}


def measure(
    engine: Engine, records: int, clock: Clock, tell: Callable[[str], None]
) -> dict[str, Any]:
    """{"records", "filled_s", "searches_ms": {question: {"p50", "max"}}}."""
    tell(f"{records} records are made")
    begun_ns = clock.now_ns()
    fill(engine, records)
    filled_s = (clock.now_ns() - begun_ns) / 1e9
    times = {name: timed(engine, ask, clock) for name, ask in QUESTIONS.items()}
    return {"records": records, "filled_s": round(filled_s, 1), "searches_ms": times}


def timed(engine: Engine, ask: Question, clock: Clock) -> dict[str, float]:
    took_ms = []
    for time in range(TIMES):
        begun_ns = clock.now_ns()
        ask(engine, time)
        took_ms.append((clock.now_ns() - begun_ns) / 1e6)
    return {"p50": round(float(np.median(took_ms)), 1), "max": round(max(took_ms), 1)}
