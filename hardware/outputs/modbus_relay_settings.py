"""What a station is told of a relay on a Modbus board."""

from typing import Literal, Self

from pydantic import Field, model_validator

from hardware.modbus_settings import ModbusBus, Parity


class ModbusRelaySettings(ModbusBus):
    """One relay; several that name the same board share its connection. All relays of a board
    belong to the station: those that no output names stay off."""

    type: Literal["modbus-relay-tcp", "modbus-relay-rtu"]
    baud_rate: Literal[9_600, 19_200, 38_400, 57_600, 115_200] = 9_600
    parity: Parity = "none"
    """As such boards come: 9600 baud, no parity (Waveshare Modbus RTU Relay, its wiki)."""
    relay: int = Field(ge=1, le=32)
    """As printed on the board; coil 0 of the board is relay 1."""
    relays: int = Field(default=8, ge=1, le=32)
    """How many the board has."""

    @model_validator(mode="after")
    def is_on_the_board(self) -> Self:
        if self.relay > self.relays:
            raise ValueError(f"relay is {self.relay} of a board with relays = {self.relays}")
        return self

    @property
    def board(self) -> Self:
        """The same for every relay of one board."""
        return self.model_copy(update={"relay": 1})
