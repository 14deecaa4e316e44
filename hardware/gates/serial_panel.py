"""The stack light and the switches at our reject controller, by their names at every station."""

from typing import Final

from hardware.gates.gate_signals import GateSignals, Switch
from hardware.gates.serial import SerialGate
from hardware.signals import Lamp
from hardware.wire import codes

LAMPS: Final = {
    Lamp.RED: codes.Lamp.RED,
    Lamp.AMBER: codes.Lamp.AMBER,
    Lamp.GREEN: codes.Lamp.GREEN,
    Lamp.BEEPER: codes.Lamp.BEEPER,
}
SWITCHES: Final = {
    Switch.KEY: codes.Input.KEY_SWITCH,
    Switch.EMERGENCY_STOP: codes.Input.EMERGENCY_STOP,
    Switch.AIR_LOW: codes.Input.AIR_LOW,
}


def serial_signals(gate: SerialGate) -> GateSignals:
    return GateSignals(
        {lamp: gate.lamp(bit) for lamp, bit in LAMPS.items()},
        {switch: gate.input(bit) for switch, bit in SWITCHES.items()},
    )
