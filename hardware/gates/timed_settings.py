"""What a station is told of a gate whose time it keeps itself."""

from typing import Literal, Self

from pydantic import Field, model_validator

from hardware.device_model import DeviceModel
from hardware.gates.belt_gate import BeltGateSettings
from hardware.gpio_settings import GpioSettings
from hardware.interfaces import HoldKind
from hardware.outputs.settings import OutputSettings, holds_when_dead

LEAST_BETWEEN_S = 0.002
"""Two looks of a millisecond."""


class TimedGateSettings(DeviceModel):
    """One coil and some eyes at a belt with a wheel, or of one speed."""

    type: Literal["timed"]
    belt: BeltGateSettings
    wheel: GpioSettings | None = None
    """Changes with every `wheel_mm` of belt."""
    wheel_mm: float = Field(default=10.0, gt=0, le=1_000)
    """From one change to the next; at the highest speed they must be 2 ms apart or more."""
    jitter_ms: float = Field(default=20.0, ge=1.0, le=200.0)
    """What this computer may be late; it is measured at the start, and told where it is more."""
    coil: OutputSettings
    eye: GpioSettings
    """On while a pack is before it."""
    exit_eye: GpioSettings | None = None
    reject_eye: GpioSettings | None = None
    belt_run: OutputSettings | None = None
    """Energised lets the belt run; needed for a belt that this station stops."""

    @model_validator(mode="after")
    def is_wired(self) -> Self:
        belt = self.belt
        if self.wheel is not None and self.wheel_mm / belt.fastest_mm_per_s < LEAST_BETWEEN_S:
            raise ValueError(
                f"at {belt.fastest_mm_per_s:g} mm/s the wheel changes every "
                f"{1000 * self.wheel_mm / belt.fastest_mm_per_s:.1f} ms, too fast to be counted; "
                "take a wheel with fewer changes, or a controller"
            )
        if self.wheel is None and self.belt_run is not None:
            raise ValueError("a belt that is stopped needs a wheel, or nobody knows where it is")
        if belt.hold is HoldKind.OUTLET:
            raise ValueError("one coil has no second outlet; set belt.hold = 'stop', or leave it")
        if (belt.stop_mm > 0) is not (self.belt_run is not None):
            raise ValueError("a belt that is stopped has both belt_run and belt.stop_mm")
        for name, eye, distance in (
            ("exit_eye", self.exit_eye, belt.gate_to_exit_mm),
            ("reject_eye", self.reject_eye, belt.gate_to_reject_mm),
        ):
            if (eye is None) is not (distance is None):
                raise ValueError(f"{name} and its distance in belt belong together")
        return self

    @property
    def holds_when_dead(self) -> bool:
        """Coil or belt stop keep their last state when this computer dies."""
        outputs = [self.coil] if self.belt_run is None else [self.coil, self.belt_run]
        return any(map(holds_when_dead, outputs))
