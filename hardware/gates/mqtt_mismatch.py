"""Whether the gate was built for the belt that the station's settings describe. Pure."""

from hardware.gates.mqtt_messages import Belt
from hardware.interfaces import GateCapability

CLOSE_SHARE = 0.001
"""Ticks per mm, as two people have rounded them."""


def belt_of(capability: GateCapability) -> Belt:
    """What a gate with these promises says of itself."""
    return Belt(
        kind=capability.kind,
        ticks_per_mm=capability.ticks_per_mm,
        eye_to_gate_ticks=capability.eye_to_gate_ticks,
        order_lead_ticks=capability.order_lead_ticks,
        window_ticks=capability.window_ticks,
    )


def mismatch(told: Belt, capability: GateCapability) -> str | None:
    """The first thing that differs, with both values, in words for a person."""
    ours = belt_of(capability)
    for name in ("kind", "eye_to_gate_ticks", "order_lead_ticks", "window_ticks"):
        there, here = getattr(told, name), getattr(ours, name)
        if there != here:
            return f"it says {name} {there}, [gate.belt] says {here}; set one right"
    if abs(told.ticks_per_mm - ours.ticks_per_mm) > CLOSE_SHARE * ours.ticks_per_mm:
        return (
            f"it says ticks_per_mm {told.ticks_per_mm:g}, [gate.belt] says "
            f"{ours.ticks_per_mm:g}; set one right"
        )
    return None
