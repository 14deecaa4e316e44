"""Lamps and switches that hang on a gate's controller, by their names at every station.

Switching one only tells the controller, so it never waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hardware.interfaces import Input, Output
from hardware.signals import Lamp


class Switch(StrEnum):
    """On is what the name says. Information, never a safety function."""

    KEY = "key"
    EMERGENCY_STOP = "emergency_stop"
    AIR_LOW = "air_low"


@dataclass(frozen=True, slots=True)
class GateSignals:
    lamps: Mapping[Lamp, Output] = field(default_factory=dict)
    switches: Mapping[Switch, Input] = field(default_factory=dict)
