"""What the centre may tell a station to do: a word in a signed envelope, carried out once at most.

Slow things only, and never one that takes protection from a pack or gives a machine more to decide:
another order, a belt that stops, a level that falls. The timed verdict to a gate never comes so.

Rules
- Signed by a key that this station trusts as the centre's, for this very station.
- Numbered upwards by each key; a number is remembered before it is acted on, so that nothing that
  is sent again, kept back or copied is ever carried out twice, whatever dies meanwhile.
- Not after its time: a command that lay in a queue for a night is late, and refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from edge_agent.control.errors import BadMessage
from edge_agent.control.words import word_document, word_of
from edge_agent.core.errors import InvalidInput
from edge_agent.core.told import (
    AnnounceOrder,
    ChangeOrder,
    EndShadow,
    LowerLevel,
    ReturnBundle,
    ShadowBundle,
    StopBelt,
    TakeBack,
    TakeBundle,
    Told,
)
from edge_agent.people.documents import DocumentKind
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Sealed, seal
from edge_agent.people.trust import Owner, Trust

MAY_SAY: Final = (
    AnnounceOrder,
    ChangeOrder,
    EndShadow,
    LowerLevel,
    ReturnBundle,
    ShadowBundle,
    StopBelt,
    TakeBack,
    TakeBundle,
)
LONGEST_LIFE: Final = timedelta(days=7)
LONGEST_CLAIM: Final = 64


class CommandLate(InvalidInput):
    """Its time is over."""

    title = "Too late"


class CommandHeard(InvalidInput):
    """It was heard before, or one after it."""

    title = "Heard before"


class CommandForbidden(InvalidInput):
    """No centre may tell a station this."""

    title = "Not for a centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    station: str
    number: int
    """Of this key, from 1, upwards; gaps are allowed."""
    not_after: datetime
    """UTC."""
    by: str
    """Who wants it, by the centre's accounts."""
    word: dict[str, Any]


COMMAND: Final = DocumentKind("packwarden.command.1", Command)


def signed_command(
    station: str, number: int, not_after: datetime, told: Told, key: SigningKey
) -> bytes:
    """The person of the word is who wants it."""
    command = Command(
        station=station,
        number=number,
        not_after=not_after,
        by=told.person,
        word=word_document(told),
    )
    return seal(COMMAND.document(command), key).to_bytes()


@dataclass(frozen=True, slots=True)
class Heard:
    """A genuine command, in time, and allowed; whether it is new is asked of the outbox."""

    key_id: str
    number: int
    word: Told


@dataclass(frozen=True, slots=True)
class Claims:
    """What a refused command says of itself, as far as it can be read; nothing of it is proved."""

    key_id: str | None = None
    number: int | None = None
    word: str | None = None


def claims_of(payload: bytes) -> Claims:
    try:
        sealed = Sealed.from_bytes(payload)
    except NotGenuine:
        return Claims()
    number, word = sealed.document.get("number"), sealed.document.get("word")
    name = word.get("word") if isinstance(word, dict) else None
    return Claims(
        str(sealed.key_id)[:LONGEST_CLAIM],
        number if type(number) is int else None,
        name[:LONGEST_CLAIM] if isinstance(name, str) else None,
    )


def read_command(payload: bytes, station: str, trust: Trust, now: datetime) -> Heard:
    """NotGenuine, CommandLate or CommandForbidden, and nothing done."""
    sealed = Sealed.from_bytes(payload)
    trust.check(sealed, Owner.CENTRE)
    command = COMMAND.value(sealed.document)
    if command.station != station:
        raise NotGenuine(f"a command for {command.station} came to {station}")
    if not now <= command.not_after <= now + LONGEST_LIFE:
        raise CommandLate(
            f"command {command.number} holds until {command.not_after.isoformat()}, and here it is "
            f"{now.isoformat()}; at most {LONGEST_LIFE.days} days ahead are allowed"
        )
    word = allowed_word(command)
    return Heard(sealed.key_id, command.number, word)


def allowed_word(command: Command) -> Told:
    try:
        word = word_of(command.word)
    except BadMessage as error:
        raise CommandForbidden(f"command {command.number}: {error}") from error
    if not isinstance(word, MAY_SAY):
        raise CommandForbidden(
            f"command {command.number}: {type(word).__name__} is not for a centre to say; it may "
            f"say {', '.join(kind.__name__ for kind in MAY_SAY)}"
        )
    if word.person != command.by:
        raise CommandForbidden(f"command {command.number} names two persons")
    return word
