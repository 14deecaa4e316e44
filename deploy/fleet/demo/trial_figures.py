"""The figures of a trial: what was found and how late, and what was made up, with intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import gammaincinv

from deploy.fleet.demo.faults import CHANGES, TOLD_AS, WHOLE_FADE, Fault
from deploy.fleet.demo.trial import Run, TrialSettings, is_alarm
from deploy.fleet.watching.findings import Finding
from edge_agent.core.guarantees.bounds import interval
from simulators.drift_figures import Growth

HOURS_PER_MONTH: Final = 24 * 365.25 / 12
S_PER_HOUR: Final = 3600.0
USUAL_ERROR: Final = 0.01
"""Share of packs that a line judges wrongly in quiet times; a printer has failed at twice that."""
CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Judged:
    """One run against what was planted in it."""

    run: Run
    right: Finding | None
    """The first finding that tells of the fault."""
    otherwise: int
    """Further alarms after the fault has begun, by other names."""
    made_up: int
    """Alarms without a reason."""


def judged(run: Run) -> Judged:
    alarms = [one for one in run.findings if is_alarm(one)]
    if run.planted is None or run.planted.fault in CHANGES or run.begins_s is None:
        told = [one for one in run.findings if is_told_as(one, run)]
        return Judged(run, next(iter(told), None), 0, len(alarms))
    since = [one for one in alarms if one.noticed_s >= run.begins_s]
    right = [one for one in since if is_told_as(one, run)]
    return Judged(run, next(iter(right), None), len(since) - len(right), len(alarms) - len(since))


def is_told_as(finding: Finding, run: Run) -> bool:
    return run.planted is not None and finding.kind in TOLD_AS[run.planted.fault]


def document(settings: TrialSettings, found: Sequence[Run]) -> dict[str, Any]:
    """Of `packwarden fleet watch --simulate`."""
    all_judged = [judged(run) for run in found]
    made_up = sum(one.made_up for one in all_judged)
    months = sum(run.hours for run in found) / HOURS_PER_MONTH
    low, high = rate_interval(made_up, months)
    packs = sum(run.packs for run in found)
    return {
        "seed": settings.seed,
        "stations": len(found),
        "packs": packs,
        "packs_per_minute": settings.packs_per_minute,
        "station_months": round(months, 3),
        "faults": [fault_figures(fault, all_judged) for fault in Fault],
        "false_alarms": {
            "count": made_up,
            "per_station_and_month": round(made_up / months, 3),
            "interval": [round(low, 3), round(high, 3)],
            "per_million_packs": round(made_up / packs * 1e6, 3),
        },
    }


def fault_figures(fault: Fault, all_judged: Iterable[Judged]) -> dict[str, Any]:
    mine = [
        one for one in all_judged if one.run.planted is not None and one.run.planted.fault is fault
    ]
    found = [one for one in mine if one.right is not None]
    ends = interval(len(found), len(mine)) if mine else None
    figures: dict[str, Any] = {
        "fault": fault.value,
        "must_alarm": fault not in CHANGES,
        "planted": len(mine),
        "told": len(found),
        "share": round(len(found) / len(mine), 4) if mine else None,
        "interval": None if ends is None else [round(ends.low, 4), round(ends.high, 4)],
        "alarms_for_it": sum(one.made_up for one in mine) if fault in CHANGES else None,
        "told_otherwise_too": sum(one.otherwise for one in mine),
        "first_taken_for_another": sum(was_renamed(one) for one in found),
        "delay_packs": ranks([delay_packs(one) for one in found]),
        "delay_hours": ranks([delay_hours(one) for one in found]),
    }
    if fault is Fault.FADING_PRINTER:
        figures["before_it_failed"] = sum(lead_hours(one) > 0 for one in found)
        figures["lead_hours"] = ranks([lead_hours(one) for one in found])
    return figures


def was_renamed(one: Judged) -> bool:
    assert one.right is not None
    return one.run.first_kinds[one.right.number] not in told_as(one)


def told_as(one: Judged) -> frozenset[Any]:
    assert one.run.planted is not None
    return TOLD_AS[one.run.planted.fault]


def delay_hours(one: Judged) -> float:
    """From the fault's first pack until it is told, nights included."""
    assert one.right is not None
    assert one.run.begins_s is not None
    return (one.right.noticed_s - one.run.begins_s) / S_PER_HOUR


def delay_packs(one: Judged) -> float:
    """The same in packs that the line makes, as if it made them by night too."""
    return delay_hours(one) * packs_per_hour(one.run)


def packs_per_hour(run: Run) -> float:
    return run.packs / run.hours


def lead_hours(one: Judged) -> float:
    """How long before the printer's failure it was told."""
    planted = one.run.planted
    assert planted is not None
    until_failed = Growth.read("fade").doubled_at(USUAL_ERROR) / WHOLE_FADE * planted.growing_packs
    return until_failed / packs_per_hour(one.run) - delay_hours(one)


def ranks(values: Sequence[float]) -> dict[str, float] | None:
    if not values:
        return None
    p50, p90 = np.percentile(values, [50, 90])
    return {"p50": round(float(p50), 2), "p90": round(float(p90), 2)}


def rate_interval(count: int, over: float) -> tuple[float, float]:
    """Of a Poisson rate, exact (Garwood 1936); both in events per unit of `over`."""
    tail = (1 - CONFIDENCE) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low / over, float(gammaincinv(count + 1, 1 - tail)) / over
