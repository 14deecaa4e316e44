"""The product's serial gate in front of the real binary: in virtual time, and on a real port."""

from collections.abc import Callable
from datetime import UTC, datetime

from hardware.clock import RealClock
from hardware.gates.belt_gate import BeltGateSettings
from hardware.gates.serial import SerialGate, open_serial_gate
from hardware.gates.serial_settings import SerialGateSettings
from hardware.interfaces import (
    FailState,
    GateAction,
    GateDone,
    GateEvent,
    GateKind,
    GateOrder,
    OrderRefused,
    PackSeen,
)
from tests.firmware.avr_build import Built
from tests.firmware.simavr.board import CYCLES_PER_MS, Board
from tests.firmware.simavr.fast_line import (
    PACK_TICKS,
    TICKS_PER_S,
    beside_cycles,
    front_tick,
    put_on_belt,
)
from tests.firmware.simavr.host_end import NS_PER_CYCLE
from tests.peers import needs

pytestmark = needs("gcc", "avr-gcc", "simavr")

VIEW = "top"
CAMERA_MM = 100.0
LATEST_TRIGGER_CYCLES = CYCLES_PER_MS
"""After the tick that the controller tells of."""
BELT = BeltGateSettings(
    kind=GateKind.PULSE,
    ticks_per_mm=1,
    fastest_mm_per_s=TICKS_PER_S,
    eye_to_gate_mm=400,
    order_lead_mm=60,
    pulse_mm=40,
    window_mm=80,
    travel_ms=5,
    pack_mm=PACK_TICKS,
    merge_gap_mm=4,
)


class BoardPort:
    """The port of a simulated board, in its virtual time."""

    def __init__(self, board: Board) -> None:
        self.board = board

    def read(self) -> bytes:
        return self.board.hear()

    def write(self, data: bytes) -> None:
        self.board.say(data)

    def close(self) -> None:
        """The board goes on."""


class BoardClock:
    """The virtual time of a simulated board; waiting lets it run."""

    def __init__(self, board: Board) -> None:
        self.board = board

    def now_ns(self) -> int:
        return int(self.board.cycle * NS_PER_CYCLE)

    def wall(self) -> datetime:
        return datetime.fromtimestamp(self.now_ns() / 1e9, UTC)

    def sleep_until_ns(self, wake_ns: int) -> None:
        self.board.run_ms(max(0.0, (wake_ns - self.now_ns()) / 1e6))


def serial_settings(port: str) -> SerialGateSettings:
    return SerialGateSettings(type="serial", port=port, belt=BELT, rejects_in_a_row_to_stop=0)


class GateAtBoard:
    """The gate, looked after every two milliseconds as the line does it."""

    def __init__(self, board: Board) -> None:
        self.board, self.clock = board, BoardClock(board)
        settings = serial_settings("a simulated board")
        configure = settings.configure(FailState.REJECT_ALL, {VIEW: CAMERA_MM})
        self.gate = SerialGate(settings, configure, (VIEW,), lambda: BoardPort(board), self.clock)
        self.events: list[GateEvent] = []

    def step(self) -> list[GateEvent]:
        new = list(self.gate.poll())
        self.gate.heartbeat(self.clock.now_ns())
        self.board.run_ms(2)
        self.events += new
        return new

    def until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(5000):
            if is_so():
                return
            self.step()
        raise AssertionError(f"not within 10 s: {self.gate.trouble}, {self.events[-3:]}")

    def arm(self, default: GateAction) -> None:
        self.until(lambda: self.gate.is_ready)
        self.gate.arm(default)
        self.until(lambda: self.gate.arming.is_done)
        assert self.gate.trouble is None

    def seen(self) -> list[PackSeen]:
        return [event for event in self.events if isinstance(event, PackSeen)]

    def run(self, packs: int, order: Callable[[PackSeen], GateAction]) -> list[GateDone]:
        """Until so many packs have come to the gate."""
        done: list[GateDone] = []
        while len(done) < packs:
            for event in self.step():
                if isinstance(event, PackSeen):
                    self.gate.order(GateOrder(event.pack_no, order(event)))
                elif isinstance(event, GateDone):
                    done.append(event)
        return done


def odd_ones_out(seen: PackSeen) -> GateAction:
    return GateAction.REJECT if seen.pack_no % 2 else GateAction.PASS


def test_every_order_reaches_its_pack_at_2100_packs_a_minute(board: Board) -> None:
    rig = GateAtBoard(board)
    rig.arm(GateAction.REJECT)
    put_on_belt(board, 100)
    board.belt(TICKS_PER_S)
    done = rig.run(100, odd_ones_out)
    assert all(event.ordered for event in done)
    assert [event.action is GateAction.REJECT for event in done] == [True, False] * 50
    assert len(board.pulses("gate_coil")) == 50
    assert rig.gate.trouble is None


def test_the_camera_is_triggered_where_it_looks(board: Board) -> None:
    """Its output goes on at the tick that the controller tells of."""
    rig = GateAtBoard(board)
    rig.arm(GateAction.REJECT)
    put_on_belt(board, 40)
    board.belt(TICKS_PER_S)
    rig.run(40, odd_ones_out)
    triggers = rig.gate.triggered(VIEW)
    shots = [edge for edge in board.changes("camera_0") if edge.level]
    assert [trigger.count for trigger in triggers] == list(range(1, 41))
    for number, (trigger, shot) in enumerate(zip(triggers, shots, strict=True), start=1):
        asked = front_tick(number) + PACK_TICKS // 2 + int(CAMERA_MM)
        assert 0 <= beside_cycles(shot, trigger.tick) <= LATEST_TRIGGER_CYCLES
        assert 0 <= trigger.tick - asked <= 2


def test_a_controller_that_started_anew_gets_no_order_for_a_pack_from_before(board: Board) -> None:
    rig = GateAtBoard(board)
    rig.arm(GateAction.PASS)
    put_on_belt(board, 30)
    board.belt(TICKS_PER_S)
    rig.until(lambda: len(rig.seen()) >= 4)
    before = rig.seen()[-1]
    board.power_cycle()
    rig.until(lambda: rig.gate.trouble is not None)
    rig.gate.order(GateOrder(before.pack_no, GateAction.REJECT))
    rig.until(lambda: any(isinstance(event, OrderRefused) for event in rig.events))
    rig.until(lambda: rig.gate.trouble is None)
    known = len(rig.seen())
    rig.until(lambda: len(rig.seen()) >= known + 10)
    numbers = [seen.pack_no for seen in rig.seen()]
    ticks = [seen.front_tick for seen in rig.seen()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert ticks == sorted(ticks)
    assert not board.changes("gate_coil")


def test_it_opens_a_real_port_and_arms_the_real_binary(built: Built) -> None:
    with Board(built.host, built.firmware, "--pty") as board:
        assert board.terminal is not None
        board.let_go()
        clock = RealClock()
        gate = open_serial_gate(serial_settings(board.terminal), FailState.STOP_BELT, clock, {})
        gate.arm(GateAction.REJECT)
        end_ns = clock.now_ns() + 20_000_000_000
        while not gate.arming.is_done and clock.now_ns() < end_ns:
            gate.poll()
            gate.heartbeat(clock.now_ns())
            clock.sleep_until_ns(clock.now_ns() + 1_000_000)
        assert gate.trouble is None
        gate.close()
        board.halt()
