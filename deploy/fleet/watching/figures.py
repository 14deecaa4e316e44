"""The figures of a finding, and the packs that speak for it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from deploy.fleet.watching.explain import Explained
from deploy.fleet.watching.findings import Witness, strongest
from deploy.fleet.watching.forecast import forecast
from deploy.fleet.watching.monitors import MeasureMonitor, Monitor, RateMonitor
from deploy.fleet.watching.portions import Portion
from deploy.fleet.watching.profile import Profile
from deploy.fleet.watching.signs import Group, Scope, Sign
from deploy.fleet.watching.subjects import RATES, Signal, Subject

LEAST_SPREAD: Final = 1e-6
MS_PER_S: Final = 1e3


def figures_of(one: Explained, profile: Profile) -> dict[str, Any]:
    """Of its first sign what was usual and what is now; of all signs how they turned."""
    group, found = one.group, {"signals": sorted(signal.value for signal in one.group.signals)}
    figures: dict[str, Any] = {**found, "lot": profile.lot or ""}
    if group.checks:
        figures["checks"] = list(group.checks)
    if group.view is not None:
        looks = profile.looks(group.view)
        figures["view"] = group.view
        figures["sharpness_change"] = round(looks.sharpness, 3)
        figures["brightness_change"] = round(looks.brightness, 3)
        figures["legibility_change"] = round(looks.legibility, 3)
    first = leading(group)
    figures["off_usual"] = round(abs(first.now - first.usual), 4)
    figures.update(figures_of_sign(first, profile))
    if group.scope is Scope.PRINTER:
        foreseen = forecast(group, profile.history, profile.streams())
        figures.update({} if foreseen is None else foreseen.figures())
    return figures


LEADING: Final = {
    Scope.CAMERA: (Signal.NO_PICTURE, Signal.SHARPNESS, Signal.BRIGHTNESS, Signal.LEGIBILITY),
    Scope.PRINTER: (Signal.LEGIBILITY,),
    Scope.PACKS: (Signal.SEVERAL,),
    Scope.CHECK: (Signal.NOT_OK, Signal.UNSURE, Signal.SCORES),
    Scope.SPEED: (Signal.LATE, Signal.PACE),
    Scope.PEOPLE: (Signal.OVERRIDES,),
}
"""Of each scope the signals that are told, the first that alarms."""


def leading(group: Group) -> Sign:
    """The sign that moved most of those that are told first."""
    told = next(signal for signal in LEADING[group.scope] if signal in group.signals)
    mine = [sign for sign in group.signs if sign.subject.signal is told]
    return max(mine, key=lambda sign: abs(sign.now - sign.usual))


def figures_of_sign(sign: Sign, profile: Profile) -> dict[str, float]:
    signal, usual, now = sign.subject.signal, sign.usual, sign.now
    if signal in RATES:
        monitor = monitors_by_subject(profile)[sign.subject]
        return {"usual_share": round(usual, 4), "now_share": round(now, 4)} | tolerated(monitor)
    if signal is Signal.PACE:
        return {"usual_ms": round(MS_PER_S / usual, 2), "now_ms": round(MS_PER_S / now, 2)}
    unit = "grade" if signal is Signal.LEGIBILITY else signal.value
    return {f"usual_{unit}": round(usual, 3), f"now_{unit}": round(now, 3)}


def tolerated(monitor: Monitor) -> dict[str, float]:
    """What a rate may be, and between which ends its reference lay at all times together."""
    if not isinstance(monitor, RateMonitor):
        return {}
    if not monitor.counted.seen:
        return {"tolerated_share": round(monitor.detector.tolerated, 4)}
    ends = monitor.counted.interval
    return {
        "tolerated_share": round(monitor.detector.tolerated, 4),
        "usual_share_low": round(ends.low, 4),
        "usual_share_high": round(ends.high, 4),
    }


def witnesses_in(
    portion: Portion, profile: Profile, subjects: frozenset[Subject]
) -> tuple[Witness, ...]:
    """Of the portion the packs that are farthest from what is usual, in one of these streams."""
    monitors = monitors_by_subject(profile)
    mine = {one: monitors[one] for one in subjects if one in monitors}
    return strongest(speaking(portion, mine))


def speaking(portion: Portion, mine: Mapping[Subject, Monitor]) -> Iterator[Witness]:
    for pack in portion.packs:
        told = [
            strength(monitor, pack.values[subject])
            for subject, monitor in mine.items()
            if subject in pack.values
        ]
        if told and max(told) > 0:
            yield Witness(pack.place, round(max(told), 2), dict(pack.pictures))


def strength(monitor: Monitor, value: float) -> float:
    if isinstance(monitor, MeasureMonitor):
        off = (monitor.usual or 0.0) - value
        off = abs(off) if monitor.subject.signal is Signal.SCORES else off
        return off / max(monitor.spread, LEAST_SPREAD)
    return value


def monitors_by_subject(profile: Profile) -> dict[Subject, Monitor]:
    return {one.subject: one for one in profile.monitors}
