"""Our reject controller: its C core behind a serial line, in virtual time."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from hardware.interfaces import FailState
from simulators.cable import MemoryCable
from simulators.clock import VirtualClock
from simulators.controller import serial_rig
from simulators.plant import Plant
from tests.contract.gate_rig import SETTINGS, VIEW, GateFactory, GateWay, Wish
from tests.peers import require


class SerialWay:
    def __init__(self, wish: Wish) -> None:
        self.clock = VirtualClock()
        wire_random = np.random.default_rng(wish.seed)
        views, fail_state = (VIEW,), FailState.REJECT_ALL
        self.rig = serial_rig(SETTINGS, fail_state, views, wire_random, MemoryCable())
        packs, random = wish.true_packs(), wish.random()
        self.plant = Plant(SETTINGS, packs, views, random, self.rig.controller_of)
        self.gate = self.rig.gate_of(self.plant, self.clock)

    def exchange(self, now_ns: int) -> None:
        self.rig.exchange(now_ns)

    def lose(self) -> None:
        self.rig.cable.unplug()

    def find(self) -> None:
        self.rig.cable.plug()


@contextmanager
def serial(wish: Wish) -> Iterator[GateWay]:
    require("gcc")
    way = SerialWay(wish)
    yield way
    way.rig.close()


GATES: dict[str, GateFactory] = {"serial": serial}
