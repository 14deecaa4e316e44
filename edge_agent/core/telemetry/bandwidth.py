"""How many bytes a second may go, so that pictures leave the network to whoever needs it. Pure.

A token bucket (RFC 2697, one rate) that may be overdrawn by one piece: what is sent is sent whole,
and the next waits until it is paid for.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Bandwidth:
    bytes_per_s: float
    """Also the most that is left over from a silence: one second's worth."""
    left_bytes: float = 0.0
    counted_ns: int | None = None

    def is_open(self, now_ns: int) -> bool:
        """Something may be sent now."""
        self.count(now_ns)
        return self.left_bytes > 0

    def spend(self, count: int) -> None:
        self.left_bytes -= count

    def count(self, now_ns: int) -> None:
        if self.counted_ns is None:
            self.left_bytes = self.bytes_per_s
        else:
            grown = self.left_bytes + (now_ns - self.counted_ns) * self.bytes_per_s / 1e9
            self.left_bytes = min(self.bytes_per_s, grown)
        self.counted_ns = now_ns
