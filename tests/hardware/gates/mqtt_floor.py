"""An MQTT gate and its host over a belt, in virtual time, with nothing but mishaps between them."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

import numpy as np

from hardware.gates.mqtt import MqttGate
from hardware.gates.mqtt_messages import TOPICS, Topic, encoded
from hardware.gates.mqtt_mismatch import belt_of
from hardware.gates.mqtt_settings import MqttGateSettings
from hardware.interfaces import CameraTrigger, FailState, GateAction, GateEvent, GateOrder, PackSeen
from hardware.letters import Heard, Letter
from simulators.clock import VirtualClock
from simulators.devices import PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.mqtt_gate_program import GateProgram
from simulators.mqtt_mishaps import Mishaps
from simulators.packs import TruePack, place_packs
from simulators.plant import Plant
from simulators.scripted import FINE, marked_picture
from simulators.settings import PlantSettings
from tests.line.plants import FAST_LINE

Told = TypeVar("Told", bound=GateEvent)
STEP_NS = 1_000_000
SESSION = "00000000000000aa"
RIVAL = "00000000000000bb"
NETWORK = {"host": "127.0.0.1", "port": 1883}
NAMES = {"site": "site", "line": "line", "station": "station"}
ROOT = "packwarden/v1/site/line/station/gate"


def plant_of(count: int, seed: int = 1) -> Plant:
    settings = PlantSettings.model_validate(FAST_LINE)
    random = np.random.default_rng(seed)
    fronts = place_packs(count, settings, random)
    length_mm, picture = settings.packs.length_mm, {"top": marked_picture(FINE)}
    packs = [
        TruePack(index, front_mm, length_mm, None, False, picture)
        for index, front_mm in enumerate(fronts)
    ]
    return Plant(settings, packs, ("top",), random)


def settings_of(plant: Plant, **more: object) -> MqttGateSettings:
    belt = belt_settings(plant.settings).model_dump()
    body = {"type": "mqtt", "broker": NETWORK, "belt": belt, **NAMES, **more}
    return MqttGateSettings.model_validate(body)


class TestPost:
    """One end of a wire that this file moves by hand."""

    __test__ = False

    def __init__(self) -> None:
        self.trouble: str | None = None
        self.sent: list[Letter] = []
        self.came: deque[Heard] = deque()

    @property
    def is_up(self) -> bool:
        return self.trouble is None

    def publish(self, letter: Letter) -> bool:
        if self.is_up:
            self.sent.append(letter)
        return self.is_up

    def take(self) -> tuple[Heard, ...]:
        came = tuple(self.came)
        self.came.clear()
        return came

    def settle(self) -> None:
        """What was taken is done with."""

    def stop(self) -> None:
        self.trouble = "stopped"


class WatchedGate(PlantGate):
    """Notes what the gate's controller was really given, and where the belt was then."""

    def __init__(self, plant: Plant, clock: VirtualClock) -> None:
        super().__init__(plant, clock)
        self.given: list[tuple[int, GateOrder]] = []
        self.belt_is_stopped = False

    def order(self, order: GateOrder) -> None:
        self.given.append((self.position().tick, order))
        super().order(order)

    def stop_belt(self, stop: bool) -> None:
        self.belt_is_stopped = stop
        super().stop_belt(stop)


@dataclass
class Floor:
    """A plant, its gate's controller, and hosts; `step` moves a millisecond on."""

    packs: int = 40
    fail_state: FailState = FailState.REJECT_ALL
    seed: int = 1
    clock: VirtualClock = field(default_factory=VirtualClock)
    is_cut: bool = False
    """Nothing comes through, either way."""

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.plant = plant_of(self.packs, self.seed)
        self.near = WatchedGate(self.plant, self.clock)
        self.program = self.started(1, 0)
        self.inward: Mishaps[Letter] = Mishaps(self.random)
        self.orders: Mishaps[Letter] = Mishaps(self.random)
        self.outward: Mishaps[Letter] = Mishaps(self.random)
        self.hosts: list[tuple[MqttGate, TestPost]] = []
        self.gate = self.host(SESSION)
        self.events: list[GateEvent] = []
        self.triggers: list[CameraTrigger] = []
        self.troubles: list[str] = []
        self.is_alive = True

    def started(self, boot: int, packs_before: int) -> GateProgram:
        belt = belt_of(self.near.capability)
        return GateProgram(self.near, belt, boot, self.random, packs_before)

    def host(self, session: str, **more: object) -> MqttGate:
        post = TestPost()
        settings = settings_of(self.plant, **more)
        gate = MqttGate(settings, self.fail_state, session, post, self.clock)
        self.hosts.append((gate, post))
        state = Letter(Topic.STATE, encoded(self.program.state()))
        self.deliver(state.topic, state.payload)  # it is retained
        return gate

    def restart(self) -> None:
        """The controller loses its power for a moment."""
        terms = self.program.terms
        self.program = self.started(self.program.boot + 1, terms.last_pack)

    def step(self) -> None:
        now_ns = self.clock.now_ns() + STEP_NS
        self.plant.advance(now_ns)
        self.clock.sleep_until_ns(now_ns)
        self.carry(now_ns)
        for gate, _ in self.hosts:
            if gate is not self.gate or self.is_alive:
                self.look(gate, now_ns)

    def look(self, gate: MqttGate, now_ns: int) -> None:
        """As the line does once in every step."""
        gate.position()
        if gate is self.gate:
            self.events += gate.poll()
            self.triggers += gate.triggered("top")
            trouble = gate.trouble
            if trouble is not None and trouble not in self.troubles[-1:]:
                self.troubles.append(trouble)
        gate.heartbeat(now_ns)

    def carry(self, now_ns: int) -> None:
        sent = [letter for _, post in self.hosts for letter in post.sent]
        for _, post in self.hosts:
            post.sent.clear()
        came = self.inward.through([] if self.is_cut else sent, now_ns)
        orders = [letter for letter in came if letter.topic.endswith(Topic.ORDER)]
        rest = [letter for letter in came if letter not in orders]
        for letter in (*rest, *self.orders.through(orders, now_ns)):
            self.program.hear(Topic(letter.topic.rsplit("/", 1)[1]), letter.payload, now_ns)
        self.program.turn(now_ns, self.near, ("top",))
        said, self.program.says = self.program.says, []
        messages = [*said, *self.program.events(now_ns)]
        letters = [Letter(TOPICS[type(message)], encoded(message)) for message in messages]
        for letter in self.outward.through([] if self.is_cut else letters, now_ns):
            self.deliver(letter.topic, letter.payload)

    def deliver(self, topic: str, payload: bytes) -> None:
        for _, post in self.hosts:
            post.came.append(Heard(f"{ROOT}/{topic}", payload, self.clock.now_ns()))

    def run_ms(self, ms: int) -> None:
        for _ in range(ms):
            self.step()

    def arm(self, default: GateAction) -> None:
        """And runs until it is done."""
        self.gate.arm(default)
        self.run_ms(200)
        assert self.gate.trouble is None
        self.troubles.clear()

    def run(self, order: Callable[[PackSeen], GateAction | None], most_ms: int = 9_000) -> None:
        """Until the belt is empty; every pack gets its order when it is seen."""
        ordered = len(self.events)
        for _ in range(most_ms):
            self.step()
            for event in self.events[ordered:]:
                action = order(event) if isinstance(event, PackSeen) else None
                if action is not None and isinstance(event, PackSeen):
                    self.gate.order(GateOrder(event.pack_no, action))
            ordered = len(self.events)
            if not self.plant.is_busy:
                break
        self.run_ms(500)

    def told(self, kind: type[Told]) -> list[Told]:
        return [event for event in self.events if isinstance(event, kind)]
