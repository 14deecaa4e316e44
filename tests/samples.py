"""Values that several tests need: a record, a frame, a clock that stands still."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import (
    Action,
    CheckKind,
    CheckResult,
    Decision,
    Level,
    Outcome,
    PackVerdict,
    Record,
    Verdict,
)
from hardware.interfaces import Pixels

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class StandingClock:
    """Always noon of one day; monotonic time moves only when told."""

    def __init__(self) -> None:
        self.ns = 0

    def now_ns(self) -> int:
        return self.ns

    def wall(self) -> datetime:
        return NOON

    def sleep_until_ns(self, wake_ns: int) -> None:
        self.ns = max(self.ns, wake_ns)


def a_record(pack_no: int = 1, verdict: Verdict = Verdict.OK, **changes: Any) -> Record:
    check = CheckResult("expiry", CheckKind.PRINT, "bottom", verdict, 0.1, "24.12.2026")
    record = Record(
        pack_no=pack_no,
        seen_at=NOON,
        seen_ns=0,
        recipe="tray",
        recipe_hash="ab12",
        order=Order("tray", "L123", date(2026, 12, 24), "4006381333931"),
        verdict=PackVerdict(verdict, 0.1, (), (check,)),
        decision=Decision(Action.PASS, "report", Level.REPORT, driven=False),
        outcome=Outcome.PASSED,
        late=False,
    )
    return replace(record, **changes)


def a_picture(seed: int = 0, height: int = 24, width: int = 32) -> Pixels:
    """Noise: no two seeds give the same file."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
