"""How a Modbus device is reached: a network address or a serial bus, and its unit. Light."""

from typing import Literal, Self

from pydantic import Field, model_validator

from hardware.device_model import DeviceModel

Parity = Literal["none", "even", "odd"]
TCP_KEYS = frozenset({"host", "tcp_port"})
RTU_KEYS = frozenset({"device", "baud_rate", "parity"})


class ModbusBus(DeviceModel):
    """What every kind of Modbus device is told; its `type` ends in the way it is reached."""

    type: str
    host: str | None = Field(default=None, min_length=1, max_length=253)
    tcp_port: int = Field(default=502, ge=1, le=65_535)
    """502 by the standard (Modbus Messaging on TCP/IP Implementation Guide V1.0b)."""
    device: str | None = Field(default=None, min_length=1, max_length=253)
    """/dev/… of the serial port, or an address that pyserial understands."""
    baud_rate: Literal[9_600, 19_200, 38_400, 57_600, 115_200] = 115_200
    parity: Parity = "even"
    """Even by the standard (Modbus over Serial Line V1.02); many devices come with none."""
    unit: int = Field(default=1, ge=1, le=247)
    """The device's number on its bus; 248 to 255 are reserved by the standard."""

    @property
    def is_tcp(self) -> bool:
        return self.type.endswith("-tcp")

    @model_validator(mode="after")
    def fits_its_type(self) -> Self:
        """A key of the other way would be ignored in silence."""
        needed, foreign = ("host", RTU_KEYS) if self.is_tcp else ("device", TCP_KEYS)
        if getattr(self, needed) is None:
            raise ValueError(f"type = {self.type!r} needs {needed}")
        if odd := sorted(foreign & self.model_fields_set):
            raise ValueError(f"type = {self.type!r} has no {', '.join(odd)}")
        return self

    @property
    def name(self) -> str:
        """For messages: where the device is."""
        where = f"{self.host}:{self.tcp_port}" if self.is_tcp else self.device
        return f"{where} unit {self.unit}"
