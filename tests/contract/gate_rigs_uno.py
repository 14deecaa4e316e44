"""Our reject controller once more: the binary for the Arduino Uno, instruction by instruction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from hardware.gates.serial import SerialGate
from hardware.gates.serial_settings import SerialGateSettings
from hardware.interfaces import FailState, GateEvent, PackSeen
from simulators.cable import MemoryCable
from simulators.clock import VirtualClock
from simulators.links.belt_settings import belt_settings
from simulators.plant import Plant
from tests.contract.gate_rig import SETTINGS, STEP_NS, VIEW, GateFactory, GateWay, Wish
from tests.firmware.avr_build import built
from tests.firmware.simavr.board import Board
from tests.firmware.simavr.plant_board import BoardController
from tests.peers import require

BOOT_MS = 20


class UnoGate(SerialGate):
    """Tells the plant which number each of its packs got."""

    plant: Plant

    def poll(self) -> Sequence[GateEvent]:
        events = super().poll()
        for event in events:
            if isinstance(event, PackSeen):
                self.plant.numbered(event.pack_no, event.centre_tick - self.terms.tick_offset)
        return events


class UnoWay:
    def __init__(self, wish: Wish, board: Board) -> None:
        self.clock, self.board, self.cable = VirtualClock(), board, MemoryCable()
        self.plant = Plant(
            SETTINGS, wish.true_packs(), (VIEW,), wish.random(), partial(BoardController, board)
        )
        settings = SerialGateSettings(type="serial", port="uno", belt=belt_settings(SETTINGS))
        configure = settings.configure(FailState.REJECT_ALL, self.plant.camera_mm)
        self.gate = UnoGate(settings, configure, (VIEW,), self.cable.open_port, self.clock)
        self.gate.plant = self.plant
        while not self.gate.is_ready:
            self.plant.advance(self.clock.now_ns())
            self.exchange(self.clock.now_ns())
            self.gate.poll()
            self.clock.sleep_until_ns(self.clock.now_ns() + STEP_NS)

    def exchange(self, now_ns: int) -> None:
        self.board.say(self.cable.receive())
        self.plant.controller.look(now_ns)
        self.cable.send(self.board.hear())

    def lose(self) -> None:
        self.cable.unplug()

    def find(self) -> None:
        self.cable.plug()


@contextmanager
def uno(wish: Wish) -> Iterator[GateWay]:
    require("gcc", "avr-gcc", "simavr")
    with Board(built().host, built().firmware) as board:
        board.run_ms(BOOT_MS)
        yield UnoWay(wish, board)


GATES: dict[str, GateFactory] = {"serial-uno": uno}
