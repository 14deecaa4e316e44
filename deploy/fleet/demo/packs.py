"""Records of packs that nobody drew: what the real inspector measured, drawn anew for each pack.

A whole inspection of every pack of twenty lines is more than one computer does; what a centre sees
of them is their records. Scores, grades and looks come from the figures of the real inspector, with
or without a fault that grows (simulators/drift_figures.json).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from edge_agent.core.judge import judge
from edge_agent.core.order import Order
from edge_agent.core.packs import (
    Action,
    CameraLook,
    CheckKind,
    CheckResult,
    Decision,
    Level,
    Outcome,
    PackVerdict,
    Reason,
    Record,
    Verdict,
)
from edge_agent.core.quality import BEST_GRADE, Quality
from edge_agent.core.recipe import Check
from simulators.drawing.products import TRAY
from simulators.drift_figures import Growth

RECIPE: Final = TRAY.recipe()
STANDS_IN: Final = {"sticker": "lot"}
"""The top view was not measured; its scores are as those of another check."""
PRINTED_VIEW: Final = "bottom"
BORDER: Final = 0.5
"""Between a good score and a bad one."""
DOUBT: Final = 0.35
"""From here on a check is unsure."""
FAULTY_SCORE: Final = 0.97
USUAL_LATENCY_MS, LATENCY_SPREAD_MS = 9.0, 1.2
EXPIRY: Final = date(2027, 3, 31)
GTIN: Final = "4006381333931"
OPERATOR: Final = "mia"


@dataclass(frozen=True, slots=True)
class Making:
    """What a line makes, and how well."""

    lot: str
    faulty_share: float
    faulty_check: str = ""
    """Of which all faulty packs are; empty: of any."""
    fade: float = 0.0
    """How far its printer has faded: 0 not at all, 0.8 until all but gone."""
    fog: float = 0.0
    """How far the camera of the printed side is fogged, alike."""
    wrong_sticker: bool = False
    """Another roll is mounted."""
    misfed_share: float = 0.0
    """Packs that lie so that no check is right."""
    latency_times: float = 1.0
    overruled_share: float = 0.02
    """Of recommendations to reject: those that the operator lets pass."""
    shade: float = 1.0
    """Brightness and grades as multiples of the usual: another film looks otherwise."""
    recipe_hash: str = "demonstration"
    bundle_sha256: str = "b" * 64


class PackSource:
    """Of one simulated line."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random, self.pack_no = random, 0
        self.fade, self.fog = Growth.read("fade"), Growth.read("fog")

    def record(self, making: Making, at: datetime, now_ns: int) -> Record:
        return self.records(making, [(at, now_ns)])[0]

    def records(self, making: Making, moments: Sequence[tuple[datetime, int]]) -> list[Record]:
        """One for each (wall time, monotonic time in ns) of the photo-eye."""
        measured = self.measured(making, len(moments))
        luck = self.random.random((4, len(moments)))
        return [
            self.record_of(making, moment, {name: row[i] for name, row in measured.items()}, *place)
            for i, (moment, place) in enumerate(zip(moments, luck.T.tolist(), strict=True))
        ]

    def measured(self, making: Making, packs: int) -> dict[str, list[float]]:
        """By name of the measure and check or view."""
        growth, progress = (self.fog, making.fog) if making.fog else (self.fade, making.fade)
        found: dict[str, list[float]] = {}
        for check in RECIPE.checks:
            is_printed = check.view == PRINTED_VIEW
            name = STANDS_IN.get(check.name, check.name)
            far = progress if is_printed else 0.0
            found[f"score {check.name}"] = self.drawn(growth, f"score {name}", far, packs)
            if check.kind in {CheckKind.PRINT, CheckKind.BARCODE}:
                grades = self.drawn(growth, f"legibility {check.name}", far, packs)
                found[f"grade {check.name}"] = [grade * making.shade for grade in grades]
        for view in RECIPE.views:
            far = progress if view.name == PRINTED_VIEW else 0.0
            found[f"sharpness {view.name}"] = self.drawn(growth, "sharpness", far, packs)
            bright = self.drawn(growth, "brightness", far, packs)
            found[f"brightness {view.name}"] = [one * making.shade for one in bright]
        times_ms = self.random.normal(USUAL_LATENCY_MS, LATENCY_SPREAD_MS, packs)
        found["latency"] = np.maximum(times_ms * making.latency_times, 1.0).tolist()
        return found

    def drawn(self, growth: Growth, name: str, progress: float, packs: int) -> list[float]:
        values: list[float] = growth.drawn(name, progress, self.random.random(packs)).tolist()
        return values

    def record_of(
        self,
        making: Making,
        moment: tuple[datetime, int],
        measured: dict[str, float],
        faulty: float,
        which: float,
        misfed: float,
        overruled: float,
    ) -> Record:
        """The last four are luck in [0, 1)."""
        self.pack_no += 1
        wrong = faulty_checks(making, faulty, which, misfed)
        checks = [checked(check, measured, wrong.get(check.name)) for check in RECIPE.checks]
        verdict = judge(RECIPE, checks)
        decision, outcome = decided(verdict, overruled < making.overruled_share)
        return Record(
            pack_no=self.pack_no,
            seen_at=moment[0],
            seen_ns=moment[1],
            recipe=RECIPE.name,
            recipe_hash=making.recipe_hash,
            order=Order(RECIPE.name, making.lot, EXPIRY, GTIN),
            verdict=verdict,
            decision=decision,
            outcome=outcome,
            late=False,
            answered_by=None if decision.recommended is None else OPERATOR,
            latency_ms=round(measured["latency"], 2),
            bundle_sha256=making.bundle_sha256,
            looks={view.name: looked(measured, view.name) for view in RECIPE.views},
        )


def faulty_checks(
    making: Making, faulty: float, which: float, misfed: float
) -> dict[str, tuple[Reason, ...]]:
    """Checks that a defect of this pack is for; none for a good pack."""
    if misfed < making.misfed_share:
        return {check.name: (Reason.OFF_PLACE,) for check in RECIPE.checks}
    wrong: dict[str, tuple[Reason, ...]] = {}
    if faulty < making.faulty_share:
        any_check = RECIPE.checks[int(which * len(RECIPE.checks))].name
        wrong[making.faulty_check or any_check] = (Reason.DAMAGED,)
    if making.wrong_sticker:
        wrong["sticker"] = (Reason.WRONG_ONE,)
    return wrong


def checked(
    check: Check, measured: dict[str, float], wrong: tuple[Reason, ...] | None
) -> CheckResult:
    score = round(measured[f"score {check.name}"] if wrong is None else FAULTY_SCORE, 4)
    grade = measured.get(f"grade {check.name}")
    bad = Verdict.NOT_OK if score >= BORDER else Verdict.UNSURE
    verdict = bad if score >= DOUBT else Verdict.OK
    reasons = (Reason.UNREADABLE,) if wrong is None else wrong
    return CheckResult(
        *(check.name, check.kind, check.view, verdict, score),
        reasons=() if verdict is Verdict.OK else reasons,
        quality=None if grade is None else Quality(round(min(grade, BEST_GRADE), 2)),
    )


def decided(verdict: PackVerdict, is_overruled: bool) -> tuple[Decision, Outcome]:
    """At level recommend; a person answers every recommendation."""
    if verdict.verdict is not Verdict.NOT_OK:
        passes = Decision(Action.PASS, "recommend", Level.RECOMMEND, driven=False)
        return passes, Outcome.PASSED
    action = Action.PASS if is_overruled else Action.REJECT
    decision = Decision(
        *(action, "recommend", Level.RECOMMEND),
        driven=not is_overruled,
        recommended=Action.REJECT,
    )
    return decision, Outcome.PASSED if is_overruled else Outcome.REJECTED


def looked(measured: dict[str, float], view: str) -> CameraLook:
    return CameraLook(
        round(measured[f"sharpness {view}"], 2), round(measured[f"brightness {view}"], 2)
    )
