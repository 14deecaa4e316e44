"""What the line remembers of the packs that ended last, for whoever looks at it.

A recorder that passes everything on; it keeps marks of the last packs and one pack's pictures.
"""

from collections import Counter, deque
from collections.abc import Mapping
from typing import Final

from edge_agent.control.line_state import EndedPack, Lately
from edge_agent.control.shown import EndedWithViews
from edge_agent.core.nearest_rank import nearest_rank
from edge_agent.core.packs import Outcome, Record
from edge_agent.line.parts import Recorder
from hardware.interfaces import Pixels

STRIP: Final = 60
LAST_PACKS: Final = 500
"""Over which rejects are counted."""
MINUTE_NS: Final = 60_000_000_000
MOST_A_MINUTE: Final = 4_096
"""Packs; no belt brings more."""
SHORTEST_NS: Final = 1_000_000_000
"""Since the start, for a rate to mean anything."""


class LastPacks:
    """Of one line, from its start on."""

    def __init__(self, recorder: Recorder, now_ns: int) -> None:
        self.recorder, self.begun_ns = recorder, now_ns
        self.last: EndedWithViews | None = None
        self.strip: deque[EndedPack] = deque(maxlen=STRIP)
        self.latencies_ms: deque[float | None] = deque(maxlen=STRIP)
        self.seen_ns: deque[int] = deque(maxlen=MOST_A_MINUTE)
        self.outcomes: deque[Outcome] = deque(maxlen=LAST_PACKS)
        self.counts: Counter[Outcome] = Counter()

    @property
    def trouble(self) -> str | None:
        return self.recorder.trouble

    def write(self, record: Record, frames: dict[str, Pixels]) -> None:
        self.recorder.write(record, frames)
        self.saw(record, frames)

    def event(self, kind: str, body: dict[str, object]) -> None:
        self.recorder.event(kind, body)

    def saw(self, record: Record, frames: Mapping[str, Pixels]) -> None:
        self.last = EndedWithViews(record, frames)
        self.strip.append(mark_of(record))
        self.latencies_ms.append(record.latency_ms)
        self.seen_ns.append(record.seen_ns)
        if len(self.outcomes) == LAST_PACKS:
            self.counts[self.outcomes[0]] -= 1
        self.outcomes.append(record.outcome)
        self.counts[record.outcome] += 1

    def lately(self, now_ns: int) -> Lately:
        latencies_ms = sorted(one for one in self.latencies_ms if one is not None)
        return Lately(
            packs_per_min=self.packs_per_min(now_ns),
            packs=len(self.outcomes),
            rejected=self.counts[Outcome.REJECTED],
            latency_p50_ms=nearest_rank(latencies_ms, 0.5),
            latency_p95_ms=nearest_rank(latencies_ms, 0.95),
            latency_max_ms=nearest_rank(latencies_ms, 1.0),
            strip=tuple(self.strip),
        )

    def packs_per_min(self, now_ns: int) -> float:
        """Packs that came to the eye within the last minute and have ended."""
        since_ns = now_ns - MINUTE_NS
        while self.seen_ns and self.seen_ns[0] < since_ns:
            self.seen_ns.popleft()
        span_ns = min(MINUTE_NS, max(SHORTEST_NS, now_ns - self.begun_ns))
        return round(len(self.seen_ns) * MINUTE_NS / span_ns, 1)


def mark_of(record: Record) -> EndedPack:
    reasons = record.verdict.reasons
    return EndedPack(
        record.pack_no,
        record.verdict.verdict,
        record.decision.action,
        record.outcome,
        record.late,
        reasons[0] if reasons else None,
    )
