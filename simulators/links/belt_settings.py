"""What a real gate's settings say, where the gate stands at the simulated belt."""

from hardware.gates.belt_gate import BeltGateSettings
from simulators.settings import STOP_S, TICKS_PER_MM, PlantSettings


def belt_settings(plant: PlantSettings) -> BeltGateSettings:
    """The same distances that the plant's own controller knows."""
    gate, belt = plant.gate, plant.belt
    return BeltGateSettings(
        kind=gate.kind,
        hold=gate.hold,
        ticks_per_mm=TICKS_PER_MM,
        fastest_mm_per_s=belt.speed_mm_per_s,
        eye_to_gate_mm=gate.at_mm,
        gate_to_exit_mm=gate.exit_mm,
        gate_to_reject_mm=gate.reject_mm,
        order_lead_mm=gate.lead_mm,
        pulse_mm=gate.pulse_mm,
        window_mm=gate.window_mm,
        travel_ms=gate.travel_ms,
        stop_mm=belt.speed_mm_per_s * STOP_S,
        pack_mm=plant.packs.length_mm,
        pitch_mm=belt.pitch_mm,
    )
