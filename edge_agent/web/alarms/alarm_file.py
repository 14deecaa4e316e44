"""The file alarms.db: the alarms on the list, and the history of all, for 90 days."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Final

from pydantic import TypeAdapter

from edge_agent.core.alarms.alarm_list import Happened, Happening
from edge_agent.core.alarms.raised import RaisedAlarm
from edge_agent.core.alarms.table import AlarmName
from edge_agent.sqlite_files import SqliteKind, open_private, told, transaction
from edge_agent.store.events import utc_text

ALARM_FILE: Final = SqliteKind(
    what="alarm file of a station",
    application_id=0x5057_414C,  # "PWAL"
    schema_version=1,
    package="edge_agent.web.alarms",
    schema_file="alarms.sql",
)
KEPT_FOR: Final = timedelta(days=90)
COLUMNS: Final = "seq, at, what, name, subject, detail, by, reason"
RAISED: Final = TypeAdapter(RaisedAlarm)
KNOWN: Final = frozenset(AlarmName)


@dataclass(frozen=True, slots=True)
class Kept:
    """A happening as it was kept; `seq` counts up."""

    seq: int
    happening: Happening


class AlarmFile:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = open_private(path, ALARM_FILE)
        self._turn = Lock()

    def keep(
        self, raised: Mapping[str, RaisedAlarm], happened: Iterable[Happening], now: datetime
    ) -> None:
        """Both, durable, or neither."""
        rows = [(key, body_of(alarm)) for key, alarm in raised.items()]
        with self._turn, transaction(self._connection, self.path):
            self._connection.execute("DELETE FROM raised")
            self._connection.executemany("INSERT INTO raised VALUES (?, ?)", rows)
            self._connection.executemany(
                "INSERT INTO history (at, what, name, subject, detail, by, reason) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [row_of(one) for one in happened],
            )
            self._connection.execute(
                "DELETE FROM history WHERE at < ?", (utc_text(now - KEPT_FOR),)
            )

    def raised(self) -> dict[str, RaisedAlarm]:
        """What was kept last, but for alarms that this version does not know."""
        found = self._all("SELECT id, body FROM raised")
        known = [(key, json.loads(body)) for key, body in found]
        return {key: RAISED.validate_python(body) for key, body in known if body["name"] in KNOWN}

    def history(self, limit: int, before: int = 2**62) -> list[Kept]:
        """At most so many whose seq is lower than `before`, the newest first."""
        query = f"SELECT {COLUMNS} FROM history WHERE seq < ? ORDER BY seq DESC LIMIT ?"  # noqa: S608 - ours
        return list(self._kept(query, before, limit))

    def since(self, at: datetime, what: Happened) -> list[Kept]:
        """Of one kind, the oldest first."""
        query = f"SELECT {COLUMNS} FROM history WHERE at >= ? AND what = ? ORDER BY seq"  # noqa: S608 - ours
        return list(self._kept(query, utc_text(at), what.value))

    def close(self) -> None:
        with self._turn, told(self.path):
            self._connection.close()

    def _kept(self, query: str, *values: Any) -> Iterator[Kept]:
        for seq, at, what, name, subject, detail, by, reason in self._all(query, *values):
            if name in KNOWN:
                moment = datetime.fromisoformat(at)
                happening = Happening(
                    *(Happened(what), AlarmName(name), subject, moment, detail, by, reason)
                )
                yield Kept(seq, happening)

    def _all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._turn, told(self.path):
            return self._connection.execute(query, values).fetchall()


def body_of(alarm: RaisedAlarm) -> str:
    """Without its place on the monotonic clock, which begins anew with the machine."""
    return RAISED.dump_json(replace(alarm, gone_ns=None)).decode()


def row_of(one: Happening) -> tuple[str, ...]:
    return (utc_text(one.at), one.what, one.name, one.subject, one.detail, one.by, one.reason)
