"""How long orders and news are under way between line and gate, and how often the gate is lost."""

from dataclasses import dataclass, field
from typing import Any

from edge_agent.line.summary import quantiles


@dataclass(slots=True)
class LinkTimes:
    """Of one demonstration; the numbers of packs are the same at both ends."""

    sent_ns: dict[int, int] = field(default_factory=dict)
    """Pack to when the line gave the last order for it."""
    order_ms: list[float] = field(default_factory=list)
    """From the line's order until the gate's controller had it."""
    carried_out: int = 0
    """Packs for which the gate did what the line had ordered."""
    news_ms: list[float] = field(default_factory=list)
    """From the photo-eye until the line knew of the pack."""
    troubles: list[str] = field(default_factory=list)
    """Why the controller was lost, each time."""

    def sent(self, pack_no: int, now_ns: int) -> None:
        self.sent_ns[pack_no] = now_ns

    def arrived(self, pack_no: int, now_ns: int) -> None:
        """The first order for a pack; a later one that replaces it is not timed."""
        sent_ns = self.sent_ns.pop(pack_no, None)
        if sent_ns is not None and now_ns >= sent_ns:
            self.order_ms.append((now_ns - sent_ns) / 1e6)

    def document(self) -> dict[str, Any]:
        return {
            "orders_carried_out": self.carried_out,
            "order_ms": quantiles(self.order_ms),
            "pack_seen_ms": quantiles(self.news_ms),
            "troubles": self.troubles,
        }
