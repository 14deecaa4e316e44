"""A station's pictures on their way: chosen from its logs, then sent behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position
from edge_agent.uplink.pictures.choosing import Choosing
from edge_agent.uplink.pictures.differing import Differing
from edge_agent.uplink.pictures.posting import PicturePosting


@dataclass(frozen=True, slots=True)
class PictureUplink:
    choosing: Choosing
    differing: Differing
    posting: PicturePosting

    def choose(self, log: str, acked: Mapping[Stream, Position]) -> bool:
        """Among what the centre has of this log; whether there may be more."""
        records, events = acked[Stream.RECORDS], acked[Stream.EVENTS]
        is_choosing = self.choosing.look(log, records)
        return self.differing.look(log, events, records) or is_choosing
