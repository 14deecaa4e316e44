"""Records of packs that nobody drew: what the real inspector measured, drawn anew for each pack.

A whole inspection of every pack of twenty lines is more than one computer does; what a centre sees
of them is their records. Scores come from the figures of the real inspector, with or without a
fault that grows (simulators/drift_figures.json).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from edge_agent.core.judge import judge
from edge_agent.core.order import Order
from edge_agent.core.packs import (
    Action,
    CheckResult,
    Decision,
    Level,
    Outcome,
    Reason,
    Record,
    Verdict,
)
from edge_agent.core.recipe import Check
from simulators.drawing.products import TRAY
from simulators.drift_figures import Growth

RECIPE: Final = TRAY.recipe()
STANDS_IN: Final = {"sticker": "lot"}
"""The top view was not measured; its scores are as those of another check."""
BORDER: Final = 0.5
"""Between a good score and a bad one."""
FAULTY_SCORE: Final = 0.97
USUAL_LATENCY_MS, LATENCY_SPREAD_MS = 9.0, 1.2
EXPIRY: Final = date(2027, 3, 31)
GTIN: Final = "4006381333931"


@dataclass(frozen=True, slots=True)
class Making:
    """What a line makes, and how well."""

    lot: str
    faulty_share: float
    fade: float = 0.0
    """How far its printer has faded: 0 not at all, 0.8 until all but gone."""


class PackSource:
    """Of one simulated line."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random, self.growth, self.pack_no = random, Growth.read("fade"), 0

    def record(self, making: Making, at: datetime, now_ns: int) -> Record:
        self.pack_no += 1
        faulty = self.faulty_check(making.faulty_share)
        checks = [self.checked(check, making, check is faulty) for check in RECIPE.checks]
        verdict = judge(RECIPE, checks)
        return Record(
            pack_no=self.pack_no,
            seen_at=at,
            seen_ns=now_ns,
            recipe=RECIPE.name,
            recipe_hash="demonstration",
            order=Order(RECIPE.name, making.lot, EXPIRY, GTIN),
            verdict=verdict,
            decision=Decision(Action.PASS, "report", Level.REPORT, driven=False),
            outcome=Outcome.PASSED,
            late=False,
            latency_ms=round(self.latency_ms(), 2),
        )

    def faulty_check(self, share: float) -> Check | None:
        """Which check a defect of this pack is for; None for a good pack."""
        if self.random.random() >= share:
            return None
        return RECIPE.checks[self.random.integers(len(RECIPE.checks))]

    def checked(self, check: Check, making: Making, is_faulty: bool) -> CheckResult:
        name = STANDS_IN.get(check.name, check.name)
        luck = self.random.random(1)
        usual = float(self.growth.drawn(f"score {name}", making.fade, luck)[0])
        score = round(FAULTY_SCORE if is_faulty else usual, 4)
        is_bad = score >= BORDER
        verdict = Verdict.NOT_OK if is_bad else Verdict.OK
        reasons = (Reason.DAMAGED,) if is_bad else ()
        return CheckResult(check.name, check.kind, check.view, verdict, score, reasons=reasons)

    def latency_ms(self) -> float:
        return max(1.0, float(self.random.normal(USUAL_LATENCY_MS, LATENCY_SPREAD_MS)))
