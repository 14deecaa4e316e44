"""Whether what the encoder tells can be true of a belt. Pure.

A belt does not run backwards, is never faster than any packaging belt, and does not stand while
packs go by an eye.
"""

from collections.abc import Hashable
from typing import Final

FASTEST_MM_PER_S: Final = 5000.0
"""Faster than any belt that carries packs."""
JUMP_MM: Final = 50.0
"""A jitter of the reading that is no jump yet."""
BACK_MM: Final = 5.0
"""A braking belt may swing back a little."""
SAME_PLACE_MM: Final = 1.0
"""No two packs are so near to each other."""
SAME_PLACE_PACKS: Final = 3
SANE_MM: Final = 2000.0
"""Belt that must go by without a fault until the encoder is believed again."""


class BeltSense:
    """Told every reading of the encoder, and every pack that an eye sees."""

    def __init__(self, ticks_per_mm: float) -> None:
        self.ticks_per_mm = ticks_per_mm
        self.last: tuple[int, int] | None = None
        self.at_eye: dict[Hashable, tuple[float, int]] = {}
        """Of every eye: where the encoder stood at its last pack, and how many it saw there."""
        self.trouble: str | None = None
        self.sane_mm = 0.0

    def read(self, tick: int, at_ns: int) -> None:
        """A reading, at monotonic time."""
        last, self.last = self.last, (tick, at_ns)
        if last is None:
            return
        moved_mm = (tick - last[0]) / self.ticks_per_mm
        longest_mm = FASTEST_MM_PER_S * (at_ns - last[1]) / 1e9 + JUMP_MM
        if moved_mm < -BACK_MM:
            self.fault(f"the encoder ran back by {-moved_mm:.0f} mm")
        elif moved_mm > longest_mm:
            self.fault(f"the encoder jumped by {moved_mm:.0f} mm")
        else:
            self.ran(moved_mm)

    def passed(self, eye: Hashable, tick: int) -> None:
        """An eye saw a pack go by."""
        before_tick, packs = self.at_eye.get(eye, (float("-inf"), 0))
        is_same = abs(tick - before_tick) < SAME_PLACE_MM * self.ticks_per_mm
        packs = packs + 1 if is_same else 1
        self.at_eye[eye] = (tick, packs)
        if packs >= SAME_PLACE_PACKS:
            self.fault(f"the encoder stood still while {packs} packs went by")

    def fault(self, why: str) -> None:
        self.trouble, self.sane_mm = why, 0.0

    def ran(self, moved_mm: float) -> None:
        if self.trouble is None:
            return
        self.sane_mm += moved_mm
        if self.sane_mm >= SANE_MM:
            self.trouble = None
