"""What every gate that stands at a belt is told: its kind, and the distances around it.

People measure in millimetres along the belt; controllers count encoder ticks.
"""

from typing import Self

from pydantic import Field, model_validator

from hardware.device_model import DeviceModel
from hardware.gate_queue import GateGeometry
from hardware.interfaces import GateCapability, GateKind, HoldKind

LONGEST_NEWS_MS = 100.0
"""An event's way from a controller to the line, once sent again; a slow serial bus takes 50."""


class BeltGateSettings(DeviceModel):
    """Distances from the middle of a pack to the middle of a pack, if not told otherwise."""

    kind: GateKind
    hold: HoldKind | None = None
    ticks_per_mm: float = Field(gt=0, le=1000)
    fastest_mm_per_s: float = Field(gt=0, le=10_000)
    """The highest speed of the belt: what is promised must hold there."""
    eye_to_gate_mm: float = Field(gt=0, le=100_000)
    gate_to_exit_mm: float | None = Field(default=None, gt=0, le=100_000)
    """To the exit eye; None where none is fitted."""
    gate_to_reject_mm: float | None = Field(default=None, gt=0, le=100_000)
    """Belt travel while a rejected or held pack goes to its confirming eye; None without one."""
    order_lead_mm: float = Field(gt=0, le=100_000)
    """An order must arrive while the pack is still this far before the gate."""
    pulse_mm: float = Field(gt=0, le=10_000)
    """Over which length of belt, centred on the pack's middle, the gate is driven for it."""
    window_mm: float = Field(gt=0, le=10_000)
    """Packs nearer to each other than this share what the gate does."""
    travel_ms: float = Field(ge=0, le=200)
    """From the command until the gate stands in its new place."""
    stop_mm: float = Field(default=0.0, ge=0, le=10_000)
    """Belt travel from the stop signal until the belt stands; 0 where it cannot be stopped."""
    pack_mm: float = Field(gt=0, le=10_000)
    """Length of a pack along the belt."""
    pitch_mm: float | None = Field(default=None, gt=0, le=100_000)
    """Usual distance from the front of one pack to the front of the next, where they follow
    closest; the levels that act need it."""
    merge_gap_mm: float = Field(default=12.0, ge=0, le=1_000)
    """A shorter gap is a flicker of the eye."""

    @model_validator(mode="after")
    def can_keep_up(self) -> Self:
        """A gate that must move before its order can be there is none."""
        moving_mm = self.pulse_mm / 2 + self.fastest_mm_per_s * self.travel_ms / 1000
        if self.order_lead_mm < moving_mm:
            raise ValueError(
                f"order_lead_mm is {self.order_lead_mm:g}; half a pulse and the gate's travel at "
                f"{self.fastest_mm_per_s:g} mm/s take {moving_mm:.0f} mm"
            )
        if self.order_lead_mm >= self.eye_to_gate_mm:
            raise ValueError(
                f"order_lead_mm is {self.order_lead_mm:g} and the photo-eye is only "
                f"{self.eye_to_gate_mm:g} mm before the gate; move the eye away from the gate"
            )
        if self.hold is HoldKind.STOP and self.stop_mm == 0:
            raise ValueError("hold = 'stop' needs a belt that stops; measure stop_mm")
        return self

    def as_ticks(self, distance_mm: float) -> int:
        return round(distance_mm * self.ticks_per_mm)

    def capability(self, keeps_own_time: bool, jitter_ms: float) -> GateCapability:
        """What this gate promises to the line."""
        exit_mm, reject_mm = self.gate_to_exit_mm, self.gate_to_reject_mm
        return GateCapability(
            kind=self.kind,
            hold=self.hold,
            confirms_rejects=reject_mm is not None,
            sees_exit=exit_mm is not None,
            keeps_own_time=keeps_own_time,
            jitter_ms=jitter_ms,
            eye_to_gate_ticks=self.as_ticks(self.eye_to_gate_mm),
            gate_to_exit_ticks=self.as_ticks(exit_mm or 0.0),
            gate_to_reject_ticks=self.as_ticks(reject_mm or 0.0),
            order_lead_ticks=self.as_ticks(self.order_lead_mm),
            stop_ticks=self.as_ticks(self.stop_mm),
            window_ticks=self.as_ticks(self.window_mm),
            ticks_per_mm=self.ticks_per_mm,
            news_ticks=self.as_ticks(self.news_mm),
        )

    @property
    def news_mm(self) -> float:
        """A controller knows the middle of a pack once its back has gone by, and tells it then."""
        way_mm = self.fastest_mm_per_s * LONGEST_NEWS_MS / 1000
        return self.pack_mm / 2 + self.merge_gap_mm + way_mm

    def geometry(self) -> GateGeometry:
        """What its controller must know."""
        return GateGeometry(
            eye_to_gate_ticks=self.as_ticks(self.eye_to_gate_mm),
            order_lead_ticks=self.as_ticks(self.order_lead_mm),
            pulse_ticks=self.as_ticks(self.pulse_mm),
            pack_ticks=self.as_ticks(self.pack_mm),
            merge_gap_ticks=self.as_ticks(self.merge_gap_mm),
            shortest_pack_ticks=self.as_ticks(self.pack_mm / 3),
            travel_ns=int(self.travel_ms * 1e6),
        )
