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
        self.has_sent_all = False
        """Everything that there was at the last time is under way or there."""
        self.is_held_up = False
        """The way did not take all that could go."""

    def post(self, hand: Handed, now_ns: int) -> None:
        """Everything that may be under way now."""
        self.sender.look(now_ns)
        newest = self.log.newest(self.name.stream)
        self.is_held_up = not self.post_until(newest, hand, now_ns)
        self.has_sent_all = self.sender.has_sent(newest)

    def post_until(self, newest: Position, hand: Handed, now_ns: int) -> bool:
        """False where the way did not take it."""
        while (reading := self.sender.wanted(newest)) is not None:
            entries = self.log.read(self.name.stream, reading)
            if entries is None:
                break
            batch = Batch(self.name, reading.after, entries.first, entries.bodies)
            payload = written(batch)
            if not hand(payload):
                return False
            self.sent_entries += len(entries.bodies)
            self.sent_bytes += len(payload)
            self.sender.sent(batch.stretch, entries.is_all, newest, now_ns)
        return True

    def heard(self, until: Position, now_ns: int, islands: tuple[Stretch, ...] = ()) -> None:
        """AckBeyond where the centre has what was never written. What was written in an earlier
        boot it may have: a log that was restored from a backup has lost what came after that."""
        newest = max(self.log.newest(self.name.stream), Position(self.log.boot(), 0))
        self.sender.heard(until, newest, now_ns, islands)

    @property
    def behind(self) -> bool:
        """Something is not at the centre yet."""
        return self.sender.acked < self.log.newest(self.name.stream)
