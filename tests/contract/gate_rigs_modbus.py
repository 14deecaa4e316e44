"""A PLC over Modbus, each way of reaching it and each handshake once (test_modbus has the others).

The belt moves in virtual time, the requests and their answers are real.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hardware.interfaces import FailState
from simulators.clock import VirtualClock
from simulators.modbus_plc import Handshake
from simulators.modbus_rig import modbus_rig
from simulators.modbus_ways import RtuWay, TcpWay
from simulators.plant import Plant
from tests.contract.gate_rig import SETTINGS, VIEW, GateFactory, GateWay, Wish


class ModbusRoute:
    def __init__(self, wish: Wish, way: TcpWay | RtuWay, hand: Handshake) -> None:
        self.clock = VirtualClock()
        self.rig = modbus_rig(FailState.REJECT_ALL, (VIEW,), way, hand)
        packs, random = wish.true_packs(), wish.random()
        self.plant = Plant(SETTINGS, packs, (VIEW,), random, self.rig.controller_of)
        self.gate = self.rig.gate_of(self.plant, self.clock, turns_by_itself=False)

    def exchange(self, now_ns: int) -> None:
        self.rig.exchange(now_ns)

    def lose(self) -> None:
        self.rig.plc.unplug()

    def find(self) -> None:
        self.rig.plc.plug_in()


def reached_by(way_of: Callable[[], TcpWay | RtuWay], hand: Handshake) -> GateFactory:
    @contextmanager
    def reached(wish: Wish) -> Iterator[GateWay]:
        route = ModbusRoute(wish, way_of(), hand)
        yield route
        route.rig.close()

    return reached


GATES: dict[str, GateFactory] = {
    "modbus-tcp": reached_by(TcpWay, "counters"),
    "modbus-rtu-bits": reached_by(RtuWay, "bits"),
}
