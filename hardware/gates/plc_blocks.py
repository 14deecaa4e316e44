"""What station and PLC write into their blocks of the register map, as values. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from hardware.gates.register_map import (
    ACTION_CODES,
    ACTIONS,
    COMMAND,
    EVENT_REGISTERS,
    EVENT_SLOTS,
    MAGIC,
    NO_INPUTS,
    NO_OUTPUTS,
    NO_SIGNALS,
    NOBODY,
    ORDER_SLOTS,
    SILENT,
    STATUS,
    VERSION,
    BadRegisters,
    EventKind,
    HostOutputs,
    HostSignals,
    PlcInputs,
    PlcSignals,
)
from hardware.interfaces import GateAction, GateOrder

STATUS_NUMBERS = (
    *("scan", "boot", "tick", "time_us", "stops_belt", "armed_by", "challenge"),
    *("inputs", "signals", "order_ack", "event_tail", "event_head"),
)
COMMAND_NUMBERS = (
    *("heartbeat", "boot", "events_taken", "outputs", "signals"),
    *("arm_stops_belt", "arm_answer", "order_seq"),
)
"""Fields whose register has their name and their number."""


@dataclass(frozen=True, slots=True)
class EventSlot:
    """One event as it stands in the registers; numbers of the PLC, modulo their bits."""

    seq: int
    kind: EventKind
    what: int = 0
    flag: bool = False
    number: int = 0
    tick: int = 0
    length: int = 0
    time_us: int = 0


@dataclass(frozen=True, slots=True)
class PlcStatus:
    """The PLC's block at the end of one scan."""

    scan: int
    boot: int
    tick: int
    time_us: int
    armed: GateAction | None = None
    stops_belt: bool = False
    armed_by: int = 0
    challenge: int = 0
    inputs: PlcInputs = NO_INPUTS
    signals: PlcSignals = NO_SIGNALS
    order_ack: int = 0
    event_tail: int = 0
    event_head: int = 0
    events: tuple[EventSlot, ...] = ()
    """From `event_tail` on, as many as there are and the slots hold."""


@dataclass(frozen=True, slots=True)
class HostCommand:
    """The station's block."""

    heartbeat: int
    boot: int
    events_taken: int = 0
    outputs: HostOutputs = NO_OUTPUTS
    signals: HostSignals = SILENT
    arm_level: GateAction | None = None
    arm_stops_belt: bool = False
    arm_answer: int = 0
    orders: tuple[GateOrder, ...] = ()
    """At most ORDER_SLOTS; numbers of the PLC."""
    order_seq: int = 0


def status_words(status: PlcStatus) -> list[int]:
    """The whole block, as the PLC lays it out."""
    values = {name: int(getattr(status, name)) for name in STATUS_NUMBERS}
    values |= {"magic": MAGIC, "version": VERSION, "scan_end": status.scan}
    values["armed"] = code_of(status.armed)
    for slot, event in enumerate(status.events, start=1):
        for register in EVENT_REGISTERS:
            values[f"event{slot}_{register.name}"] = int(getattr(event, register.name))
    return STATUS.packed(values)


def read_status(words: Sequence[int]) -> PlcStatus | None:
    """None where the block was read while it was written; BadRegisters where it is none of ours."""
    values = STATUS.unpacked(words)
    if values["magic"] != MAGIC:
        raise BadRegisters(f"no PLC with our register map: {values['magic']} instead of {MAGIC}")
    if values["version"] != VERSION:
        raise BadRegisters(f"the PLC has register map {values['version']}, this station {VERSION}")
    if values["scan"] != values["scan_end"]:
        return None
    return PlcStatus(
        scan=values["scan"],
        boot=values["boot"],
        tick=values["tick"],
        time_us=values["time_us"],
        armed=level_of(values["armed"]),
        stops_belt=bool(values["stops_belt"]),
        armed_by=values["armed_by"],
        challenge=values["challenge"],
        inputs=PlcInputs(values["inputs"]),
        signals=PlcSignals(values["signals"]),
        order_ack=values["order_ack"],
        event_tail=values["event_tail"],
        event_head=values["event_head"],
        events=read_events(values),
    )


def read_events(values: Mapping[str, int]) -> tuple[EventSlot, ...]:
    """Up to the first empty slot."""
    slots = (read_event(values, slot) for slot in range(1, EVENT_SLOTS + 1))
    return tuple(takewhile(lambda event: event.kind is not EventKind.NONE, slots))


def read_event(values: Mapping[str, int], slot: int) -> EventSlot:
    found = {register.name: values[f"event{slot}_{register.name}"] for register in EVENT_REGISTERS}
    kind, flag = found.pop("kind"), bool(found.pop("flag"))
    if kind not in set(EventKind):
        raise BadRegisters(f"event {found['seq']} of the PLC is of an unknown kind {kind}")
    return EventSlot(kind=EventKind(kind), flag=flag, **found)


def command_words(command: HostCommand) -> list[int]:
    """The whole block, as the station lays it out."""
    values = {name: int(getattr(command, name)) for name in COMMAND_NUMBERS}
    values["arm_level"] = code_of(command.arm_level)
    values["order_count"] = len(command.orders)
    for slot, order in enumerate(command.orders, start=1):
        values[f"order{slot}_pack_no"] = order.pack_no
        values[f"order{slot}_action"] = ACTION_CODES[order.action]
    return COMMAND.packed(values)


def read_command(words: Sequence[int]) -> HostCommand:
    """What the PLC makes of the station's block."""
    values = COMMAND.unpacked(words)
    if values["order_count"] > ORDER_SLOTS:
        raise BadRegisters(f"{values['order_count']} orders; there are {ORDER_SLOTS} slots")
    slots = range(1, values["order_count"] + 1)
    return HostCommand(
        heartbeat=values["heartbeat"],
        boot=values["boot"],
        events_taken=values["events_taken"],
        outputs=HostOutputs(values["outputs"]),
        signals=HostSignals(values["signals"]),
        arm_level=level_of(values["arm_level"]),
        arm_stops_belt=bool(values["arm_stops_belt"]),
        arm_answer=values["arm_answer"],
        orders=tuple(read_order(values, slot) for slot in slots),
        order_seq=values["order_seq"],
    )


def read_order(values: Mapping[str, int], slot: int) -> GateOrder:
    return GateOrder(values[f"order{slot}_pack_no"], action_of(values[f"order{slot}_action"]))


def code_of(level: GateAction | None) -> int:
    return NOBODY if level is None else ACTION_CODES[level]


def level_of(code: int) -> GateAction | None:
    level = None if code == NOBODY else action_of(code)
    if level is GateAction.HOLD:
        raise BadRegisters("no gate is armed to hold every pack")
    return level


def action_of(code: int) -> GateAction:
    if code not in ACTIONS:
        raise BadRegisters(f"unknown action {code}; 1 is pass, 2 reject, 3 hold")
    return ACTIONS[code]
