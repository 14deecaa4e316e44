"""A gate that keeps its own time, as an MQTT peer: the product cannot tell it from one.

The plant's loop calls `exchange` in every step; the link's thread never touches the plant.
"""

from collections.abc import Sequence
from random import Random

from hardware.gates.mqtt_messages import TOPICS, Message, Topic, encoded
from hardware.gates.mqtt_mismatch import belt_of
from hardware.interfaces import CameraTriggers, Clock, Gate, GateOrder
from hardware.letters import Heard, Letter
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings
from simulators.mqtt_gate_program import GateProgram
from simulators.mqtt_mishaps import Mishaps

LISTENS_TO = (Topic.BEAT, Topic.ARM, Topic.ORDER)


class MqttGatePeer:
    """A near-side gate with a controller that speaks MQTT in front of it."""

    def __init__(
        self,
        gate: Gate,
        broker: BrokerSettings,
        root: str,
        clock: Clock,
        random: Random,
        views: tuple[str, ...] = (),
        triggers: CameraTriggers | None = None,
    ) -> None:
        """root: packwarden/v1/{site}/{line}/{station}/gate; `triggers` tells of views' cameras."""
        self.gate, self.root, self.views, self.triggers = gate, root, views, triggers
        self.inward: Mishaps[Heard] = Mishaps(random)
        self.orders: Mishaps[Heard] = Mishaps(random)
        """Of orders, beside those of everything inward."""
        self.outward: Mishaps[Message] = Mishaps(random)
        self.random, self.belt = random, belt_of(gate.capability)
        self.boots = 0
        self.program = self.started(0)
        self.connections = 0
        presence = Presence(
            f"gate-{root.split('/')[-2]}-{random.getrandbits(32):08x}",
            tuple(f"{root}/{topic}" for topic in LISTENS_TO),
            self.will,
        )
        self.link = MqttLink(broker, presence, clock, random)
        self.link.start()

    def started(self, packs_before: int) -> GateProgram:
        self.boots += 1
        return GateProgram(self.gate, self.belt, self.boots, self.random, packs_before)

    def restart(self) -> None:
        """Power off and on. Packs on the belt get what was armed last; their orders are gone."""
        before = self.program
        for pack_no in before.terms.packs:
            self.gate.order(GateOrder(pack_no, before.resting))
        self.gate.poll()
        self.program = self.started(before.terms.last_pack)
        self.program.resting = before.resting
        self.link.cut()

    def exchange(self, now_ns: int) -> None:
        """One turn of the controller."""
        self.greet()
        for heard in self.heard(now_ns):
            name = heard.topic.removeprefix(f"{self.root}/")
            if name in LISTENS_TO:  # amqtt delivers retained messages of other topics as well
                self.program.hear(Topic(name), heard.payload, now_ns)
        self.program.turn(now_ns, self.triggers, self.views)
        said, self.program.says = self.program.says, []
        self.send([*said, *self.program.events(now_ns)], now_ns)

    def heard(self, now_ns: int) -> list[Heard]:
        """What the network lets by."""
        came = self.inward.through(self.link.take(), now_ns)
        is_order = [heard.topic.endswith(f"/{Topic.ORDER}") for heard in came]
        orders = [heard for heard, one in zip(came, is_order, strict=True) if one]
        rest = [heard for heard, one in zip(came, is_order, strict=True) if not one]
        return rest + self.orders.through(orders, now_ns)

    def greet(self) -> None:
        """A new connection: the broker may know nothing of us, and lost what was under way."""
        if self.link.is_up and self.link.connections != self.connections:
            self.connections = self.link.connections
            self.program.outbox.send_again()
            self.program.says.append(self.program.state())

    def send(self, messages: Sequence[Message], now_ns: int) -> None:
        for message in self.outward.through(messages, now_ns):
            topic = TOPICS[type(message)]
            quality = 0 if topic is Topic.POSITION else 1
            retain = topic is Topic.STATE
            letter = Letter(f"{self.root}/{topic}", encoded(message), quality, retain)
            self.link.publish(letter)

    def will(self) -> Letter:
        payload = encoded(self.program.state(online=False))
        return Letter(f"{self.root}/{Topic.STATE}", payload, quality=1, retain=True)

    def unplug(self) -> None:
        """Its network cable is pulled; the broker publishes the last will."""
        self.link.cut()
        self.link.stop()

    def plug_in(self) -> None:
        self.link.start()

    def close(self) -> None:
        """Switched off properly: its state says so."""
        if self.link.is_up:
            self.link.publish(self.will())
        self.link.stop()
