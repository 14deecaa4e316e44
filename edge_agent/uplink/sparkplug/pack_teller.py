"""The packs of a station's log on their way to its hosts, during one session.

Every pack is told once at least: live as it ends, or as history where it ended while nobody could
be told. A mark at the broker proves what has arrived there.
"""

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.packs import CameraLook, Record
from edge_agent.core.sparkplug.catching_up import CatchingUp, Sent
from edge_agent.core.sparkplug.tags import Readings
from edge_agent.core.telemetry.sending import Reading
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.record_json import record_from_json
from edge_agent.uplink.sparkplug.memory import Memory
from edge_agent.uplink.sparkplug.pack_tags import no_pack, pack_readings

MOST_AT_ONCE = 200
"""Packs of one message: some 40 kB of history."""


class PackTeller:
    """From a birth on; at the very first one a station has no history to tell."""

    def __init__(self, log_name: str, log: LogStretches, memory: Memory, at_ms: int) -> None:
        self.log_name, self.log, self.memory = log_name, log, memory
        newest = log.newest(Stream.RECORDS)
        told = memory.told(log_name)
        if told is None:
            memory.keep_told(log_name, newest)
        self.lanes = CatchingUp(newest if told is None else told, newest)
        self.last_pack = no_pack(at_ms)
        self.looks: dict[str, CameraLook] = {}
        """How well each view was seen last."""
        self.damaged = 0
        """Entries that are no record."""
        if newest.seq > 0:
            before = Position(newest.boot, newest.seq - 1)
            self.ended(self.records(Reading(before, newest, 1))[0])

    def live(self) -> list[Readings]:
        """What ended since the last call."""
        wanted = self.lanes.live_wanted(self.log.newest(Stream.RECORDS), MOST_AT_ONCE)
        if wanted is None:
            return []
        records, self.lanes.live = self.records(wanted)
        return self.ended(records)

    def history(self) -> list[Readings]:
        """The next ones of before the birth; [] once all are told."""
        wanted = self.lanes.past_wanted(MOST_AT_ONCE)
        if wanted is None:
            return []
        records, self.lanes.past = self.records(wanted)
        return [pack_readings(record) for record in records]

    def prove(self, sent: Sent) -> None:
        """The broker has read all up to there."""
        before = self.lanes.proven
        self.lanes.prove(sent)
        if self.lanes.proven > before:
            self.memory.keep_told(self.log_name, self.lanes.proven)

    def ended(self, records: list[Record]) -> list[Readings]:
        told = [pack_readings(record) for record in records]
        for record in records:
            self.looks |= record.looks
        if told:
            self.last_pack = told[-1]
        return told

    def records(self, wanted: Reading) -> tuple[list[Record], Position]:
        """The next of them, and up to where they go."""
        entries = self.log.read(Stream.RECORDS, wanted)
        if entries is None:
            return [], wanted.until
        last = Position(entries.first.boot, entries.first.seq + len(entries.bodies) - 1)
        found = [self.record(body) for body in entries.bodies]
        return [record for record in found if record is not None], last

    def record(self, body: bytes) -> Record | None:
        try:
            return record_from_json(body.decode())
        except StoreDamaged:
            self.damaged += 1
            return None
