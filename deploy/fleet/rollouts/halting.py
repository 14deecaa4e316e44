"""The rules by which a roll-out halts itself, each with the figures that broke it. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from deploy.fleet.rollouts.comparing import Pair, Worse, worse
from deploy.fleet.rollouts.plan import Rules
from deploy.fleet.rollouts.saying import Measure, StationSays
from deploy.fleet.rollouts.standing import BY_ITSELF, At, StationAt
from edge_agent.core.monitoring.confidence_sequence import RateSequence

NOT_RUNNING: Final = frozenset(("faulted", "held", "no_line", "offline"))


class Rule(StrEnum):
    """Also the keys of their words."""

    REFUSED = "refused"
    WENT_BACK = "went_back"
    SILENT = "silent"
    STOPPED = "stopped"
    SHADOW_DIFFERS = "shadow_differs"
    MORE_NOT_OK = "more_not_ok"
    MORE_UNSURE = "more_unsure"
    MORE_FAILED = "more_failed"
    MORE_LATE = "more_late"
    MORE_OVERRIDDEN = "more_overridden"
    BY_PERSON = "by_person"


@dataclass(frozen=True, slots=True)
class Halt:
    rule: Rule
    station: str | None
    """None where it is all of them together, or a person."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """JSON values."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules look at."""

    rules: Rules
    stations: Sequence[StationAt]
    states: Mapping[str, At]
    says: Mapping[str, StationSays]
    now: datetime

    def of(self, *states: At) -> Iterator[StationSays]:
        """By rank."""
        for one in self.stations:
            if self.states[one.station] in states:
                yield self.says[one.station]


def broken(
    rules: Rules,
    stations: Sequence[StationAt],
    states: Mapping[str, At],
    says: Mapping[str, StationSays],
    now: datetime,
) -> Halt | None:
    """The first rule that is broken."""
    looked = Looked(rules, stations, states, says, now)
    return next((halt for rule in RULES for halt in rule(looked)), None)


def refused(looked: Looked) -> Iterator[Halt]:
    found = list(looked.of(At.REFUSED))
    if len(found) > looked.rules.refusals:
        last = found[-1]
        why = next((word.why for word in (last.refused, last.shadow_refused) if word), "")
        why = why or next((told.why for told in last.told.values() if told.is_refused), "")
        figures = {"why": why, "refused": len(found), "tolerated": looked.rules.refusals}
        yield Halt(Rule.REFUSED, last.station, figures)


def went_back(looked: Looked) -> Iterator[Halt]:
    for says in looked.of(At.LEFT):
        if says.returned is not None:
            by = None if says.returned.by == BY_ITSELF else says.returned.by
            yield Halt(Rule.WENT_BACK, says.station, {"why": says.returned.why, "by": by})


def silent(looked: Looked) -> Iterator[Halt]:
    most = timedelta(minutes=looked.rules.silent_minutes)
    for says in looked.of(At.TOOK):
        if looked.now - says.heard_at > most:
            figures = {"minutes": minutes(looked.now - says.heard_at), "most": most_of(most)}
            yield Halt(Rule.SILENT, says.station, figures)


def stopped(looked: Looked) -> Iterator[Halt]:
    """Since it took the release; a station that stood before is not measured by it."""
    most = timedelta(minutes=looked.rules.stopped_minutes)
    for says in looked.of(At.TOOK):
        if says.mode not in NOT_RUNNING or says.mode_since is None or says.began is None:
            continue
        stood = looked.now - max(says.mode_since, says.began.at)
        if stood > most:
            figures = {"mode": says.mode, "minutes": minutes(stood), "most": most_of(most)}
            yield Halt(Rule.STOPPED, says.station, figures)


def shadow_differs(looked: Looked) -> Iterator[Halt]:
    """At any time with alpha over all stations (see core/monitoring/confidence_sequence)."""
    most = looked.rules.most_different
    if most is None:
        return
    for says in looked.of(At.SHADOWING):
        tally = says.shadow
        if tally is None or tally.packs == 0:
            continue
        differ = tally.stricter + tally.milder
        delta = looked.rules.alpha / len(looked.stations)
        if RateSequence(delta, differ, tally.packs).interval.low > most:
            figures = {"different": [differ, tally.packs], "most": most}
            yield Halt(Rule.SHADOW_DIFFERS, says.station, figures)


def is_worse(looked: Looked) -> Iterator[Halt]:
    ranks = {one.station: one.rank for one in looked.stations}
    pairs = [
        Pair(says.station, ranks[says.station], says.before, says.after)
        for says in looked.of(At.TOOK)
    ]
    found = worse(pairs, looked.rules)
    if found is not None:
        yield Halt(RULE_OF[found.measure], found.station, figures_of(found))


def figures_of(found: Worse) -> dict[str, Any]:
    return {
        "before": list(found.before),
        "after": list(found.after),
        "tolerated": round(found.tolerated, 6),
        "log_evidence": round(found.log_evidence, 2),
    }


RULES: Final[Iterable[Callable[[Looked], Iterator[Halt]]]] = (
    refused,
    went_back,
    silent,
    stopped,
    shadow_differs,
    is_worse,
)
RULE_OF: Final[Mapping[Measure, Rule]] = {
    Measure.NOT_OK: Rule.MORE_NOT_OK,
    Measure.UNSURE: Rule.MORE_UNSURE,
    Measure.FAILED: Rule.MORE_FAILED,
    Measure.LATE: Rule.MORE_LATE,
    Measure.OVERRIDDEN: Rule.MORE_OVERRIDDEN,
}


def minutes(time: timedelta) -> float:
    return round(time.total_seconds() / 60, 1)


def most_of(time: timedelta) -> float:
    return time.total_seconds() / 60
