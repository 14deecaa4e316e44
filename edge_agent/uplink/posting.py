"""One stream of the log on its way to the centre: reads, packs, hands over, and takes answers."""

from collections.abc import Callable
from random import Random

from edge_agent.core.telemetry.sending import USUAL, Manner, Sender
from edge_agent.core.telemetry.stretches import Position, Stretch
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.batches import Batch, LogName, written

Handed = Callable[[bytes], bool]
"""Takes a payload for the way; False: not now, and nothing was taken."""


class Posting:
    """From what the centre had at the start; `hand` never waits."""

    def __init__(
        self,
        name: LogName,
        log: LogStretches,
        acked: Position,
        random: Random,
        manner: Manner = USUAL,
    ) -> None:
        self.name, self.log = name, log
        self.sender = Sender(acked, random, manner)
        self.sent_entries = self.sent_bytes = 0

    def post(self, hand: Handed, now_ns: int) -> None:
        """Everything that may be under way now."""
        self.sender.look(now_ns)
        newest = self.log.newest(self.name.stream)
        while (reading := self.sender.wanted(newest)) is not None:
            entries = self.log.read(self.name.stream, reading)
            if entries is None:
                return
            batch = Batch(self.name, reading.after, entries.first, entries.bodies)
            payload = written(batch)
            if not hand(payload):
                return
            self.sent_entries += len(entries.bodies)
            self.sent_bytes += len(payload)
            self.sender.sent(batch.stretch, entries.is_all, newest, now_ns)

    def heard(self, until: Position, now_ns: int, islands: tuple[Stretch, ...] = ()) -> None:
        """AckBeyond where the centre has what was never written."""
        self.sender.heard(until, self.log.newest(self.name.stream), now_ns, islands)

    @property
    def has_sent_all(self) -> bool:
        """Everything is under way or there."""
        return self.sender.has_sent(self.log.newest(self.name.stream))

    @property
    def behind(self) -> bool:
        """Something is not at the centre yet."""
        return self.sender.acked < self.log.newest(self.name.stream)
