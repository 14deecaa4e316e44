"""Runs the structured text of docs/plc.md: just as much of IEC 61131-3 as that example speaks.

Its statements become Python ones. UINT wraps at 16 bits in every operation, as a PLC's does.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

from hardware.gates.plc_blocks import EventSlot
from hardware.gates.register_map import COMMAND, STATUS
from hardware.interfaces import GateAction, GateOrder, OrderRefused
from simulators.plc_handshake import MOST_EVENTS, slot_of, trigger_slot
from tests.hardware.gates.plc_floor import VIEWS, NearGate

GUIDE = Path(__file__).parents[3] / "docs" / "plc.md"
STATEMENT = re.compile(
    r"\s*(?:IF (?P<condition>.*?) THEN|(?P<otherwise>ELSE)\b|(?P<end>END_IF|END_FOR)\b"
    r"|FOR (?P<name>\w+) := (?P<start>.*?) TO (?P<stop>.*?) DO|(?P<plain>[^;]*?);)",
    re.DOTALL,
)
WORDS = [
    (r"16#([0-9A-Fa-f]+)", r"0x\1"),
    (r"T#(\d+)MS", r"\1"),
    (r"(?<![:<>])=(?!=)", "=="),
    (r"<>", "!="),
    (r":=", "="),
    (r"/", "//"),
    (r"\bMOD\b", "%"),
    *((rf"\b{word}\b", word.lower()) for word in ("AND", "OR", "NOT", "MIN")),
    (r"\bTRUE\b", "True"),
    (r"\bFALSE\b", "False"),
]
SIMPLE = re.compile(r"^(?P<target>[\w\[\]. +*\-()]+?) = (?P<value>.*)$", re.DOTALL)
DECLARED = re.compile(r"([\w, ]+?) : (\w+)(?: := ([^;]+))?;")
TICKING_MS = 1_000_000


class Uint(int):
    """16 bits, wrapping."""

    def __new__(cls, value: int) -> "Uint":
        return super().__new__(cls, value & 0xFFFF)

    def __add__(self, other: int) -> "Uint":
        return Uint(int(self) + other)

    def __sub__(self, other: int) -> "Uint":
        return Uint(int(self) - other)

    def __mul__(self, other: int) -> "Uint":
        return Uint(int(self) * other)

    def __mod__(self, other: int) -> "Uint":
        return Uint(int(self) % other)


class Ton:
    """The on-delay timer of the standard (IEC 61131-3, table 38)."""

    def __init__(self) -> None:
        self.now_ms = 0
        self.since_ms: int | None = None
        self.Q = False

    def __call__(self, IN: bool, PT: int) -> None:  # noqa: N803 - the standard's names
        if not IN:
            self.since_ms = None
        elif self.since_ms is None:
            self.since_ms = self.now_ms
        self.Q = self.since_ms is not None and self.now_ms - self.since_ms >= PT


def example() -> str:
    text = GUIDE.read_text(encoding="utf-8")
    (found,) = re.findall(r"```iecst\n(.*?)```", text, re.DOTALL)
    return re.sub(r"\(\*.*?\*\)", "", found, flags=re.DOTALL)


def constants() -> dict[str, int]:
    block = re.findall(r"VAR CONSTANT(.*?)END_VAR", example(), re.DOTALL)[0]
    return {
        name.strip(): int(str(value).replace("16#", "0x"), 0)
        for name, _, value in DECLARED.findall(block)
    }


def translated(body: str) -> str:
    lines: list[str] = []
    depth = 0
    for found in STATEMENT.finditer(body):
        depth -= found["otherwise"] is not None or found["end"] is not None
        if (line := line_of(found)) is not None:
            lines.append("    " * depth + line)
        opens = found["condition"] or found["otherwise"] or found["name"]
        depth += opens is not None
    return "\n".join(lines)


def line_of(found: re.Match[str]) -> str | None:
    if found["condition"] is not None:
        return f"if {in_python(found['condition'])}:"
    if found["otherwise"] is not None:
        return "else:"
    if found["name"] is not None:
        start, stop = in_python(found["start"]), in_python(found["stop"])
        return f"for {found['name']} in counted({start}, {stop}):"
    if found["plain"] is None or not found["plain"].strip():
        return None
    return in_python(found["plain"])


def in_python(text: str) -> str:
    call = re.fullmatch(r"\s*Silence\((.*)\)\s*", text, re.DOTALL)
    for pattern, word in WORDS:
        text = re.sub(pattern, word, text)
    flat = " ".join(text.split())
    assigned = SIMPLE.match(flat)
    if call is not None or assigned is None:
        return flat
    return f"{assigned['target']} = kept({assigned['value']})"


def kept(value: Any) -> Any:
    """A whole number assigned to a UINT stays one; the others have their own types."""
    return value if isinstance(value, bool | Uint) or value > 0xFFFF else Uint(value)


def counted(start: int, stop: int) -> Iterator[Uint]:
    return (Uint(number) for number in range(start, stop + 1))


def compiled() -> CodeType:
    body = example().split("END_VAR")[-1].split("END_FUNCTION_BLOCK")[0]
    return compile(translated(body), str(GUIDE), "exec")


class StProgram:
    """A PLC with the example in it; its pack register is a `NearGate`."""

    code = compiled()

    def __init__(self, near: NearGate, boot: int) -> None:
        self.near, self.silence = near, Ton()
        record = SimpleNamespace(Kind=0, What=0, Flag=0, Length=0, Number=0, Tick=0, TimeUs=0)
        self.state: dict[str, Any] = {
            **{name: Uint(value) for name, value in constants().items()},
            **dict.fromkeys(
                ("Scan", "Armed", "StopsBelt", "ArmedBy", "Challenge", "OrderAck", "LastBeat"),
                Uint(0),
            ),
            "Tail": Uint(0),
            "Head": Uint(0),
            "Boot": Uint(boot),
            "Inputs": Uint(0),
            "HoldsBelt": False,
            "StopBelt": False,
            "Level": Uint(2),
            "Silence": self.silence,
            "Reg": [Uint(0)] * (COMMAND.first + COMMAND.size),
            "Events": [SimpleNamespace(**vars(record)) for _ in range(MOST_EVENTS)],
            "Orders": [SimpleNamespace(PackNo=0, Action=0) for _ in range(9)],
            "counted": counted,
            "kept": kept,
            "UINT_TO_UDINT": int,
            "UDINT_TO_UINT": Uint,
        }

    @property
    def armed(self) -> GateAction | None:
        return {0: None, 1: GateAction.PASS, 2: GateAction.REJECT}[self.state["Armed"]]

    def scan(self, words: Sequence[int], now_ns: int) -> list[int]:
        state, registers = self.state, self.state["Reg"]
        self.register_packs()
        registers[COMMAND.first :] = [Uint(word) for word in words]
        state["Tick"], state["TimeUs"] = self.near.position().tick, now_ns // 1000 & 0xFFFF_FFFF
        self.silence.now_ms = now_ns // TICKING_MS
        exec(self.code, state)
        self.carry_out(now_ns)
        return [int(word) for word in registers[STATUS.first : STATUS.first + STATUS.size]]

    def register_packs(self) -> None:
        for event in self.near.poll():
            self.push(slot_of(event))
        for output, view in enumerate(VIEWS, start=1):
            for one in self.near.triggered(view):
                self.push(trigger_slot(output, one))

    def push(self, slot: EventSlot) -> None:
        state = self.state
        place = state["Events"][state["Head"] % MOST_EVENTS]
        place.Kind, place.What, place.Flag = Uint(slot.kind), Uint(slot.what), Uint(slot.flag)
        place.Length, place.Number = Uint(slot.length), slot.number
        place.Tick, place.TimeUs = slot.tick & 0xFFFF_FFFF, slot.time_us & 0xFFFF_FFFF
        state["Head"] = state["Head"] + 1
        if state["Head"] - state["Tail"] > MOST_EVENTS:
            state["Tail"] = state["Tail"] + 1

    def carry_out(self, now_ns: int) -> None:
        state = self.state
        self.near.arm(GateAction.REJECT if state["Level"] == 2 else GateAction.PASS)
        self.near.stop_belt(bool(state["StopBelt"]))
        actions = {1: GateAction.PASS, 2: GateAction.REJECT, 3: GateAction.HOLD}
        for one in state["Orders"][1 : state["OrderCount"] + 1]:
            order = GateOrder(int(one.PackNo), actions[one.Action])
            if state["TakesOrders"]:
                self.near.order(order)
            else:
                refused = OrderRefused(order.pack_no, order.action, late=False, at_ns=now_ns)
                self.push(slot_of(refused))
