"""The plant behind a gate that keeps its own time, over a broker on this machine."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hardware.gates.mqtt import MqttGate, open_mqtt_gate
from hardware.gates.mqtt_settings import MqttGateSettings
from hardware.interfaces import Clock, FailState, FrameSource, Gate
from simulators.broker import Broker
from simulators.devices import PlantCamera, PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.links.kinds import HardwareKind
from simulators.links.link_times import LinkTimes
from simulators.links.paired_cameras import paired
from simulators.links.reaching import hold_belt, reached
from simulators.links.watched_gate import FarGate, NearGate
from simulators.mqtt_gate import MqttGatePeer
from simulators.plant import Plant, queue_controller
from simulators.plant_controller import PlantController, Surroundings
from simulators.settings import PlantSettings


class MqttLink:
    """A Link. mosquitto where it is installed, else amqtt."""

    def __init__(self, fail_state: FailState) -> None:
        self.fail_state, self.times = fail_state, LinkTimes()
        self.opened = ExitStack()
        self.broker: Broker
        self.peer: MqttGatePeer
        self.gate: MqttGate

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        return queue_controller(settings, plant)

    def gate_of(self, plant: Plant, clock: Clock) -> Gate:
        hold_belt(plant)
        folder = Path(self.opened.enter_context(TemporaryDirectory(prefix="packwarden-broker-")))
        self.broker = self.opened.enter_context(Broker(folder, clock))
        settings = MqttGateSettings(
            type="mqtt",
            broker=self.broker.settings,
            site="demo",
            line="line-1",
            station="demo",
            belt=belt_settings(plant.settings),
        )
        own, views = PlantGate(plant, clock), tuple(plant.camera_mm)
        self.peer = MqttGatePeer(
            *(NearGate(own, self.times, clock), settings.broker, settings.root, clock),
            *(Random(1), views, own),
        )
        self.opened.callback(self.peer.close)
        self.gate = reached(
            lambda: open_mqtt_gate(settings, self.fail_state, clock), self.exchange, clock
        )
        self.opened.callback(self.gate.close)
        return FarGate(self.gate, self.times, clock)

    def sources_of(
        self, cameras: Sequence[PlantCamera], plant: Plant, clock: Clock
    ) -> Sequence[FrameSource]:
        return paired(cameras, self.gate, plant.settings, clock)

    def exchange(self, now_ns: int) -> None:
        self.peer.exchange(now_ns)

    def document(self) -> dict[str, Any]:
        return {
            "kind": HardwareKind.MQTT.value,
            **self.times.document(),
            "broker": self.broker.kind.value,
        }

    def close(self) -> None:
        self.opened.close()
