"""What a station is told of a gate that keeps its own time and is reached over MQTT."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field

from hardware.device_model import DeviceModel
from hardware.gates.belt_gate import BeltGateSettings
from hardware.mqtt_settings import BrokerSettings

TOPIC_LEVEL = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
"""One level of a topic: no separator, no wildcard, nothing that a broker treats in its own way."""


class MqttGateSettings(DeviceModel):
    """The gate at packwarden/v1/{site}/{line}/{station}/gate."""

    type: Literal["mqtt"]
    broker: BrokerSettings
    site: str = Field(pattern=TOPIC_LEVEL)
    line: str = Field(pattern=TOPIC_LEVEL)
    station: str = Field(pattern=TOPIC_LEVEL)
    belt: BeltGateSettings
    jitter_ms: float = Field(default=1.0, gt=0, le=200)
    """How far beside the asked moment the gate's controller may move it; from its data sheet."""

    @property
    def root(self) -> str:
        return f"packwarden/v1/{self.site}/{self.line}/{self.station}/gate"

    def placed(self, folder: Path) -> Self:
        return self.model_copy(update={"broker": self.broker.placed(folder)})
