"""The gate of docs/how-to-gate.md, as it stands there, with the plant behind its peer."""

from collections.abc import Iterator
from contextlib import contextmanager

from simulators.clock import VirtualClock
from simulators.devices import PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.plant import Plant
from tests.contract.gate_rig import SETTINGS, VIEW, GateFactory, GateWay, Wish
from tests.docs.page_code import module_of

PAGE = module_of("how-to-gate.md")


class TextWay:
    def __init__(self, wish: Wish) -> None:
        self.clock = VirtualClock()
        self.plant = Plant(SETTINGS, wish.true_packs(), (VIEW,), wish.random())
        self.peer = PAGE.TextController(PlantGate(self.plant, self.clock))
        belt = belt_settings(SETTINGS)
        settings = PAGE.TextGateSettings(type="text", port="memory", belt=belt)
        self.gate = PAGE.TextGate(settings, self.peer.ask, self.clock)

    def exchange(self, now_ns: int) -> None:
        """Each line is answered as it is said."""

    def lose(self) -> None:
        self.peer.is_cut_off = True

    def find(self) -> None:
        self.peer.is_cut_off = False


@contextmanager
def docs_gate(wish: Wish) -> Iterator[GateWay]:
    yield TextWay(wish)


GATES: dict[str, GateFactory] = {"docs_gate": docs_gate}
