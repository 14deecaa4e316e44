"""An MQTT gate and its host over a real broker, in virtual time: every step waits for the wire."""

from random import Random

from hardware.clock import RealClock
from hardware.gates.mqtt import MqttGate, presence
from hardware.gates.mqtt_settings import MqttGateSettings
from hardware.interfaces import FailState
from hardware.mqtt_link import MqttLink
from simulators.broker import Broker
from simulators.clock import VirtualClock
from simulators.devices import PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.mqtt_gate import MqttGatePeer
from simulators.plant import Plant

SESSION = "00000000000000aa"
LIVENESS_S = 10.0
MOMENT_S = 0.0002
DOWN_S = 0.001
"""A step of the plant while an end is not connected: real time then passes as its own does."""
QUIET_S = 0.02


def settings_of(plant: Plant, broker: Broker, station: str = "station") -> MqttGateSettings:
    return MqttGateSettings(
        type="mqtt",
        broker=broker.settings,
        site="site",
        line="line",
        station=station,
        belt=belt_settings(plant.settings),
    )


class MqttWay:
    """`exchange` returns when both ends have all that was sent, where both are connected."""

    def __init__(self, plant: Plant, broker: Broker, station: str) -> None:
        self.clock, self.plant, self.real = VirtualClock(), plant, RealClock()
        self.broker = broker
        settings = settings_of(plant, broker, station)
        self.near = PlantGate(plant, self.clock)
        self.peer = MqttGatePeer(
            *(self.near, settings.broker, settings.root, self.clock, Random(1)),
            *(tuple(plant.camera_ticks), self.near),
        )
        own = presence(settings, SESSION)
        self.link = MqttLink(settings.broker, own, self.clock, Random(2))
        self.link.start()
        self.gate = MqttGate(settings, FailState.REJECT_ALL, SESSION, self.link, self.clock)
        self.known: tuple[int, int] | None = None
        self.under_way = (0, 0)

    def exchange(self, now_ns: int) -> None:
        self.settle()
        self.peer.exchange(now_ns)
        self.settle()

    def connections(self) -> tuple[int, int]:
        return self.link.connections, self.peer.link.connections

    def missing(self) -> tuple[int, int]:
        """Sent at one end and not heard at the other, each way."""
        gate, peer = self.link.mail, self.peer.link.mail
        return gate.sent_count - peer.heard_count, peer.sent_count - gate.heard_count

    def settle(self) -> None:
        if not (self.link.is_up and self.peer.link.is_up):
            self.known = None
            self.sleep(DOWN_S)
        elif self.connections() != self.known:
            self.sleep(QUIET_S)
            self.known, self.under_way = self.connections(), self.missing()
        else:
            self.wait_for_the_wire()

    def wait_for_the_wire(self) -> None:
        until_ns = self.real.now_ns() + int(LIVENESS_S * 1e9)
        while self.missing() != self.under_way and self.connections() == self.known:
            if not (self.link.is_up and self.peer.link.is_up):
                return
            assert self.real.now_ns() < until_ns, "the broker swallows messages"
            self.sleep(MOMENT_S)

    def sleep(self, for_s: float) -> None:
        self.real.sleep_until_ns(self.real.now_ns() + int(for_s * 1e9))

    def lose(self) -> None:
        self.peer.unplug()

    def find(self) -> None:
        self.peer.plug_in()

    def close(self) -> None:
        self.gate.close()
        self.peer.close()
