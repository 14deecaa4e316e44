"""What is to be done for a roll-out now. Pure: it knows what was done and what stations say.

Rules
- Whatever is decided is decided again as long as it has not happened, and never twice where it
  has: a centre that was killed, or two that work side by side, come to the same.
- A station is told to take the release only while it is heard, and only while its line keeps
  another station that is not changing its bundle (see `choosing`).
- A step is over when each station that it chose has looked at so many packs, for so long.
- Halted, nobody is told to take it any more, and whoever was told, whether it works with it, has it
  ready or has not answered yet, is told to leave it, again and again until it says that it works
  with another one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from deploy.fleet.orders.commanding import Fate
from deploy.fleet.rollouts.choosing import may_switch
from deploy.fleet.rollouts.halting import Halt, broken
from deploy.fleet.rollouts.plan import Plan, Step
from deploy.fleet.rollouts.saying import StationSays, Told
from deploy.fleet.rollouts.standing import At, Ordering, StationAt, standing

AGAIN: Final = timedelta(minutes=30)
"""A station that heard it shall go back and still works with the release is told again."""
PATIENCE: Final = timedelta(minutes=30)
"""A station that was told to take it and did not answer for so long does not hold up a step while
it is silent."""


class State(StrEnum):
    PROPOSED = "proposed"
    """Another person has to approve it."""
    RUNNING = "running"
    HALTED = "halted"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    """Before it began, or by a person after it was halted and everything was back."""


LIVE: Final = (State.PROPOSED, State.RUNNING, State.HALTED)
"""Of these a station has one at most."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """How far it is."""

    number: int
    release: str
    bundle_sha256: str
    plan: Plan
    state: State
    step: int
    step_since: datetime
    stations: tuple[StationAt, ...]
    """In the order of their ranks."""

    @property
    def now_step(self) -> Step:
        return self.plan.steps[self.step]


@dataclass(frozen=True, slots=True)
class Ordered:
    station: str
    what: Ordering


@dataclass(frozen=True, slots=True)
class Decisions:
    states: Mapping[str, At] = field(default_factory=dict)
    """Of every station, as it is."""
    chosen: tuple[str, ...] = ()
    """New ones, at the step that goes on."""
    orders: tuple[Ordered, ...] = ()
    halt: Halt | None = None
    next_step: bool = False
    is_done: bool = False


def next_step(rollout: Rollout, says: Mapping[str, StationSays], now: datetime) -> Decisions:
    """`says`: of every station of the roll-out."""
    states = {
        one.station: standing(one, says[one.station], rollout.bundle_sha256)
        for one in rollout.stations
    }
    if rollout.state is State.HALTED:
        return Decisions(states, orders=tuple(back(rollout, states, says, now)))
    if rollout.state is not State.RUNNING:
        return Decisions(states)
    halt = broken(rollout.plan.rules, rollout.stations, states, says, now)
    if halt is not None:
        return Decisions(states, halt=halt)
    chosen = tuple(newly_chosen(rollout, states, says, now))
    if is_over(rollout, states, says, now) and not chosen:
        is_last = rollout.step + 1 == len(rollout.plan.steps)
        return Decisions(states, next_step=not is_last, is_done=is_last)
    orders = tuple(forward(rollout, chosen, states, says, now))
    return Decisions(states, chosen=chosen, orders=orders)


def newly_chosen(
    rollout: Rollout, states: Mapping[str, At], says: Mapping[str, StationSays], now: datetime
) -> Iterator[str]:
    """By rank, as many as the step still lacks; those that cannot be reached are passed over as
    long as the step is not for all of them."""
    step = rollout.now_step
    wanted = step.count(len(rollout.stations))
    counted = [
        one
        for one in rollout.stations
        if is_chosen(one, step) and not is_passed_over(one, states, says, now)
    ]
    lacking = wanted - len(counted)
    free = (
        one.station
        for one in rollout.stations
        if not is_chosen(one, step)
        and states[one.station] in (At.WAITING, At.SHADOWING)
        and (wanted == len(rollout.stations) or is_reached(says[one.station], now))
    )
    for _, station in zip(range(lacking), free, strict=False):
        yield station


def is_chosen(one: StationAt, step: Step) -> bool:
    return one.chosen_step is not None if step.takes else one.shadow_at is not None


def is_passed_over(
    one: StationAt, states: Mapping[str, At], says: Mapping[str, StationSays], now: datetime
) -> bool:
    """It was chosen, and can do nothing about it; it counts again when it has taken the release."""
    if states[one.station] is At.REFUSED:
        return True
    if states[one.station] not in (At.WAITING, At.ORDERED, At.SHADOWING):
        return False
    asked_at = one.take_at or one.shadow_at
    is_patient = asked_at is not None and now - asked_at < PATIENCE
    return not is_patient and not is_reached(says[one.station], now)


def is_reached(says: StationSays, now: datetime) -> bool:
    """Heard lately, and with a line that can do something."""
    is_heard = says.online and now - says.heard_at <= timedelta(minutes=2)
    return is_heard and says.mode not in ("offline", "no_line", "faulted")


def is_over(
    rollout: Rollout, states: Mapping[str, At], says: Mapping[str, StationSays], now: datetime
) -> bool:
    """Of the step: everybody whom it chose has done his part, and somebody has."""
    step, all_of_them = rollout.now_step, rollout.now_step.share == 1
    mine = [one for one in rollout.stations if belongs(one, rollout)]
    done = [one for one in mine if has_done(one, step, states, says, now)]
    excused = [
        one
        for one in mine
        if states[one.station] is At.REFUSED
        or (not all_of_them and is_passed_over(one, states, says, now))
    ]
    enough = len(mine) - len(excused) == len(done)
    is_late_enough = now - rollout.step_since >= timedelta(minutes=step.minutes)
    return enough and is_late_enough and any_works(rollout, states)


def belongs(one: StationAt, rollout: Rollout) -> bool:
    step = rollout.now_step
    return one.chosen_step is not None if step.takes else one.shadow_at is not None


def any_works(rollout: Rollout, states: Mapping[str, At]) -> bool:
    wanted = At.TOOK if rollout.now_step.takes else At.SHADOWING
    return any(states[one.station] in (wanted, At.TOOK) for one in rollout.stations)


def has_done(
    one: StationAt,
    step: Step,
    states: Mapping[str, At],
    says: Mapping[str, StationSays],
    now: datetime,
) -> bool:
    told, least = says[one.station], timedelta(minutes=step.minutes)
    if not step.takes:
        shadow = told.shadow
        return shadow is not None and shadow.packs >= step.packs
    took_at = told.began.at if told.began is not None else one.take_at
    if states[one.station] is not At.TOOK or took_at is None:
        return False
    return told.after.packs >= step.packs and now - took_at >= least


def forward(
    rollout: Rollout,
    chosen: tuple[str, ...],
    states: Mapping[str, At],
    says: Mapping[str, StationSays],
    now: datetime,
) -> Iterator[Ordered]:
    if not rollout.now_step.takes:
        yield from to_shadow(rollout, chosen, states, says, now)
        return
    names = [one.station for one in rollout.stations]
    switching = {
        one.station
        for one in rollout.stations
        if is_switching(states[one.station], says[one.station])
        and not is_passed_over(one, states, says, now)
    }
    for one in rollout.stations:
        name = one.station
        if one.chosen_step is None and name not in chosen:
            continue
        if not is_due(states[name], says[name].told.get(Ordering.TAKE)):
            continue
        if is_reached(says[name], now) and may_switch(name, names, switching):
            switching.add(name)
            yield Ordered(name, Ordering.TAKE)


def is_due(state: At, told: Told | None) -> bool:
    if state in (At.WAITING, At.SHADOWING):
        return True
    return state is At.ORDERED and told is not None and told.is_lost


def is_switching(state: At, says: StationSays) -> bool:
    """Between being told and having looked at a pack with it."""
    return state in (At.ORDERED, At.READY) or (state is At.TOOK and says.after.packs == 0)


def to_shadow(
    rollout: Rollout,
    chosen: tuple[str, ...],
    states: Mapping[str, At],
    says: Mapping[str, StationSays],
    now: datetime,
) -> Iterator[Ordered]:
    for one in rollout.stations:
        told = says[one.station].told.get(Ordering.SHADOW)
        is_new = one.station in chosen and states[one.station] is At.WAITING
        is_lost = states[one.station] is At.SHADOWING and told is not None and told.is_lost
        if (is_new or is_lost) and is_reached(says[one.station], now):
            yield Ordered(one.station, Ordering.SHADOW)


def back(
    rollout: Rollout, states: Mapping[str, At], says: Mapping[str, StationSays], now: datetime
) -> Iterator[Ordered]:
    for one in rollout.stations:
        state, told = states[one.station], says[one.station].told
        if state is At.SHADOWING and needs_word(told.get(Ordering.END_SHADOW)):
            yield Ordered(one.station, Ordering.END_SHADOW)
        if state in (At.ORDERED, At.READY, At.TOOK, At.RETURNING) and one.take_at is not None:
            word = told.get(Ordering.RETURN)
            if needs_word(word) or is_deaf(word, one, now):
                yield Ordered(one.station, Ordering.RETURN)


def needs_word(told: Told | None) -> bool:
    return told is None or told.is_lost or told.is_refused


def is_deaf(told: Told | None, one: StationAt, now: datetime) -> bool:
    """It heard it long ago, and still works with the release."""
    return (
        told is not None
        and told.fate in (Fate.HEARD, Fate.DONE)
        and one.return_at is not None
        and now - one.return_at >= AGAIN
    )
