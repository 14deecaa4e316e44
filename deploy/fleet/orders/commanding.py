"""Commands of the centre to its stations: kept with their number, signed, and what became of them.

A command is committed before it is sent, and sent again until its station's log says that it was
heard, or its time is over. A station hears each number once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from deploy.fleet.orders.numbers import next_number
from deploy.fleet.orders.station_events import StationEvent, events_of
from deploy.fleet.orders.tables import commands
from deploy.fleet.recipes.releases import refuse_unknown
from edge_agent.core.errors import InvalidInput
from edge_agent.core.told import CommandResult, Told
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.centre_words import LONGEST_LIFE, MAY_SAY, CommandHeard, signed_command

NOTED: Final = "centre_command"
"""Kind of the event by which a station tells what became of a command."""
USUAL_LIFE: Final = timedelta(minutes=10)


class Fate(StrEnum):
    SENT = "sent"
    HEARD = "heard"
    """Genuine, in time, new; said to the line next."""
    DONE = "done"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"
    """A later one came first; the station will never hear this one."""
    LATE = "late"


OPEN: Final = (Fate.SENT.value, Fate.HEARD.value)
LOG_DELAY: Final = timedelta(days=7)
"""A station that was cut off may have heard in time what the centre took for late."""


@dataclass(frozen=True, slots=True)
class Wanted:
    station: str
    word: Told
    """Its person is who wants it."""
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Carrier:
    """A command as stations' logs name it."""

    key_id: str
    number: int
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Become:
    fate: Fate
    why: str = ""
    title: str = ""
    """Of a refusal."""
    at: datetime | None = None


def command(connection: Connection, wanted: Wanted, key: SigningKey, now: datetime) -> int:
    """Its number; not sent yet. InvalidInput for a time or a word that no station takes."""
    if not isinstance(wanted.word, MAY_SAY):
        raise InvalidInput(f"a centre never says {type(wanted.word).__name__}")
    if not now < wanted.not_after <= now + LONGEST_LIFE:
        raise InvalidInput(
            f"not_after {wanted.not_after.isoformat()} must lie after now ({now.isoformat()}) and "
            f"within {LONGEST_LIFE.days} days"
        )
    refuse_unknown(connection, (wanted.station,))
    number = next_number(connection, key.key_id, now)
    sealed = signed_command(wanted.station, number, wanted.not_after, wanted.word, key)
    connection.execute(
        insert(commands).values(
            key_id=key.key_id,
            number=number,
            station=wanted.station,
            word=type(wanted.word).__name__,
            by=wanted.word.person,
            at=now,
            not_after=wanted.not_after,
            sealed=sealed,
            fate=Fate.SENT.value,
            why="",
        )
    )
    return number


def open_commands(connection: Connection) -> list[Row[Any]]:
    """In the order of their numbers."""
    query = select(commands).where(commands.c.fate.in_(OPEN)).order_by(commands.c.number)
    return list(connection.execute(query))


def one_command(connection: Connection, key_id: str, number: int) -> Row[Any]:
    query = select(commands).where(is_command(key_id, number))
    return connection.execute(query).one()


def is_command(key_id: str, number: int) -> ColumnElement[bool]:
    return and_(commands.c.key_id == key_id, commands.c.number == number)


def withdraw(connection: Connection, key_id: str, number: int, now: datetime) -> None:
    """It is sent no more; a station that has not heard it yet hears of it only where a copy is on
    its way. What has been heard stays as it is."""
    is_sent = and_(
        is_command(key_id, number), commands.c.fate == Fate.SENT.value, commands.c.not_after > now
    )
    connection.execute(update(commands).where(is_sent).values(not_after=now))


def may_still_be_told(now: datetime) -> ColumnElement[bool]:
    """Of commands: open, or late since so short a time that the log may still say otherwise."""
    is_late = and_(commands.c.fate == Fate.LATE.value, commands.c.not_after >= now - LOG_DELAY)
    return or_(commands.c.fate.in_(OPEN), is_late)


def command_rows(connection: Connection, station: str | None, most: int) -> list[Row[Any]]:
    """The newest first."""
    query = select(commands).order_by(commands.c.number.desc()).limit(most)
    if station is not None:
        query = query.where(commands.c.station == station)
    return list(connection.execute(query))


def follow(connection: Connection, now: datetime) -> None:
    """What stations' logs say became of open commands; and what is late."""
    waiting = list(connection.execute(select(commands).where(may_still_be_told(now))))
    if not waiting:
        return
    since = min(row.at for row in waiting)
    told = events_of(connection, {row.station for row in waiting}, (NOTED,), since)
    for row in waiting:
        carrier = Carrier(row.key_id, row.number, row.not_after)
        become = became(carrier, told.get(row.station, []), now)
        if (become.fate.value, become.why) != (row.fate, row.why):
            note(connection, row, become)


def note(connection: Connection, row: Row[Any], become: Become) -> None:
    values = {"fate": become.fate.value, "why": become.why, "fate_at": become.at}
    own = is_command(row.key_id, row.number)
    connection.execute(update(commands).where(own).values(**values))


def became(carrier: Carrier, told: Iterable[StationEvent], now: datetime) -> Become:
    """By all that the station's log says of this command."""
    named = carrier.key_id, carrier.number
    own = [
        one.body | {"at": one.at}
        for one in told
        if (one.body.get("key_id"), one.body.get("number")) == named and is_note(one.body)
    ]
    become = Become(Fate.SENT)
    for body in own:
        become = after(become, body)
    if become.fate is Fate.SENT and now > carrier.not_after:
        return Become(Fate.LATE, become.why)
    return become


def is_note(body: dict[str, Any]) -> bool:
    return all(isinstance(body.get(name), str) for name in ("result", "title", "why"))


def after(before: Become, body: dict[str, Any]) -> Become:
    """Nobody has proved the number in a note on a command that was not genuine: it only hints."""
    result, title, why = body["result"], body["title"], body["why"]
    if title == NotGenuine.title:
        return Become(before.fate, before.why or why, at=before.at)
    if title == CommandHeard.title:
        return before if before.fate is not Fate.SENT else Become(Fate.OVERTAKEN, why, title)
    if result == CommandResult.ACCEPTED:
        return Become(Fate.HEARD, at=body["at"])
    if result == CommandResult.DONE:
        return Become(Fate.DONE, at=body["at"])
    return Become(Fate.REFUSED, why, title, body["at"])
