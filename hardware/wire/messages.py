"""The message table between host and reject controller: one frozen dataclass per message.

Rules
- Times are microseconds and positions encoder ticks, both counted from the controller's start; both
  wrap (after 71 minutes and after 2^31 ticks). The host unwraps them, the controller only compares
  by difference.
- A command in SEQUENCED is acknowledged (`Ack`) and taken in the order of its frames' sequence
  numbers, once; the host sends again what was not acknowledged, at most WINDOW at a time. Every
  other message of the host is harmless when lost or doubled and has sequence number 0.
- What happened is told by the messages in EVENTS. Each has a number and is kept, and sent again,
  until the host took it (`TakeEvents`); a number older than `Status.oldest_event_no` is lost.
- The first word of a host is `Hello`; everything else is refused before it.
"""

from dataclasses import dataclass
from typing import Annotated

from hardware.wire.codes import (
    Action,
    BeltStop,
    Fault,
    Input,
    Kind,
    Lamp,
    Output,
    Result,
    Silence,
    State,
)
from hardware.wire.whole_numbers import I32, U8, U16, U32

ByteCount = Annotated[int, U8]
ActionField = Annotated[Action, U8]
YesNo = Annotated[bool, U8]
Word = Annotated[int, U16]
Count = Annotated[int, U32]
TimeUs = Annotated[int, U32]
Ticks = Annotated[int, I32]

WINDOW = 8
"""Commands that may be unacknowledged at one time."""
CAMERAS = 4
"""Triggers of cameras that the controller has."""
NOT_FITTED = -1
"""A distance to what is not there."""


# From the host to the controller


@dataclass(frozen=True, slots=True)
class Hello:
    """Begins a conversation: the frame's own sequence number is the one before the first command's.

    Answered by `Welcome`. A host that started anew (another `host_run`) gets only events of packs
    seen from now on.
    """

    protocol: Count
    host_run: Count
    """Drawn by the host when it starts."""


@dataclass(frozen=True, slots=True)
class Configure:
    """What hardware/gate_queue.py calls the geometry, and what stands around the gate."""

    kind: Annotated[Kind, U8]
    silence: Annotated[Silence, U8]
    eye_to_gate_ticks: Ticks
    order_lead_ticks: Ticks
    pulse_ticks: Ticks
    pack_ticks: Ticks
    merge_gap_ticks: Ticks
    shortest_pack_ticks: Ticks
    travel_us: TimeUs
    gate_to_reject_ticks: Ticks
    """From the gate to the reject-confirm eye; NOT_FITTED without one."""
    exit_eye: YesNo
    """An exit eye is fitted."""
    hold_outlet: YesNo
    """A second outlet is fitted."""
    camera_0_ticks: Ticks
    """From the photo-eye to where this camera looks; NOT_FITTED without one."""
    camera_1_ticks: Ticks
    camera_2_ticks: Ticks
    camera_3_ticks: Ticks
    heartbeat_timeout_ms: Word
    rejects_in_a_row_to_stop: ByteCount
    """0: never."""
    most_pulses_per_10_s: Word


@dataclass(frozen=True, slots=True)
class AskArm:
    """The first step of the handshake, answered by `Nonce`."""

    default_action: ActionField


@dataclass(frozen=True, slots=True)
class Arm:
    """The last step of the handshake; nothing else changes what happens without an order."""

    default_action: ActionField
    nonce: Count


@dataclass(frozen=True, slots=True)
class Order:
    pack_no: Count
    action: ActionField


@dataclass(frozen=True, slots=True)
class StopBelt:
    stop: YesNo


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The host's line lives. Nothing else counts as a sign of its life."""


@dataclass(frozen=True, slots=True)
class TakeEvents:
    """The host has every event before `next_event_no`."""

    next_event_no: Word


@dataclass(frozen=True, slots=True)
class ClearFault:
    fault: Annotated[Fault, U8]


@dataclass(frozen=True, slots=True)
class Lamps:
    lamps: Annotated[Lamp, U8]


@dataclass(frozen=True, slots=True)
class AskCounters:
    """Answered by `Counters`."""


# From the controller to the host


@dataclass(frozen=True, slots=True)
class Welcome:
    protocol: Count
    """The controller's own; with another one the host goes no further."""
    host_run: Count
    """The one that is answered."""
    boot: Count
    """Grows by one with every start of the controller."""
    time_us: TimeUs
    tick: Ticks
    next_pack_no: Count
    next_event_no: Word
    """The number of the first event that this host will get."""
    state: Annotated[State, U8]
    default_action: ActionField
    configured_crc: Count
    """CRC-32 of the payload of the `Configure` in force; 0 with none."""


@dataclass(frozen=True, slots=True)
class Ack:
    seq: ByteCount
    """Of the command's frame."""
    result: Annotated[Result, U8]


@dataclass(frozen=True, slots=True)
class Nonce:
    """Good for one `Arm` with the same default, for two seconds."""

    default_action: ActionField
    nonce: Count


@dataclass(frozen=True, slots=True)
class Status:
    """Sent every 10 ms: the base of the host's clock fit."""

    time_us: TimeUs
    tick: Ticks
    state: Annotated[State, U8]
    default_action: ActionField
    belt_stops: Annotated[BeltStop, U8]
    inputs: Annotated[Input, U8]
    faults: Word
    """Bit `Fault` of every fault that is not cleared."""
    outputs: Annotated[Output, U16]
    oldest_event_no: Word
    """Of the events that the host has not taken; the next number where it took all."""


@dataclass(frozen=True, slots=True)
class Counters:
    """Since the controller's start."""

    packs_seen: Count
    packs_passed: Count
    packs_rejected: Count
    packs_held: Count
    packs_without_order: Count
    orders_refused: Count
    pulses: Count
    frames_taken: Count
    frames_refused: Count
    """Garbled, cut, unknown or of the wrong length."""
    events_lost: Count
    """Dropped since the host did not take them."""


# Events


@dataclass(frozen=True, slots=True)
class PackSeenTold:
    event_no: Word
    pack_no: Count
    front_tick: Ticks
    back_tick: Ticks
    time_us: TimeUs
    touching: YesNo


@dataclass(frozen=True, slots=True)
class GateDoneTold:
    event_no: Word
    pack_no: Count
    action: ActionField
    ordered: YesNo
    time_us: TimeUs


@dataclass(frozen=True, slots=True)
class PackLeftTold:
    """An eye behind the gate saw a pack; place and time are those of its middle."""

    event_no: Word
    where: ActionField
    tick: Ticks
    time_us: TimeUs


@dataclass(frozen=True, slots=True)
class OrderRefusedTold:
    event_no: Word
    pack_no: Count
    action: ActionField
    late: YesNo
    time_us: TimeUs


@dataclass(frozen=True, slots=True)
class BinTold:
    event_no: Word
    full: YesNo
    time_us: TimeUs


@dataclass(frozen=True, slots=True)
class TriggeredTold:
    event_no: Word
    camera: ByteCount
    count: Count
    """1 for the first trigger of this camera since the controller's start."""
    tick: Ticks
    time_us: TimeUs


@dataclass(frozen=True, slots=True)
class FaultTold:
    event_no: Word
    fault: Annotated[Fault, U8]
    time_us: TimeUs


ToController = (
    Hello
    | Configure
    | AskArm
    | Arm
    | Order
    | StopBelt
    | Heartbeat
    | TakeEvents
    | ClearFault
    | Lamps
    | AskCounters
)
Event = (
    PackSeenTold
    | GateDoneTold
    | PackLeftTold
    | OrderRefusedTold
    | BinTold
    | TriggeredTold
    | FaultTold
)
ToHost = Welcome | Ack | Nonce | Status | Counters | Event
Message = ToController | ToHost

TO_CONTROLLER: dict[int, type[ToController]] = {
    1: Hello,
    2: Configure,
    3: AskArm,
    4: Arm,
    5: Order,
    6: StopBelt,
    7: Heartbeat,
    8: TakeEvents,
    9: ClearFault,
    10: Lamps,
    11: AskCounters,
}
TO_HOST: dict[int, type[ToHost]] = {
    32: Welcome,
    33: Ack,
    34: Nonce,
    35: Status,
    36: Counters,
    48: PackSeenTold,
    49: GateDoneTold,
    50: PackLeftTold,
    51: OrderRefusedTold,
    52: BinTold,
    53: TriggeredTold,
    54: FaultTold,
}
TABLE: dict[int, type[Message]] = {**TO_CONTROLLER, **TO_HOST}
SEQUENCED: tuple[type[ToController], ...] = (Configure, Arm, Order, StopBelt, ClearFault, Lamps)
