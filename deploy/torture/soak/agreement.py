"""Do the station's log and its centre hold the same packs, each once, and does the ledger say so?

Of every run in the folder, in the order of (boot, seq), and without holding them all in memory.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select

from deploy.fleet.database import reading
from deploy.fleet.tables import records

Place = tuple[int, int, int]
"""(boot, seq, pack number)."""
ROWS_AT_ONCE: Final = 10_000
IN_LOG: Final = "SELECT boot, seq, pack_no FROM records ORDER BY boot, seq"
BY_OUTCOME: Final = "SELECT outcome, count(*) FROM records WHERE boot = ? GROUP BY outcome"


@dataclass(frozen=True, slots=True)
class Agreement:
    packs: int = 0
    """In the log."""
    lost: int = 0
    """In the log, and not at the centre."""
    invented: int = 0
    """At the centre as the log does not have them."""
    doubled: int = 0
    """Pack numbers that a boot of the log holds twice."""
    gaps: int = 0
    """Places where a boot of the log does not count on by one."""


def agreement(log: Path, centre: Engine) -> Agreement:
    with closing(opened(log)) as connection:
        found = compared(iter(connection.execute(IN_LOG)), at_centre(centre))
        doubled = connection.execute(
            "SELECT count(*) - count(DISTINCT boot || '.' || pack_no) FROM records"
        ).fetchone()[0]
    return Agreement(doubled=doubled, **found)


def compared(log: Iterator[Place], centre: Iterator[Place]) -> dict[str, int]:
    """Both in order; each is read once."""
    packs = lost = invented = gaps = 0
    boot = seq = 0
    there = next(centre, None)
    for place in log:
        packs += 1
        gaps += place[1] != (seq + 1 if place[0] == boot else 1)
        boot, seq = place[:2]
        while there is not None and there < place:
            invented += 1
            there = next(centre, None)
        if there == place:
            there = next(centre, None)
        else:
            lost += 1
    invented += (there is not None) + sum(1 for _ in centre)
    return {"packs": packs, "lost": lost, "invented": invented, "gaps": gaps}


def at_centre(engine: Engine) -> Iterator[Place]:
    columns = (records.c.boot, records.c.seq, records.c.pack_no)
    query = select(*columns).order_by(records.c.boot, records.c.seq)
    with reading(engine) as connection:
        for row in connection.execute(query).yield_per(ROWS_AT_ONCE):
            yield row[0], row[1], row[2]


def stored(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(records)).scalar_one())


def logged(log: Path) -> int:
    with closing(opened(log)) as connection:
        return int(connection.execute("SELECT count(*) FROM records").fetchone()[0])


def ended_packs(log: Path, boot: int) -> dict[str, int]:
    """Packs of one boot in the log, by outcome."""
    with closing(opened(log)) as connection:
        return dict(connection.execute(BY_OUTCOME, (boot,)).fetchall())


def opened(log: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{log.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
