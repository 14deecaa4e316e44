"""What a simulated plant is like: belt, eyes, cameras, gate, packs.

Distances are measured from the photo-eye.
"""

from typing import Self

from pydantic import Field, model_validator

from edge_agent.toml_files import StrictModel
from hardware.gate_queue import GateGeometry
from hardware.interfaces import GateCapability, GateKind, HoldKind

TICKS_PER_MM = 4.0
"""A 500-pulse encoder, counted fourfold, on a wheel of 500 mm circumference."""
STOP_S = 0.3
"""A belt drive brakes within about 0.2 s; the signal, and what slips, take the rest."""


class BeltSettings(StrictModel):
    packs_per_min: float = Field(default=120.0, gt=0, le=3000)
    pitch_mm: float = Field(default=240.0, gt=0)
    """Mean distance from the front of one pack to the front of the next."""
    spacing_mm: float = Field(default=12.0, ge=0)
    """Standard deviation of that distance."""
    slip_share: float = Field(default=0.01, ge=0, lt=0.2)

    @property
    def speed_mm_per_s(self) -> float:
        return self.packs_per_min * self.pitch_mm / 60


class EyeSettings(StrictModel):
    jitter_mm: float = Field(default=3.0, ge=0)
    """Greatest error of every edge, either way."""
    double_trigger_share: float = Field(default=0.01, ge=0, le=1)
    """Packs on which the beam flickers (film, print, a hole in the tray)."""


class CameraSettings(StrictModel):
    first_mm: float = Field(default=200.0, gt=0)
    """Where the first camera looks; the next ones follow at `apart_mm`."""
    apart_mm: float = Field(default=60.0, ge=0)
    transfer_ms: float = Field(default=8.0, ge=0)
    """Trigger to picture in the host's memory."""
    lost_share: float = Field(default=0.0, ge=0, le=1)


class GateSettings(StrictModel):
    kind: GateKind = GateKind.PULSE
    hold: HoldKind | None = HoldKind.OUTLET
    at_mm: float = Field(default=2400.0, gt=0)
    exit_mm: float = Field(default=300.0, gt=0)
    """From the gate to the exit eye."""
    reject_mm: float = Field(default=200.0, gt=0)
    """Belt travel from the gate to the reject-confirm eye."""
    pulse_mm: float = Field(default=60.0, gt=0)
    """How long it is driven for one pack; a diverter needs the pack's length and more."""
    travel_ms: float = Field(default=10.0, ge=0, le=200)
    window_mm: float = Field(default=150.0, gt=0)
    """Packs nearer than this, middle to middle, share what the gate does."""
    lead_mm: float = Field(default=100.0, gt=0)
    """An order must be there while the pack is this far before the gate."""
    stuck_share: float = Field(default=0.0, ge=0, le=1)
    """Rejects that the gate does not carry out (low air, a jam)."""
    bin_packs: int = Field(default=500, ge=1)


class PackSettings(StrictModel):
    length_mm: float = Field(default=140.0, gt=0)
    touching_share: float = Field(default=0.0, ge=0, le=1)
    """Packs that lie directly behind the one before."""
    shift_mm: float = Field(default=3.0, ge=0)
    turn_deg: float = Field(default=2.0, ge=0)
    taken_off_share: float = Field(default=0.0, ge=0, le=1)
    """Packs that somebody takes off the belt between the photo-eye and the gate."""


class PlantSettings(StrictModel):
    belt: BeltSettings = BeltSettings()
    eye: EyeSettings = EyeSettings()
    cameras: CameraSettings = CameraSettings()
    gate: GateSettings = GateSettings()
    packs: PackSettings = PackSettings()

    @model_validator(mode="after")
    def gate_can_keep_up(self) -> Self:
        """A gate that must move before its order can be there, or that two packs share, is none."""
        gate, belt = self.gate, self.belt
        moving_mm = gate.pulse_mm / 2 + belt.speed_mm_per_s * gate.travel_ms / 1000
        if gate.lead_mm < moving_mm:
            raise ValueError(
                f"gate.lead_mm is {gate.lead_mm:g}; half a pulse and the gate's travel at this "
                f"belt speed take {moving_mm:.0f} mm"
            )
        if gate.window_mm > belt.pitch_mm:
            raise ValueError(
                f"gate.window_mm is {gate.window_mm:g}, more than belt.pitch_mm "
                f"{belt.pitch_mm:g}: every pack would be too close to the next"
            )
        return self

    def camera_mm(self, views: tuple[str, ...]) -> dict[str, float]:
        first, apart = self.cameras.first_mm, self.cameras.apart_mm
        return {view: first + apart * index for index, view in enumerate(views)}


def as_ticks(distance_mm: float) -> int:
    return round(distance_mm * TICKS_PER_MM)


def gate_geometry(settings: PlantSettings) -> GateGeometry:
    """What the simulated controller knows of its plant."""
    gate = settings.gate
    return GateGeometry(
        eye_to_gate_ticks=as_ticks(gate.at_mm),
        order_lead_ticks=as_ticks(gate.lead_mm),
        pulse_ticks=as_ticks(gate.pulse_mm),
        pack_ticks=as_ticks(settings.packs.length_mm),
        merge_gap_ticks=as_ticks(12.0),
        shortest_pack_ticks=as_ticks(settings.packs.length_mm / 3),
        travel_ns=int(gate.travel_ms * 1e6),
    )


def gate_capability(settings: PlantSettings) -> GateCapability:
    """What the simulated gate promises to the line."""
    gate = settings.gate
    return GateCapability(
        kind=gate.kind,
        hold=gate.hold,
        confirms_rejects=True,
        sees_exit=True,
        keeps_own_time=True,
        jitter_ms=0.0,
        eye_to_gate_ticks=as_ticks(gate.at_mm),
        gate_to_exit_ticks=as_ticks(gate.exit_mm),
        gate_to_reject_ticks=as_ticks(gate.reject_mm),
        order_lead_ticks=as_ticks(gate.lead_mm),
        stop_ticks=as_ticks(settings.belt.speed_mm_per_s * STOP_S),
        window_ticks=as_ticks(gate.window_mm),
        ticks_per_mm=TICKS_PER_MM,
    )
