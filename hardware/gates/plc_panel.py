"""The stack light and the switches at a PLC, by their names at every station."""

from typing import Final

from hardware.gates.gate_signals import GateSignals, Switch
from hardware.gates.modbus import ModbusGate
from hardware.gates.plc_points import PlcInput, PlcOutput
from hardware.gates.register_map import HostOutputs, PlcInputs
from hardware.signals import Lamp

LAMPS: Final = {
    Lamp.RED: HostOutputs.LAMP_RED,
    Lamp.AMBER: HostOutputs.LAMP_AMBER,
    Lamp.GREEN: HostOutputs.LAMP_GREEN,
    Lamp.BEEPER: HostOutputs.BEEPER,
}
SWITCHES: Final = {
    Switch.KEY: PlcInputs.KEY_ON,
    Switch.EMERGENCY_STOP: PlcInputs.EMERGENCY_STOP_PULLED,
    Switch.AIR_LOW: PlcInputs.AIR_LOW,
}


def plc_signals(gate: ModbusGate) -> GateSignals:
    return GateSignals(
        {lamp: PlcOutput(gate, bit) for lamp, bit in LAMPS.items()},
        {switch: PlcInput(gate, bit) for switch, bit in SWITCHES.items()},
    )
