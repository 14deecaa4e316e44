"""The plant's own gate: nothing between it and the line."""

from collections.abc import Iterator
from contextlib import contextmanager

from simulators.clock import VirtualClock
from simulators.devices import PlantGate
from simulators.plant import Plant
from tests.contract.gate_rig import SETTINGS, VIEW, GateFactory, GateWay, Wish


class VirtualWay:
    def __init__(self, wish: Wish) -> None:
        self.clock = VirtualClock()
        self.plant = Plant(SETTINGS, wish.true_packs(), (VIEW,), wish.random())
        self.gate = PlantGate(self.plant, self.clock)

    def exchange(self, now_ns: int) -> None:
        """There is nothing between them."""

    def lose(self) -> None:
        self.gate.trouble = "gone"

    def find(self) -> None:
        self.gate.trouble = None


@contextmanager
def virtual(wish: Wish) -> Iterator[GateWay]:
    yield VirtualWay(wish)


GATES: dict[str, GateFactory] = {"virtual": virtual}
