"""What a station is told of a PLC that owns eye, encoder and gate, and is reached over Modbus."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hardware.device_model import VIEW_NAME
from hardware.gates.belt_gate import BeltGateSettings
from hardware.modbus_settings import ModbusBus

SLOWEST_BAUD_RATE = 38_400
"""A whole turn (170 bytes of 11 bits, and two silences) must leave the heartbeat room: it takes
52 ms here, 20 ms at 115,200 baud, and the PLC's own time."""
View = Annotated[str, Field(pattern=VIEW_NAME)]


class ModbusGateSettings(ModbusBus):
    """A PLC with the register map of docs/plc.md."""

    type: Literal["modbus-tcp", "modbus-rtu"]
    belt: BeltGateSettings
    handshake: Literal["counters", "bits"] = "counters"
    """How events and orders are handed over: several at a time, or one by one with bits."""
    triggered_views: tuple[View, ...] = Field(default=(), max_length=8)
    """Which view the PLC's first, second ... camera output takes."""
    jitter_ms: float = Field(default=10.0, gt=0, le=200)
    """How far beside the asked moment the PLC may move the gate: its scan time, mostly."""

    @model_validator(mode="after")
    def is_fast_enough(self) -> Self:
        if not self.is_tcp and self.baud_rate < SLOWEST_BAUD_RATE:
            raise ValueError(
                f"baud_rate is {self.baud_rate}; a gate needs {SLOWEST_BAUD_RATE} or more"
            )
        if len(set(self.triggered_views)) != len(self.triggered_views):
            raise ValueError("triggered_views names a view twice")
        return self
