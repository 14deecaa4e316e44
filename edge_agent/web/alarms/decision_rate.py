"""How many packs a person was asked about within the last minute."""

from collections import deque
from collections.abc import Iterable
from typing import Final

MINUTE_NS: Final = 60_000_000_000


class DecisionRate:
    """Of one line after the other; another start numbers its packs anew."""

    def __init__(self) -> None:
        self.line: str | None = None
        self.last_no = 0
        self.asked_ns: deque[int] = deque()

    def saw(self, line: str, pack_nos: Iterable[int], now_ns: int) -> float:
        """Per minute. `pack_nos`: of the packs about which a person is asked now."""
        if line != self.line:
            self.line, self.last_no = line, 0
        new = [one for one in pack_nos if one > self.last_no]
        self.asked_ns.extend(now_ns for _ in new)
        self.last_no = max((self.last_no, *new))
        while self.asked_ns and now_ns - self.asked_ns[0] > MINUTE_NS:
            self.asked_ns.popleft()
        return float(len(self.asked_ns))
