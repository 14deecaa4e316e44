"""What people and other processes say to the line. Whether they may was asked before.

Every word names the person; what the audit record must prove names its act by sha256.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import SignedRaise
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.order import Order
from edge_agent.core.packs import Action, Level

TOO_LATE: Final = "too late"
"""How the refusal of an answer begins that came after another one, or after the last moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An operator's word on a recommendation."""

    pack_no: int
    action: Action
    person: str


@dataclass(frozen=True, slots=True)
class Release:
    """A person has taken the held pack off the stopped belt."""

    pack_no: int
    person: str


@dataclass(frozen=True, slots=True)
class StopBelt:
    person: str


@dataclass(frozen=True, slots=True)
class StartBelt:
    """Takes back a person's stop, and nothing else."""

    person: str


@dataclass(frozen=True, slots=True)
class Accept:
    """A person accepts the lower level, and answers from now on for what passes."""

    person: str


@dataclass(frozen=True, slots=True)
class StartBypass:
    """Packs go on at the lower level for so long, without anybody accepting it for good."""

    minutes: float
    person: str
    act_sha256: str


@dataclass(frozen=True, slots=True)
class LowerLevel:
    check: str
    to: Level
    person: str


@dataclass(frozen=True, slots=True)
class ClearSuspension:
    """Gives back what was suspended, once nothing is lacking for it."""

    person: str
    act_sha256: str


@dataclass(frozen=True, slots=True)
class Raise:
    """A signed act; its certificate holds for exactly what is in force, and was not taken back."""

    act: SignedRaise
    thresholds: Thresholds | None
    """What the certificate names; None where the level needs none."""
    person: str


@dataclass(frozen=True, slots=True)
class DeclareChallenge:
    """This pack on the belt is a challenge pack."""

    name: str
    """Of the challenge, as the plan has it."""
    pack_no: int
    person: str


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """Of the same recipe; holds for packs that are seen from now on."""

    order: Order
    person: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found on a pack that was drawn for an audit."""

    boot: int
    pack_no: int
    faulty: tuple[str, ...]
    """Checks whose subject is really defective; () for a good pack."""
    person: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Somebody outside of the line found a reason to fall, as a certificate that is void."""

    cause: Cause
    why: str
    checks: tuple[str, ...]
    person: str
    """Who answers for what found it: a service is started by somebody."""


Told = (
    Answer
    | Release
    | StopBelt
    | StartBelt
    | Accept
    | StartBypass
    | LowerLevel
    | ClearSuspension
    | Raise
    | DeclareChallenge
    | ChangeOrder
    | Examined
    | TakeBack
)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A word whose speaker waits to hear what became of it."""

    word: Told
    answer: Callable[[str | None], None]
    """Told None where the word was followed, else why not. It returns at once: a line calls it."""
