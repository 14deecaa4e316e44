"""How one station stands in a roll-out, by what it was told and what it says. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from deploy.fleet.orders.commanding import Fate
from deploy.fleet.rollouts.saying import StationSays, Word

BY_ITSELF: Final = "station"
"""Who wants a bundle back where no person does, as stations' logs say."""


class At(StrEnum):
    WAITING = "waiting"
    """Its turn has not come."""
    SHADOWING = "shadowing"
    """It lets the release look on, or was told to."""
    ORDERED = "ordered"
    """It was told to take it and has not answered."""
    READY = "ready"
    """It has it, tried; it begins with it at its next order."""
    TOOK = "took"
    """It works with it."""
    REFUSED = "refused"
    LEFT = "left"
    """It took it, and went back by itself."""
    RETURNING = "returning"
    """It was told to leave it, and has not said that it did."""
    BACK = "back"
    """It works with another bundle, and will not begin with this one."""


NOT_BACK: Final = (At.ORDERED, At.READY, At.TOOK, At.RETURNING)
"""Such a station works with the release, or may begin with it."""


class Ordering(StrEnum):
    """What a station is told."""

    SHADOW = "shadow"
    END_SHADOW = "end_shadow"
    TAKE = "take"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class StationAt:
    """What was done about one station; times are the centre's."""

    station: str
    rank: int
    chosen_step: int | None = None
    """Number of the step that chose it to take the release."""
    shadow_at: datetime | None = None
    take_at: datetime | None = None
    return_at: datetime | None = None


def standing(one: StationAt, says: StationSays, bundle_sha256: str) -> At:
    runs_it = says.runs == bundle_sha256
    if one.return_at is not None and is_newest(one.return_at, one.take_at):
        return after_return(one.return_at, says, runs_it)
    if one.take_at is None:
        return before_taking(one, says, runs_it)
    if runs_it:
        return At.TOOK
    if since(says.returned, one.take_at):
        return At.LEFT
    if since(says.refused, one.take_at) or is_refused(says, Ordering.TAKE):
        return At.REFUSED
    return At.READY if since(says.offered, one.take_at) else At.ORDERED


def before_taking(one: StationAt, says: StationSays, runs_it: bool) -> At:
    if runs_it:
        return At.TOOK
    if one.shadow_at is None:
        return At.WAITING
    ended = says.told.get(Ordering.END_SHADOW)
    if ended is not None and ended.at >= one.shadow_at and ended.fate is Fate.DONE:
        return At.WAITING
    if since(says.shadow_refused, one.shadow_at) or is_refused(says, Ordering.SHADOW):
        return At.REFUSED
    return At.SHADOWING


def after_return(return_at: datetime, says: StationSays, runs_it: bool) -> At:
    """Back only where its line has heard it, or it went by itself: what it has ready it would
    begin with else."""
    told = says.told.get(Ordering.RETURN)
    has_heard = told is not None and told.fate is Fate.DONE
    if not runs_it and (has_heard or since(says.returned, return_at)):
        return At.BACK
    return At.RETURNING


def since(word: Word | None, at: datetime) -> bool:
    return word is not None and word.at >= at


def is_newest(at: datetime, other: datetime | None) -> bool:
    return other is None or at >= other


def is_refused(says: StationSays, what: Ordering) -> bool:
    told = says.told.get(what)
    return told is not None and told.is_refused
