"""What the settings of a station with a gate promise, and its gate and cameras cannot keep."""

from collections.abc import Iterator
from dataclasses import replace

from edge_agent.core.gate_fitness import GateAtBelt, WhenDead
from edge_agent.core.gate_fitness import level_refusals as unfit
from edge_agent.station_tables import StationSettings
from edge_agent.toml_files import Place
from hardware.gates.belt_gate import BeltGateSettings
from hardware.gates.timed_settings import TimedGateSettings
from hardware.interfaces import FailState, GateCapability, GateKind
from hardware.settings import (
    NoGateSettings,
    capability_of,
    gives_triggers,
)


def gate_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    """At the ceiling: what the gate cannot honour. Nothing where there is no gate."""
    if isinstance(settings.gate, NoGateSettings):
        return
    station = settings.station
    keeps_last_state = (
        isinstance(settings.gate, TimedGateSettings) and settings.gate.holds_when_dead
    )
    gate = replace(
        gate_at_belt(settings.gate.belt, capability_of(settings.gate)),
        keeps_last_state=keeps_last_state,
    )
    for sentence in unfit(gate, station.ceiling, when_dead(station.fail_state)):
        yield ("station", "ceiling"), f"{station.ceiling.value} is refused: {sentence}"


def gate_at_belt(belt: BeltGateSettings, capability: GateCapability) -> GateAtBelt:
    return GateAtBelt(
        energised_passes=capability.kind is GateKind.DIVERTER,
        can_hold=capability.hold is not None,
        can_stop=capability.stop_ticks > 0,
        confirms_rejects=capability.confirms_rejects,
        keeps_own_time=capability.keeps_own_time,
        jitter_ms=capability.jitter_ms,
        travel_ms=belt.travel_ms,
        window_mm=belt.window_mm,
        pulse_mm=belt.pulse_mm,
        pack_mm=belt.pack_mm,
        fastest_mm_per_s=belt.fastest_mm_per_s,
        pitch_mm=belt.pitch_mm,
    )


def when_dead(fail_state: FailState) -> WhenDead:
    return WhenDead(
        passes=fail_state is FailState.PASS_ALL, stops=fail_state is FailState.STOP_BELT
    )


def camera_at_gate_refusals(settings: StationSettings) -> Iterator[tuple[Place, str]]:
    """Every camera stands between the photo-eye and the last moment for an order."""
    if isinstance(settings.gate, NoGateSettings):
        return
    belt = settings.gate.belt
    last_mm = belt.eye_to_gate_mm - belt.order_lead_mm
    for i, camera in enumerate(settings.cameras):
        if camera.at_mm is None:
            yield (
                ("cameras", i),
                f"camera {camera.view!r} has no 'at_mm'; measure from the photo-eye to the middle "
                "of its picture, along the belt",
            )
        elif camera.at_mm >= last_mm:
            yield (
                ("cameras", i, "at_mm"),
                f"at {camera.at_mm:g} mm the pack is nearer to the gate than the last moment for "
                f"an order, {last_mm:g} mm behind the photo-eye; move the camera towards the eye",
            )
        if not gives_triggers(settings.gate, camera.view):
            yield (
                ("cameras", i),
                f"the gate's controller does not tell when a pack is before camera "
                f"{camera.view!r}; name its view in [gate] triggered_views",
            )
