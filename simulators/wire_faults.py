"""A wire of some speed, and what happens to bytes on a bad one: lost, garbled, split, late.

One direction; bytes arrive in order, if they arrive.

Time is told, so the same seed gives the same wire in virtual and in real time.
"""

from collections import deque
from itertools import pairwise

import numpy as np
from pydantic import Field

from edge_agent.toml_files import StrictModel


class WireFaults(StrictModel):
    """How bad a wire is; a good one by default."""

    lost_share: float = Field(default=0.0, ge=0, le=1)
    """Bytes that never arrive."""
    garbled_share: float = Field(default=0.0, ge=0, le=1)
    """Bytes of which one bit arrives wrong."""
    split_share: float = Field(default=0.0, ge=0, le=1)
    """Bytes after which there is a pause."""
    late_ms: float = Field(default=0.0, ge=0, le=10_000)
    """The longest of these pauses."""


class FaultyWire:
    """Carries bytes from one end to the other, each ten bits long."""

    def __init__(self, baud: int, faults: WireFaults, random: np.random.Generator) -> None:
        self.byte_ns = 10_000_000_000 // baud
        self.faults, self.random = faults, random
        self.under_way: deque[tuple[int, bytes]] = deque()
        """When each piece arrives."""

    def carry(self, data: bytes, now_ns: int) -> bytes:
        """Takes `data` in at one end; what arrives at the other by now."""
        due_ns = max(now_ns, self.under_way[-1][0] if self.under_way else now_ns)
        for piece in self.pieces(self.garbled(data)):
            due_ns += len(piece) * self.byte_ns
            self.under_way.append((due_ns, piece))
            due_ns += int(self.random.uniform(0, self.faults.late_ms) * 1e6)
        arrived = bytearray()
        while self.under_way and self.under_way[0][0] <= now_ns:
            arrived += self.under_way.popleft()[1]
        return bytes(arrived)

    def garbled(self, data: bytes) -> bytes:
        if not data or not (self.faults.lost_share or self.faults.garbled_share):
            return data
        bits = np.frombuffer(data, np.uint8).copy()
        flipped = self.random.random(bits.size) < self.faults.garbled_share
        bits[flipped] ^= (1 << self.random.integers(0, 8, int(flipped.sum()))).astype(np.uint8)
        return bits[self.random.random(bits.size) >= self.faults.lost_share].tobytes()

    def pieces(self, data: bytes) -> list[bytes]:
        if not data or not self.faults.split_share:
            return [data] if data else []
        cuts = np.flatnonzero(self.random.random(len(data)) < self.faults.split_share) + 1
        edges = [0, *map(int, cuts), len(data)]
        return [data[start:end] for start, end in pairwise(edges) if end > start]
