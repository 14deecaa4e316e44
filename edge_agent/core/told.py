"""What people and other processes say to the line. Whether they may was asked before.

Every word names the person; what the audit record must prove names its act by sha256.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import SignedRaise
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.changeover import OrderSource
from edge_agent.core.order import Order
from edge_agent.core.packml.words import PackmlCommand, PackmlMode
from edge_agent.core.packs import Action, Level
from edge_agent.core.recipe import Recipe

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
    """Holds for packs that are seen from now on. Where it is of another recipe, the packs on the
    belt end first, and the line begins anew with it."""

    order: Order
    person: str
    source: OrderSource = OrderSource.SCREEN
    scanned: tuple[str, ...] = ()
    """Codes of the order, the label or the pack, as the scanner gave them; all must agree."""


@dataclass(frozen=True, slots=True)
class AnnounceOrder:
    """What comes next, as a machine says; a person begins it."""

    order: Order
    source: OrderSource
    person: str
    """The machine's name."""


@dataclass(frozen=True, slots=True)
class CancelChangeover:
    """What was announced, and what did not agree with it, is forgotten; the order stays."""

    person: str


@dataclass(frozen=True, slots=True)
class OfferRecipe:
    """A recipe, or another version of one, lies ready: the next order of it is made by this one."""

    recipe: Recipe
    recipe_hash: str
    person: str
    """Who approved it."""


@dataclass(frozen=True, slots=True)
class TakeBundle:
    """Get this release and try it; the log carries the order to whoever does that."""

    name: str
    """As the repository of releases names it."""
    person: str


@dataclass(frozen=True, slots=True)
class OfferBundle:
    """The bundle that was ordered lies ready, tried: the next order begins with it."""

    name: str
    bundle_sha256: str
    person: str
    """Who ordered it."""


@dataclass(frozen=True, slots=True)
class RefuseBundle:
    """The release that was ordered is not taken."""

    name: str
    why: str
    person: str


@dataclass(frozen=True, slots=True)
class ReturnBundle:
    """Back to the bundle that was in use before, or where that is gone, to the one that ships."""

    why: str
    person: str
    bundle_sha256: str | None = None
    """The one to be left. Where it is not in use, the line keeps what it has, and does not begin
    with that one where it lies ready. None: the one in use, whichever it is."""


@dataclass(frozen=True, slots=True)
class ShadowBundle:
    """Get this release and try it; then it looks on beside the bundle in use, and decides
    nothing."""

    name: str
    """As the repository of releases names it."""
    person: str


@dataclass(frozen=True, slots=True)
class OfferShadow:
    """The bundle that shall look on lies there, tried."""

    name: str
    bundle_sha256: str
    person: str
    """Who ordered it."""


@dataclass(frozen=True, slots=True)
class RefuseShadow:
    """The release that was to look on is not taken."""

    name: str
    why: str
    person: str


@dataclass(frozen=True, slots=True)
class EndShadow:
    """No bundle looks on any longer, and none is waited for."""

    person: str


@dataclass(frozen=True, slots=True)
class AnswerFirstPack:
    """A person has looked at one of the first packs, which was not plainly ok."""

    pack_no: int
    found_good: bool
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
class Reviewed:
    """What a person saw in the pictures of a pack that has ended."""

    boot: int
    pack_no: int
    defective: bool | None
    """None where he could not tell."""
    checks: tuple[str, ...]
    """Those that must notice what is faulty; () also where none of them is about it."""
    person: str


@dataclass(frozen=True, slots=True)
class WithdrawReview:
    """A person takes back what he said of a pack; what others said stays."""

    boot: int
    pack_no: int
    person: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Somebody outside of the line found a reason to fall, as a certificate that is void."""

    cause: Cause
    why: str
    checks: tuple[str, ...]
    person: str
    """Who answers for what found it: a service is started by somebody."""


@dataclass(frozen=True, slots=True)
class CommandPackml:
    """A command of PackML, by a person or by the plant."""

    command: PackmlCommand
    person: str


@dataclass(frozen=True, slots=True)
class SetPackmlMode:
    """Only while the station is stopped, idle or aborted."""

    mode: PackmlMode
    person: str


class CommandResult(StrEnum):
    """What became of a command of the centre."""

    ACCEPTED = "accepted"
    """Genuine, in time, new and allowed; it is said to the line next."""
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NoteCommand:
    """For the log: what became of a command of the centre, and where it ended before the line."""

    result: CommandResult
    title: str
    """What was wrong, in two words; "" where nothing was."""
    why: str
    key_id: str | None
    """As the command says; nobody has proved it where it was refused."""
    number: int | None
    word: str | None
    """What it asks for: the name of a word."""
    count: int
    """How many such ones this note stands for."""
    person: str
    """Who wants it, by the centre's accounts; the uplink where nobody is known."""


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
    | AnnounceOrder
    | CancelChangeover
    | OfferRecipe
    | TakeBundle
    | OfferBundle
    | RefuseBundle
    | ReturnBundle
    | ShadowBundle
    | OfferShadow
    | RefuseShadow
    | EndShadow
    | AnswerFirstPack
    | Examined
    | Reviewed
    | WithdrawReview
    | TakeBack
    | NoteCommand
    | CommandPackml
    | SetPackmlMode
)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A word whose speaker waits to hear what became of it."""

    word: Told
    answer: Callable[[str | None], None]
    """Told None where the word was followed, else why not. It returns at once: a line calls it."""
