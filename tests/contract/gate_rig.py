"""What the contract suite of gates needs of a gate: a plant behind it, and a way to lose it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np

from hardware.interfaces import Clock, Gate, GateAction, GateEvent, GateOrder, PackSeen
from simulators.packs import TruePack
from simulators.plant import Plant
from simulators.scripted import FINE, marked_picture
from simulators.settings import PlantSettings

Told = TypeVar("Told", bound=GateEvent)
VIEW = "top"
STEP_NS = 1_000_000
SETTINGS = PlantSettings.model_validate(
    {
        "belt": {"packs_per_min": 600, "pitch_mm": 150, "spacing_mm": 6, "slip_share": 0.01},
        "eye": {"jitter_mm": 1, "double_trigger_share": 0},
        "cameras": {"first_mm": 150, "transfer_ms": 1},
        "gate": {"at_mm": 900, "window_mm": 110, "pulse_mm": 40, "lead_mm": 60},
        "packs": {"length_mm": 90},
    }
)
"""1.5 m/s: 0.6 s from the eye to the gate."""


def some_packs(count: int) -> list[TruePack]:
    pictures = {VIEW: marked_picture(FINE)}
    pitch_mm, length_mm = SETTINGS.belt.pitch_mm, SETTINGS.packs.length_mm
    fronts = [pitch_mm * (number + 1) for number in range(count)]
    return [TruePack(i, front, length_mm, None, False, pictures) for i, front in enumerate(fronts)]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a test wants: so many packs, a pitch apart, on a belt that SETTINGS describes."""

    packs: int
    seed: int = 1

    def true_packs(self) -> list[TruePack]:
        return some_packs(self.packs)

    def random(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)


class GateWay(Protocol):
    """A gate under test, reached and not armed yet."""

    @property
    def plant(self) -> Plant: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def clock(self) -> Clock: ...

    def exchange(self, now_ns: int) -> None:
        """Moves everything between the plant's side and the gate's."""
        ...

    def lose(self) -> None:
        """The controller can no longer be reached."""
        ...

    def find(self) -> None:
        """It can again."""
        ...


GateFactory = Callable[[Wish], AbstractContextManager[GateWay]]


@dataclass
class GateRig:
    """Plant, peer and gate in step with each other, as a line would keep them."""

    way: GateWay
    events: list[GateEvent] = field(default_factory=list)
    driven: set[GateAction] = field(default_factory=set)
    is_host_alive: bool = True
    watchers: list[Callable[[Sequence[GateEvent]], None]] = field(default_factory=list)
    """Called after every step with what it brought."""

    @property
    def gate(self) -> Gate:
        return self.way.gate

    @property
    def plant(self) -> Plant:
        return self.way.plant

    def step(self) -> None:
        now_ns = self.way.clock.now_ns()
        self.plant.advance(now_ns)
        self.way.exchange(now_ns)
        new = list(self.gate.poll()) if self.is_host_alive else []
        if self.is_host_alive:
            self.gate.heartbeat(now_ns)
        self.events += new
        self.driven |= self.plant.driven
        for watch in self.watchers:
            watch(new)
        self.way.clock.sleep_until_ns(now_ns + STEP_NS)

    def until(self, is_so: Callable[[], bool], within_s: float = 20.0) -> float:
        """Steps until it is so; how long it took, in seconds of the gate's clock."""
        start_ns = self.way.clock.now_ns()
        while not is_so():
            took_s = (self.way.clock.now_ns() - start_ns) / 1e9
            assert took_s < within_s, (self.gate.trouble, self.events[-5:])
            self.step()
        return (self.way.clock.now_ns() - start_ns) / 1e9

    def wait(self, for_s: float) -> None:
        until_ns = self.way.clock.now_ns() + int(for_s * 1e9)
        self.until(lambda: self.way.clock.now_ns() >= until_ns, for_s + 10)

    def arm(self, default: GateAction) -> None:
        """And waits until it is armed."""
        self.gate.arm(default)
        self.step()
        self.until(lambda: self.gate.trouble is None)
        self.wait(0.05)

    def told(self, kind: type[Told]) -> list[Told]:
        return [event for event in self.events if isinstance(event, kind)]

    def run(self, order: Callable[[PackSeen], GateAction | None] = lambda seen: None) -> None:
        """Until the belt is empty; every pack gets its order as soon as it is seen."""

        def give_orders(events: Sequence[GateEvent]) -> None:
            for event in events:
                action = order(event) if isinstance(event, PackSeen) else None
                if action is not None and isinstance(event, PackSeen):
                    self.gate.order(GateOrder(event.pack_no, action))

        self.watchers.append(give_orders)
        self.until(lambda: not self.plant.is_busy, 60)
        self.wait(0.3)


def collected(modules: Iterator[object]) -> dict[str, GateFactory]:
    """Every factory of the modules' GATES."""
    found: dict[str, GateFactory] = {}
    for module in modules:
        found |= getattr(module, "GATES", {})
    return found
