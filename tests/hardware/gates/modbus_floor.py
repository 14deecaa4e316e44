"""A gate over Modbus, a simulated PLC behind it, and the loop of a line: all in real time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hardware.clock import RealClock
from hardware.gates.belt_gate import BeltGateSettings
from hardware.gates.modbus import ModbusGate, open_modbus_gate
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.gates.register_map import HostSignals
from hardware.interfaces import FailState, GateAction, GateEvent, GateKind, HoldKind, OrderRefused
from simulators.modbus_plc import Handshake, ModbusPlc
from simulators.modbus_ways import RtuWay, TcpWay
from tests.hardware.gates.plc_floor import VIEWS, NearGate

STEP_NS = 1_000_000
PATIENCE_NS = 20_000_000_000
"""A liveness limit, generous for a machine that does much else."""
BELT = BeltGateSettings(
    kind=GateKind.PULSE,
    hold=HoldKind.OUTLET,
    ticks_per_mm=1.0,
    fastest_mm_per_s=1000,
    eye_to_gate_mm=2400,
    gate_to_exit_mm=300,
    gate_to_reject_mm=200,
    order_lead_mm=100,
    pulse_mm=60,
    window_mm=150,
    travel_ms=10,
    stop_mm=140,
    pack_mm=100,
)


def settings_for(way: TcpWay | RtuWay, handshake: Handshake = "counters") -> ModbusGateSettings:
    """The pseudo-terminal knows no parity."""
    reached: dict[str, object] = (
        {"type": "modbus-tcp", "host": "127.0.0.1", "tcp_port": way.port}
        if isinstance(way, TcpWay)
        else {"type": "modbus-rtu", "device": way.device, "parity": "none"}
    )
    told = {"belt": BELT, "handshake": handshake, "triggered_views": VIEWS}
    return ModbusGateSettings.model_validate({**reached, **told})


class Floor:
    """Moves PLC and line on, until something is so."""

    def __init__(self, near: NearGate, plc: ModbusPlc, gate: ModbusGate) -> None:
        self.near, self.plc, self.gate = near, plc, gate
        self.clock = RealClock()
        self.told: list[GateEvent] = []
        self.trouble: str | None = None
        """What the line was told last."""
        self.troubles: list[str] = []
        self.is_alive = True
        """The line's heart beats."""

    def step(self) -> None:
        now_ns = self.clock.now_ns()
        self.near.now_ns = now_ns
        self.plc.exchange(now_ns)
        self.told += self.gate.poll()
        self.trouble = self.gate.trouble
        if self.trouble is not None and self.trouble not in self.troubles:
            self.troubles.append(self.trouble)
        if self.is_alive:
            self.gate.heartbeat(now_ns)
        self.clock.sleep_until_ns(now_ns + STEP_NS)

    def until(self, what: str, is_so: Callable[[], bool]) -> None:
        """what: for the message where it never comes to that."""
        end_ns = self.clock.now_ns() + PATIENCE_NS
        while not is_so():
            assert self.clock.now_ns() < end_ns, f"not {what}; troubles {self.troubles}"
            self.step()

    def until_armed(self, level: GateAction) -> None:
        def is_armed() -> bool:
            is_ready = HostSignals.READY in self.plc.program.signals
            return is_ready and self.plc.program.armed is level and self.trouble is None

        self.step()
        self.until(f"armed to {level}", is_armed)

    def until_in_trouble(self) -> None:
        self.until("in trouble", lambda: self.trouble is not None)

    def count(self, kind: type) -> int:
        return sum(isinstance(event, kind) for event in self.told)

    def refused(self) -> list[int]:
        return [event.pack_no for event in self.told if isinstance(event, OrderRefused)]


@contextmanager
def a_floor(
    way: TcpWay | RtuWay,
    handshake: Handshake = "counters",
    fail_state: FailState = FailState.REJECT_ALL,
) -> Iterator[Floor]:
    """Connected, and armed by nobody yet."""
    near, clock = NearGate(), RealClock()
    near.now_ns = clock.now_ns()
    plc = ModbusPlc(near, way, handshake, VIEWS, near)
    plc.exchange(near.now_ns)
    gate = open_modbus_gate(settings_for(way, handshake), fail_state, clock)
    try:
        yield Floor(near, plc, gate)
    finally:
        gate.close()
        plc.close()
