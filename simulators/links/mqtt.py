"""A gate that keeps its own time before the plant, over a broker on this machine."""

from contextlib import ExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hardware.gates.mqtt import MqttGate, open_mqtt_gate
from hardware.gates.mqtt_settings import MqttGateSettings
from hardware.interfaces import FailState
from simulators.broker import Broker
from simulators.links.belt_settings import belt_settings
from simulators.links.peered import Served
from simulators.mqtt_gate import MqttGatePeer


class MqttPeer:
    """A Peer. mosquitto where it is installed, else amqtt."""

    def __init__(self, served: Served, opened: ExitStack) -> None:
        self.clock = served.clock
        folder = Path(opened.enter_context(TemporaryDirectory(prefix="packwarden-broker-")))
        self.broker = opened.enter_context(Broker(folder, served.clock))
        self.settings = MqttGateSettings(
            type="mqtt",
            broker=self.broker.settings,
            site="demo",
            line="line-1",
            station="demo",
            belt=belt_settings(served.plant),
        )
        self.gate = MqttGatePeer(
            *(served.gate, self.settings.broker, self.settings.root, served.clock),
            *(Random(1), served.views, served.triggers),
        )
        opened.callback(self.gate.close)

    def open_gate(self, fail_state: FailState) -> MqttGate:
        return open_mqtt_gate(self.settings, fail_state, self.clock)

    def exchange(self, now_ns: int) -> None:
        self.gate.exchange(now_ns)

    def document(self) -> dict[str, Any]:
        return {"broker": self.broker.kind.value}
