"""Lamps, beeper and switches that are wired to the PLC instead of to the station."""

from hardware.errors import DeviceLost
from hardware.gates.modbus import ModbusGate
from hardware.gates.register_map import HostOutputs, PlcInputs


class PlcOutput:
    """An Output at the PLC. It follows with the PLC's next scan; nothing waits for it."""

    def __init__(self, gate: ModbusGate, output: HostOutputs) -> None:
        self._gate, self._output = gate, output

    def switch(self, on: bool) -> None:
        self._gate.switch(self._output, on)
        if not self._gate.is_up:
            raise DeviceLost(f"{self._output.name} is wired to a PLC that does not answer")

    def close(self) -> None:
        self._gate.switch(self._output, False)


class PlcInput:
    """An Input at the PLC, as it was one turn ago."""

    def __init__(self, gate: ModbusGate, input_bit: PlcInputs) -> None:
        self._gate, self._input = gate, input_bit

    def is_on(self) -> bool:
        if not self._gate.is_up:
            raise DeviceLost(f"{self._input.name} is wired to a PLC that does not answer")
        return self._input in self._gate.inputs

    def close(self) -> None:
        """Nothing to give back."""
