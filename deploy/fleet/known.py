"""What is there of stations' logs, kept beside the entries themselves."""

import json
from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, select

from deploy.fleet.bulk import Merging
from deploy.fleet.tables import streams
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Known, Position, Stretch

KnownOf = dict[tuple[int, Stream], Known]
"""By the log's id; streams of which nothing came lack."""
REMEMBERING: Final = Merging(
    streams,
    lambda new: {
        "until_boot": new.until_boot,
        "until_seq": new.until_seq,
        "islands": new.islands,
    },
)


def known_of(connection: Connection, log_ids: Collection[int]) -> KnownOf:
    """One statement for all."""
    query = select(
        *(streams.c.log_id, streams.c.stream, streams.c.until_boot),
        *(streams.c.until_seq, streams.c.islands),
    ).where(streams.c.log_id.in_(bindparam("ids", expanding=True)))
    found = connection.execute(query, {"ids": list(log_ids)})
    return {
        (log_id, Stream(stream)): Known(Position(boot, seq), islands_of(islands))
        for log_id, stream, boot, seq, islands in found
    }


def islands_of(text: str) -> tuple[Stretch, ...]:
    return tuple(Stretch(Position(*after), Position(*last)) for after, last in json.loads(text))


def has_entry(known: Known, place: Position) -> bool:
    return place <= known.until or any(
        island.after < place <= island.last for island in known.islands
    )


def remember(connection: Connection, known: Iterable[tuple[int, Stream, Known]]) -> None:
    """Nobody else may change these logs meanwhile."""
    rows = [
        {
            "log_id": log_id,
            "stream": stream.value,
            "until_boot": one.until.boot,
            "until_seq": one.until.seq,
            "islands": json.dumps([[island.after, island.last] for island in one.islands]),
        }
        for log_id, stream, one in known
    ]
    REMEMBERING.merge(connection, rows)
