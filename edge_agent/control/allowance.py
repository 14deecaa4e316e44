"""How much of something may come in a time: so many a second, and some more after a silence."""

from dataclasses import dataclass


@dataclass(slots=True)
class Allowance:
    per_s: float
    burst: float
    left: float = 0.0
    counted_ns: int | None = None

    def takes(self, now_ns: int) -> bool:
        """One more; False where that is too much now."""
        if self.counted_ns is None:
            self.left = self.burst
        else:
            grown = (now_ns - self.counted_ns) * self.per_s / 1e9
            self.left = min(self.burst, self.left + grown)
        self.counted_ns = now_ns
        if self.left < 1:
            return False
        self.left -= 1
        return True
