"""What a host may ask of a station by NCMD and DCMD, as values.

Rebirth always. Of the plant only where station.toml says `commands = true`, and only what takes
motion out of it: stop the belt, and PackML's stop, hold, suspend, abort and complete. Nothing here
starts a machine, gives back what was suspended or raises a level: that needs a person who is there.
A broker's rights are all that stands before these words, so they go no further than that.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from edge_agent.core.packml.words import PackmlCommand
from edge_agent.core.sparkplug.payloads import Payload, Value
from edge_agent.core.sparkplug.session import REBIRTH, Session
from edge_agent.core.told import CommandPackml, StopBelt, Told
from edge_agent.uplink.sparkplug.line_tags import GATE, PACKML_COMMAND, STOP_BELT

CALMING: Final = frozenset(
    (
        PackmlCommand.STOP,
        PackmlCommand.HOLD,
        PackmlCommand.SUSPEND,
        PackmlCommand.ABORT,
        PackmlCommand.COMPLETE,
    )
)
Saying = Callable[[Value, str], Told | None]
"""The word that a written value means, in somebody's name; None where it means none."""


@dataclass(slots=True)
class Wishes:
    """Of one message."""

    rebirth: bool = False
    words: list[Told] = field(default_factory=list)
    ignored: int = 0
    """Values that mean nothing here, or that nobody may write."""


def wishes(
    payload: Payload, device: str | None, session: Session, may_command: bool, person: str
) -> Wishes:
    """device: None for an NCMD."""
    found = Wishes()
    for metric in payload.metrics:
        name = session.tag_of(device, metric)
        saying = SAYINGS.get((device, name or "")) if may_command else None
        word = None if saying is None else saying(metric.value, person)
        if device is None and name == REBIRTH and metric.value is True:
            found.rebirth = True
        elif word is not None:
            found.words.append(word)
        else:
            found.ignored += 1
    return found


def stop_belt(value: Value, person: str) -> Told | None:
    return StopBelt(person) if value is True else None


def packml(value: Value, person: str) -> Told | None:
    if type(value) is not int or value not in list(CALMING):
        return None
    return CommandPackml(PackmlCommand(value), person)


SAYINGS: Final[dict[tuple[str | None, str], Saying]] = {
    (GATE, STOP_BELT.name): stop_belt,
    (None, PACKML_COMMAND.name): packml,
}
