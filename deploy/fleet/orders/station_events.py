"""What stations' logs tell of some kinds, as the centre has it."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from deploy.fleet.tables import events, stations

CLOCK_SLACK: Final = timedelta(days=7)
"""A station's clock may be wrong; what counts is when an event came here."""


@dataclass(frozen=True, slots=True)
class StationEvent:
    kind: str
    at: datetime
    """By the station's own clock."""
    stored_at: datetime
    """By the centre's."""
    body: dict[str, Any]


def events_of(
    connection: Connection, names: Collection[str], kinds: Collection[str], since: datetime
) -> dict[str, list[StationEvent]]:
    """By station, in the order of its log: those that came here since then."""
    query = (
        select(stations.c.name, events.c.kind, events.c.at, events.c.stored_at, events.c.body)
        .join_from(events, stations)
        .where(
            stations.c.name.in_(names),
            events.c.kind.in_(kinds),
            events.c.at >= since - CLOCK_SLACK,
            events.c.stored_at >= since,
        )
        .order_by(events.c.log_id, events.c.boot, events.c.seq)
    )
    found: dict[str, list[StationEvent]] = defaultdict(list)
    for row in connection.execute(query):
        body = json.loads(row.body)["body"]
        found[row.name].append(StationEvent(row.kind, row.at, row.stored_at, body))
    return found
