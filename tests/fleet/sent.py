"""What stations would have sent: taken into a centre's database by its real ingest."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from deploy.fleet.ingest import Arrival, Ingest, Taken
from deploy.fleet.states.taking import StatesTaker
from edge_agent.core.packs import Record
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.store.events import utc_text
from edge_agent.store.record_json import record_to_json
from edge_agent.uplink.batches import Batch, LogName, written
from edge_agent.uplink.topics import StationTopics
from hardware.letters import Heard

STATION: Final = "milan/line-1/top"
LOG: Final = "0123456789abcdef"
RUNNING: Final = {
    "online": True,
    "mode": "running",
    "level": "recommend",
    "recipe": {"name": "tray", "hash": "ab12"},
    "lot": "L123",
    "bundle_sha256": "b0b0",
    "software": "packwarden 0.1.0",
    "health": {"troubles": {}},
}


def send_records(
    engine: Engine, records: Sequence[Record], now: datetime, station: str = STATION, after: int = 0
) -> Taken:
    """The records after the `after`th of a station's first boot."""
    bodies = [record_to_json(record).encode() for record in records]
    return send(engine, Stream.RECORDS, bodies, now, station, after)


def send_events(
    engine: Engine,
    told: Sequence[tuple[datetime, str, dict[str, Any]]],
    now: datetime,
    station: str = STATION,
    after: int = 0,
) -> Taken:
    bodies = [
        json.dumps({"at": utc_text(at), "kind": kind, "body": body}).encode()
        for at, kind, body in told
    ]
    return send(engine, Stream.EVENTS, bodies, now, station, after)


def send(
    engine: Engine, stream: Stream, bodies: Sequence[bytes], now: datetime, station: str, after: int
) -> Taken:
    before = Position(1, after) if after else BEGIN
    batch = Batch(LogName(station, LOG, stream), before, Position(1, after + 1), bodies)
    return Ingest(engine).take([Arrival("a test", written(batch))], now)


def say(engine: Engine, now: datetime, station: str = STATION, **changes: Any) -> None:
    """A station tells how it is."""
    document = {**RUNNING, **changes, "station": station, "at": utc_text(now)}
    letter = Heard(StationTopics(station).state, json.dumps(document).encode(), 0)
    StatesTaker(engine).take([letter], now)
