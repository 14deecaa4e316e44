"""A PLC's program and a station's session with nothing between them but two sets of registers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from hardware.gates.plc_arming import Arming
from hardware.gates.plc_blocks import command_words, read_status
from hardware.gates.plc_exchange import BitExchange, CounterExchange
from hardware.gates.plc_session import PlcSession
from hardware.gates.plc_terms import HostTerms
from hardware.gates.register_map import COMMAND, STATUS
from hardware.interfaces import (
    BeltPosition,
    CameraTrigger,
    GateAction,
    GateCapability,
    GateDone,
    GateEvent,
    GateOrder,
    PackSeen,
)
from simulators.plc_handshake import PlcBits, PlcCounters
from simulators.plc_program import PlcProgram

Handshake = Literal["counters", "bits"]
NS_PER_MS = 1_000_000
NS_PER_TICK = 1_000_000
PACK_TICKS = 100
VIEWS = ("top", "side")


class NearGate:
    """The PLC's own inputs and outputs: what is told happens, and orders are noted."""

    capability: GateCapability
    trouble = None

    def __init__(self) -> None:
        self.now_ns = 0
        self.first_tick = 0
        """What its counter begins with."""
        self.packs = 0
        self.events: list[GateEvent] = []
        self.given: dict[str, list[CameraTrigger]] = {view: [] for view in VIEWS}
        self.orders: list[GateOrder] = []
        self.default: GateAction | None = None
        self.is_stopped = False

    def see(self) -> None:
        """A pack comes by."""
        self.packs += 1
        tick = self.position().tick
        self.events.append(PackSeen(self.packs, tick - PACK_TICKS, tick, self.now_ns, False))

    def pass_gate(self, pack_no: int) -> None:
        assert self.default is not None
        self.events.append(GateDone(pack_no, self.default, ordered=False, at_ns=self.now_ns))

    def trigger(self, view: str, count: int) -> None:
        one = CameraTrigger(view, count, self.position().tick, self.now_ns)
        self.given[view].append(one)

    def arm(self, default: GateAction) -> None:
        self.default = default

    def order(self, order: GateOrder) -> None:
        self.orders.append(order)

    def stop_belt(self, stop: bool) -> None:
        self.is_stopped = stop

    def position(self) -> BeltPosition:
        return BeltPosition(self.first_tick + self.now_ns // NS_PER_TICK, self.now_ns)

    def poll(self) -> Sequence[GateEvent]:
        events, self.events = self.events, []
        return events

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        given, self.given[view] = self.given[view], []
        return given

    def heartbeat(self, now_ns: int) -> None: ...


class Program(Protocol):
    """What a PLC does in every scan."""

    @property
    def armed(self) -> GateAction | None: ...

    def scan(self, words: Sequence[int], now_ns: int) -> list[int]: ...


ProgramOf = Callable[[NearGate, int], Program]
"""Started anew, with the number of this start."""


@dataclass
class Wires:
    """Moves by single steps, in any order: scan, read, write."""

    handshake: Handshake = "counters"
    stops_belt: bool = False
    boot: int = 1
    now_ns: int = NS_PER_MS
    program_of: ProgramOf | None = None
    """Another PLC than the simulated one."""
    near: NearGate = field(init=False)
    program: Program = field(init=False)
    session: PlcSession = field(init=False)
    told: list[GateEvent] = field(default_factory=list)
    """What the line has fetched."""
    status: list[int] = field(init=False)
    command: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.power_on()
        exchange = BitExchange() if self.handshake == "bits" else CounterExchange()
        arming = Arming(self.stops_belt)
        terms = HostTerms(VIEWS)
        self.session = PlcSession("the PLC", terms, exchange, arming, self.now_ns)

    def power_on(self) -> None:
        """The PLC knows nothing; its own counters begin anew."""
        self.near = NearGate()
        self.near.now_ns = self.now_ns
        self.status, self.command = [0] * STATUS.size, [0] * COMMAND.size
        self.program = (self.program_of or self.simulated)(self.near, self.boot)
        self.scan()

    def simulated(self, near: NearGate, boot: int) -> PlcProgram:
        hand = PlcBits() if self.handshake == "bits" else PlcCounters()
        return PlcProgram(near, boot, hand, VIEWS, near)

    @property
    def peer(self) -> PlcProgram:
        """The simulated PLC, where it is one."""
        assert isinstance(self.program, PlcProgram)
        return self.program

    def restart(self) -> None:
        self.boot += 1
        self.power_on()

    def pass_ms(self, ms: int) -> None:
        self.now_ns += ms * NS_PER_MS
        self.near.now_ns = self.now_ns

    def scan(self) -> None:
        self.status = self.program.scan(self.command, self.now_ns)

    def read(self) -> None:
        status = read_status(self.status)
        if status is not None:
            self.session.heard(status, self.now_ns)
        self.told += self.session.events
        self.session.events.clear()

    def write(self) -> None:
        if self.session.boot is not None:
            self.command = command_words(self.session.command(self.now_ns))

    def beat(self) -> None:
        self.session.arming.beat(self.now_ns)

    def turns(self, count: int) -> None:
        """The usual way of things."""
        for _ in range(count):
            self.pass_ms(1)
            self.beat()
            self.session.trouble(self.now_ns)
            self.write()
            self.scan()
            self.read()

    def arm(self, default: GateAction) -> None:
        self.session.arming.want(default, self.now_ns)
