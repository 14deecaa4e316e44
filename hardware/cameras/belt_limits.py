"""How long a picture may be under way at a belt, so that its pack is sure."""

from typing import Final

from hardware.cameras.trigger_pairing import PairingLimits
from hardware.gates.belt_gate import BeltGateSettings

TOLD_NS: Final = 250_000_000
"""From a camera's trigger until the host has heard of it: several turns of the slowest link."""


def pairing_limits(belt: BeltGateSettings) -> PairingLimits:
    """Half the time between two packs that the gate can tell apart, on the fastest belt."""
    closest_ns = int(1e9 * belt.window_mm / belt.fastest_mm_per_s)
    return PairingLimits(longest_ns=closest_ns // 2, report_ns=TOLD_NS)
