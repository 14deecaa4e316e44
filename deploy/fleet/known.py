"""What is there of a station's logs, kept beside the entries themselves."""

import json

from sqlalchemy import Connection, select

from deploy.fleet.database import insert_new
from deploy.fleet.tables import streams
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Known, Position, Stretch


def known_of(connection: Connection, log_id: int) -> dict[Stream, Known]:
    """Streams of which nothing came lack."""
    query = select(
        streams.c.stream, streams.c.until_boot, streams.c.until_seq, streams.c.islands
    ).where(streams.c.log_id == log_id)
    return {
        Stream(stream): Known(
            Position(boot, seq),
            tuple(
                Stretch(Position(*after), Position(*last)) for after, last in json.loads(islands)
            ),
        )
        for stream, boot, seq, islands in connection.execute(query)
    }


def remember(connection: Connection, log_id: int, stream: Stream, known: Known) -> None:
    islands = json.dumps([[island.after, island.last] for island in known.islands])
    values = {
        "until_boot": known.until.boot,
        "until_seq": known.until.seq,
        "islands": islands,
    }
    row = {"log_id": log_id, "stream": stream.value, **values}
    if not insert_new(connection, streams, [row]):
        ours = (streams.c.log_id == log_id) & (streams.c.stream == stream.value)
        connection.execute(streams.update().where(ours).values(**values))
