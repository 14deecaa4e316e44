"""What the gate and its host say to each other over MQTT: values to payloads and back. Pure.

A payload is one JSON object (RFC 8259) whose `schema` names what it is and its version. What is not
exactly that is refused as a whole: nothing is guessed, nothing unknown is let by. Ticks, times and
pack numbers are the gate's own, from its last start (`boot`); the host turns them into its own.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from hardware.errors import DeviceError
from hardware.interfaces import FailState, GateAction, GateKind

LONGEST_BYTES = 65_536
"""More than any message of a full window of events; a broker's default limit is far above it."""
MOST_EVENTS = 64
"""Events in one message."""
LARGEST = 2**53 - 1
"""Whole numbers up to here are the same number to every reader of JSON (RFC 8259, section 6)."""

BEAT_MS = 25
"""The host's heart; every beat is answered by the belt's position."""
WATCHDOG_MS = 400
"""Without a beat for so long the gate gives its host up."""

Count = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Flag = Annotated[bool, Field(strict=True)]
Ratio = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
Session = Annotated[str, Field(strict=True, pattern=r"^[0-9a-f]{16}$")]
"""A host's run: drawn anew whenever the host starts."""
Nonce = Session
ViewName = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
Default = Literal[GateAction.PASS, GateAction.REJECT]


class MessageRefused(DeviceError):
    """A payload that is not what its topic carries; the text names what is wrong."""


class Topic(StrEnum):
    """Below packwarden/v1/{site}/{line}/{station}/gate/."""

    STATE = "state"
    EVENTS = "events"
    POSITION = "position"
    BEAT = "beat"
    ARM = "arm"
    ORDER = "order"


class Wire(BaseModel):
    """Frozen; a key that it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# From the host


class Beat(Wire):
    """The host lives, wants the belt to stand or not, and has all events up to `ack`."""

    SCHEMA: ClassVar[str] = "gate-beat/1"
    session: Session
    sent_ns: Count
    """By the host's clock; the gate's answer carries it back."""
    boot: Count
    """Whose events `ack` counts; 0: the host does not know the gate's boot yet."""
    ack: Count
    stop: Flag


class Arm(Wire):
    """What happens to packs without an order, and to all of them once the host is silent."""

    SCHEMA: ClassVar[str] = "gate-arm/1"
    session: Session
    boot: Number
    nonce: Nonce
    """From the gate's last state: an old wish arms nothing."""
    default: Default
    on_silence: FailState
    fresh: Flag
    """The host has just started: what happened before is of no use to it."""


class Order(Wire):
    """A decision for one pack."""

    SCHEMA: ClassVar[str] = "gate-order/1"
    session: Session
    boot: Number
    order_no: Number
    """Grows with every order of a session: of two for one pack the later one counts."""
    pack: Number
    action: GateAction
    from_tick: Count
    to_tick: Count
    """The pack's middle is at the gate between these; else it is not the pack that was meant."""
    expires_tick: Count
    """When the belt has come further than this, the order is late and never carried out."""


# From the gate


class Belt(Wire):
    """What the gate was built for: the host compares it with its own settings."""

    kind: GateKind
    ticks_per_mm: Ratio
    eye_to_gate_ticks: Number
    order_lead_ticks: Number
    window_ticks: Number


class State(Wire):
    """Retained; the last will is the same with `online` false."""

    SCHEMA: ClassVar[str] = "gate-state/1"
    online: Flag
    boot: Number
    state_no: Count
    """Grows with every state of a boot."""
    nonce: Nonce
    armed: Default | None
    """None: it was not armed since its start, or its host has been silent."""
    on_silence: FailState
    owner: Session | None
    """Whose orders it takes."""
    belt: Belt
    complaint: Annotated[str, Field(strict=True, max_length=300)] | None
    """What it could not understand last."""


class Position(Wire):
    """The answer to one beat."""

    SCHEMA: ClassVar[str] = "gate-position/1"
    session: Session
    sent_ns: Count
    boot: Number
    tick: Count
    at_us: Count
    """When the belt was there, by the gate's clock."""


class Seen(Wire):
    what: Literal["seen"] = "seen"
    pack: Number
    front_tick: Count
    back_tick: Count
    touching: Flag
    at_us: Count


class Triggered(Wire):
    what: Literal["triggered"] = "triggered"
    view: ViewName
    count: Number
    tick: Count
    at_us: Count


class Taken(Wire):
    """The order will be carried out."""

    what: Literal["taken"] = "taken"
    pack: Number
    order_no: Number
    at_us: Count


class Refused(Wire):
    what: Literal["refused"] = "refused"
    pack: Number
    order_no: Number
    action: GateAction
    late: Flag
    at_us: Count


class Done(Wire):
    what: Literal["done"] = "done"
    pack: Number
    action: GateAction
    ordered: Flag
    at_us: Count


class Left(Wire):
    what: Literal["left"] = "left"
    where: GateAction
    tick: Count
    at_us: Count


class Bin(Wire):
    what: Literal["bin"] = "bin"
    full: Flag
    at_us: Count


Event = Annotated[
    Seen | Triggered | Taken | Refused | Done | Left | Bin, Field(discriminator="what")
]


class Events(Wire):
    """Some events in the order they happened; the first has the number `first`."""

    SCHEMA: ClassVar[str] = "gate-events/1"
    boot: Number
    session: Session
    """For whom: events before another host took over are not its."""
    oldest: Number
    """The gate still has all from here on."""
    first: Number
    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=MOST_EVENTS)]


Message = Beat | Arm | Order | State | Position | Events
Kind = TypeVar("Kind", bound=Message)

BY_TOPIC: dict[Topic, type[Message]] = {
    Topic.BEAT: Beat,
    Topic.ARM: Arm,
    Topic.ORDER: Order,
    Topic.STATE: State,
    Topic.POSITION: Position,
    Topic.EVENTS: Events,
}
TOPICS = {kind: topic for topic, kind in BY_TOPIC.items()}


def encoded(message: Message) -> bytes:
    """The payload, with its schema first."""
    body = message.model_dump_json(by_alias=True)
    return f'{{"schema":"{message.SCHEMA}",{body[1:]}'.encode()


def decoded(kind: type[Kind], payload: bytes) -> Kind:
    """MessageRefused for anything that is not exactly such a message."""
    body = parsed(kind, payload)
    schema = body.pop("schema", None)
    if schema != kind.SCHEMA:
        raise MessageRefused(f"schema {schema!r:.60} where {kind.SCHEMA!r} is spoken")
    try:
        message: Kind = kind.model_validate(body)  # type: ignore[assignment]
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise MessageRefused(f"{kind.SCHEMA}: {place:.100}: {first['msg']:.100}") from error
    return message


def parsed(kind: type[Kind], payload: bytes) -> dict[str, object]:
    """One JSON object."""
    if len(payload) > LONGEST_BYTES:
        raise MessageRefused(f"{kind.SCHEMA}: {len(payload)} bytes, most are {LONGEST_BYTES}")
    try:
        body = from_json(payload, allow_inf_nan=False)
    except ValueError as error:
        raise MessageRefused(f"{kind.SCHEMA}: not JSON: {error!s:.100}") from error
    if not isinstance(body, dict):
        raise MessageRefused(f"{kind.SCHEMA}: not a JSON object")
    return body
