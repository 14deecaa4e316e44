"""What stack light and beeper show of a station, as a table from its situation. Pure.

Colours mean what IEC 60073 gives them for the condition of a process:

    red     emergency: the station does not protect packs, or somebody pulled the emergency stop
    amber   abnormal: an alarm; the station works on
    green   normal: steady while it decides by itself, slow while it only shows what it would do
    blue    mandatory: a person has to do something, and the station waits for it
    white   neutral: the belt stands because the station asked for it

A lamp that flashes fast asks to be noticed; when a person has, it burns steadily until the cause is
over. The beeper goes with what nobody has noticed yet. No lamp is a safety function, and none of
them is ever the reason that something stops.
"""

from dataclasses import dataclass
from enum import StrEnum


class Lamp(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"
    WHITE = "white"
    BEEPER = "beeper"


class Pattern(StrEnum):
    OFF = "off"
    STEADY = "steady"
    SLOW = "slow"
    FAST = "fast"


HALF_PERIOD_NS = {Pattern.SLOW: 1_000_000_000, Pattern.FAST: 250_000_000}
"""0.5 Hz and 2 Hz: inside the two ranges of IEC 60073, 0.4 to 0.8 Hz and 1.4 to 2.8 Hz; the faster
one is the more urgent. Far below what troubles people who are sensitive to flashing light."""


class Work(StrEnum):
    """What the station does with packs."""

    NONE = "none"
    """No order, or not ready."""
    SHOWS = "shows"
    """Report and recommend."""
    ACTS = "acts"
    """The levels that act by themselves."""


class Notice(StrEnum):
    """Of a trouble or an alarm."""

    NONE = "none"
    NEW = "new"
    """Nobody has acknowledged it."""
    KNOWN = "known"
    """Somebody has, and it goes on."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the lamps say."""

    work: Work = Work.NONE
    trouble: Notice = Notice.NEW
    """A device does not work, and the level that it needs is taken back."""
    alarm: Notice = Notice.NONE
    """Something is unusual: drift, a bin that fills, a missed challenge pack."""
    belt_is_stopped: bool = False
    """By the station's own stop signal."""
    person_is_asked: bool = False
    """A held pack, a recommendation without its answer, a lower level to be accepted."""
    emergency_stop: bool = False
    """As its input says: information only. The emergency stop works without the station."""


ATTENTION = {Notice.NONE: Pattern.OFF, Notice.NEW: Pattern.FAST, Notice.KNOWN: Pattern.STEADY}
AT_WORK = {Work.NONE: Pattern.OFF, Work.SHOWS: Pattern.SLOW, Work.ACTS: Pattern.STEADY}


def shown(situation: Situation) -> dict[Lamp, Pattern]:
    """Every lamp's pattern; also those that are not fitted."""
    return {
        Lamp.RED: Pattern.FAST if situation.emergency_stop else ATTENTION[situation.trouble],
        Lamp.AMBER: ATTENTION[situation.alarm],
        Lamp.GREEN: green(situation),
        Lamp.BLUE: Pattern.FAST if situation.person_is_asked else Pattern.OFF,
        Lamp.WHITE: Pattern.STEADY if situation.belt_is_stopped else Pattern.OFF,
        Lamp.BEEPER: beeper(situation),
    }


def green(situation: Situation) -> Pattern:
    """Nothing is normal while a device is in trouble, or while nothing moves."""
    stands = situation.belt_is_stopped or situation.emergency_stop
    if situation.trouble is not Notice.NONE or stands:
        return Pattern.OFF
    return AT_WORK[situation.work]


def beeper(situation: Situation) -> Pattern:
    """Fast for what is red; slow for an alarm. Silent as soon as a person has noticed."""
    if situation.trouble is Notice.NEW:
        return Pattern.FAST
    return Pattern.SLOW if situation.alarm is Notice.NEW else Pattern.OFF


def burns(pattern: Pattern, now_ns: int) -> bool:
    """Whether a lamp with this pattern is on now; all that flash alike flash together."""
    half_ns = HALF_PERIOD_NS.get(pattern)
    if half_ns is None:
        return pattern is Pattern.STEADY
    return now_ns // half_ns % 2 == 0
