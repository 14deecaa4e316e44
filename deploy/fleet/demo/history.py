"""Records put straight into a centre's database, as its ingest would: a past that nobody waits for.

They come in batches of a log of their own, through the ingest itself; only broker and station lack.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from deploy.fleet.ingest import Arrival, Ingest
from edge_agent.core.packs import Record
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.store.record_json import record_to_json
from edge_agent.uplink.batches import Batch, LogName, written

BATCH: Final = 200
BOOT: Final = 1


class History:
    """One log of one station, entry after entry."""

    def __init__(self, ingest: Ingest, station: str, log: str) -> None:
        self.ingest, self.station, self.log = ingest, station, log
        self.until: dict[Stream, Position] = {}

    def add_records(self, records: Sequence[Record], now: datetime) -> None:
        self.add(Stream.RECORDS, [record_to_json(one).encode() for one in records], now)

    def add(self, stream: Stream, bodies: Sequence[bytes], now: datetime) -> None:
        """Entries as stations send them; `now`: when the centre gets them."""
        arrivals = []
        for start in range(0, len(bodies), BATCH):
            some = list(bodies[start : start + BATCH])
            after = self.until.get(stream, BEGIN)
            first = Position(BOOT, after.seq + 1)
            name = LogName(self.station, self.log, stream)
            arrivals.append(Arrival("history", written(Batch(name, after, first, some))))
            self.until[stream] = Position(BOOT, after.seq + len(some))
        if arrivals:
            self.ingest.take(arrivals, now)
