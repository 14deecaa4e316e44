"""The registers between a station and a PLC that owns the gate: what each of them means. Pure.

docs/plc.md tells it to those who program the PLC; a test keeps both in step.

Rules
- Holding registers, addresses from 0. Of a number with two registers the high word comes first.
- The status block is written by the PLC alone and read in one request, the command block by the
  station alone. A block has its place in one request, so that nothing in it is half old.
- A status block begins and ends with the number of the PLC's scan: one whose two numbers differ
  was read while the PLC wrote it, and says nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from hardware.interfaces import GateAction

MAGIC = 0x5057
"""'PW': who is read is a PLC with this map, and not just anything at that address."""
VERSION = 1
EVENT_SLOTS = 4
ORDER_SLOTS = 8
WATCHDOG_MS = 400
"""The PLC gives the station up when its heartbeat stands for so long."""

WORD = 0xFFFF
ACTION_CODES = {GateAction.PASS: 1, GateAction.REJECT: 2, GateAction.HOLD: 3}
ACTIONS = {code: action for action, code in ACTION_CODES.items()}
NOBODY = 0
"""Instead of a level: the PLC is not armed."""


class BadRegisters(ValueError):
    """Registers that do not follow this map."""


class EventKind(IntEnum):
    NONE = 0
    PACK_SEEN = 1
    GATE_DONE = 2
    PACK_LEFT = 3
    ORDER_REFUSED = 4
    BIN_FULL = 5
    TRIGGERED = 6


class PlcInputs(IntFlag):
    """What the PLC senses and only tells of."""

    BIN_FULL = 1
    AIR_LOW = 2
    KEY_ON = 4
    EMERGENCY_STOP_PULLED = 8


class PlcSignals(IntFlag):
    """The PLC's half of the handshake with bits."""

    TRIGGER = 1
    RESULT_ACK = 2


class HostOutputs(IntFlag):
    STOP_BELT = 1
    LAMP_RED = 2
    LAMP_AMBER = 4
    LAMP_GREEN = 8
    BEEPER = 16


class HostSignals(IntFlag):
    """The station's half of the handshake with bits."""

    READY = 1
    BUSY = 2
    TRIGGER_ACK = 4
    RESULT_VALID = 8
    OK = 16
    NG = 32
    HOLD = 64
    ERROR = 128


NO_INPUTS, NO_SIGNALS = PlcInputs(0), PlcSignals(0)
NO_OUTPUTS, SILENT = HostOutputs(0), HostSignals(0)
RESULT_BITS = {
    GateAction.PASS: HostSignals.OK,
    GateAction.REJECT: HostSignals.NG,
    GateAction.HOLD: HostSignals.HOLD,
}


@dataclass(frozen=True, slots=True)
class Register:
    """One value in a block."""

    name: str
    words: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Block:
    """Registers in a row."""

    first: int
    registers: tuple[Register, ...]

    @property
    def size(self) -> int:
        return sum(register.words for register in self.registers)

    def addressed(self) -> Iterator[tuple[int, Register]]:
        address = self.first
        for register in self.registers:
            yield address, register
            address += register.words

    def address(self, name: str) -> int:
        return next(address for address, register in self.addressed() if register.name == name)

    def packed(self, values: Mapping[str, int]) -> list[int]:
        """Words of 16 bits; what is not named is 0, what is too large wraps."""
        words: list[int] = []
        for register in self.registers:
            value = values.get(register.name, 0)
            if register.words == 2:
                words.append(value >> 16 & WORD)
            words.append(value & WORD)
        return words

    def unpacked(self, words: Sequence[int]) -> dict[str, int]:
        """BadRegisters unless there are as many words as the block has, each of 16 bits."""
        if len(words) != self.size or not all(0 <= word <= WORD for word in words):
            raise BadRegisters(f"{len(words)} registers where {self.size} belong")
        values: dict[str, int] = {}
        place = 0
        for register in self.registers:
            value = words[place]
            if register.words == 2:
                value = value << 16 | words[place + 1]
            values[register.name] = value
            place += register.words
        return values


def numbered(prefix: str, count: int, registers: Sequence[Register]) -> Iterator[Register]:
    """The same registers once for each of several slots."""
    for slot in range(1, count + 1):
        for register in registers:
            yield Register(f"{prefix}{slot}_{register.name}", register.words, register.meaning)


EVENT_REGISTERS = (
    Register("seq", 1, "number of the event; the first after a start is 0"),
    Register(
        "kind",
        1,
        "0 empty; 1 pack seen, 2 gate done, 3 pack left, 4 order refused, 5 bin, 6 trigger",
    ),
    Register("what", 1, "1 pass, 2 reject, 3 hold; of a trigger: the camera output, from 1"),
    Register("flag", 1, "touching / ordered / - / late / full / -"),
    Register("number", 2, "the pack's number; of a trigger: how many this output has given"),
    Register("tick", 2, "the belt's counter: front edge, exit or confirm eye, trigger"),
    Register("length", 1, "of the pack at the eye, in ticks"),
    Register("time_us", 2, "the PLC's microseconds at the event"),
)
ORDER_REGISTERS = (
    Register("pack_no", 2, "the pack"),
    Register("action", 1, "1 pass, 2 reject, 3 hold"),
)
STATUS = Block(
    0,
    (
        Register("scan", 1, "counts the PLC's scans; written first"),
        Register("magic", 1, "0x5057"),
        Register("version", 1, "of this map"),
        Register("boot", 1, "another number after every start of the PLC's program, never 0"),
        Register("tick", 2, "the encoder's count now"),
        Register("time_us", 2, "microseconds of the PLC's clock when it took the count"),
        Register("armed", 1, "0 by nobody, 1 pass, 2 reject: what becomes of a pack without order"),
        Register("stops_belt", 1, "1: the belt stops when the station falls silent"),
        Register("armed_by", 1, "the challenge that was answered when it was armed"),
        Register(
            "challenge", 1, "must be answered to arm; another one after every answer and fall"
        ),
        Register("inputs", 1, "bit 0 bin full, 1 air low, 2 key on, 3 emergency stop pulled"),
        Register("signals", 1, "bit 0 TRIGGER, 1 RESULT_ACK"),
        Register("order_ack", 1, "order_seq of the last orders taken"),
        Register("event_tail", 1, "seq of the event in slot 1, or of the next one"),
        Register("event_head", 1, "seq that the next new event will have"),
        *numbered("event", EVENT_SLOTS, EVENT_REGISTERS),
        Register("scan_end", 1, "the same as scan; written last"),
    ),
)
COMMAND = Block(
    100,
    (
        Register("heartbeat", 1, "changes while the station's line lives"),
        Register("boot", 1, "the PLC's boot that all this is meant for; else the PLC ignores it"),
        Register("events_taken", 1, "seq of the first event that the station still wants"),
        Register("outputs", 1, "bit 0 stop the belt, lamps: 1 red, 2 amber, 3 green; 4 beeper"),
        Register(
            "signals",
            1,
            "bit 0 READY, 1 BUSY, 2 TRIGGER_ACK, 3 RESULT_VALID, 4 OK, 5 NG, 6 HOLD, 7 ERROR",
        ),
        Register("arm_level", 1, "1 pass, 2 reject: wanted when arm_answer is right"),
        Register("arm_stops_belt", 1, "1: stop the belt when the station falls silent"),
        Register("arm_answer", 1, "the PLC's challenge; anything else arms nothing"),
        Register("order_count", 1, "how many of the order slots count"),
        *numbered("order", ORDER_SLOTS, ORDER_REGISTERS),
        Register("order_seq", 1, "another number with every new set of orders; written last"),
    ),
)
CYCLIC_WORDS = COMMAND.address("order_count") - COMMAND.first
"""So many words of the command block are enough while there are no orders."""
