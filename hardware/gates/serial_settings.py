"""Our reject controller (hardware/firmware) at a serial port, as the site sets it up."""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Literal

from pydantic import Field

from hardware.device_model import DeviceModel
from hardware.errors import DeviceSettingsError
from hardware.gates.belt_gate import BeltGateSettings
from hardware.interfaces import FailState, GateCapability, GateKind, HoldKind
from hardware.wire.codes import Kind, Silence
from hardware.wire.messages import CAMERAS, NOT_FITTED, Configure

JITTER_MS = 1.0
"""The firmware looks at its encoder every millisecond at the latest (firmware/reject.h)."""
HEARTBEAT_TIMEOUT_MS = 400
"""So long without a heartbeat and the controller goes to its fail state: with its own millisecond
well within the 500 ms that a dead host may take."""
RATE_S = 10
MORE_REJECTS = 10
NEWS_MS = 60.0
"""Longest way of an event to the line: told again once, after 50 ms (firmware/events.h)."""

KINDS = {GateKind.DIVERTER: Kind.DIVERTER, GateKind.PULSE: Kind.PULSE}
SILENCES = {
    FailState.PASS_ALL: Silence.PASS_ALL,
    FailState.REJECT_ALL: Silence.REJECT_ALL,
    FailState.STOP_BELT: Silence.STOP_BELT,
}


class SerialGateSettings(DeviceModel):
    """The controller's port, and where everything stands around its gate."""

    type: Literal["serial"]
    port: str = Field(min_length=1)
    """Best a name that outlives unplugging: /dev/serial/by-id/... or /dev/serial/by-path/..."""
    belt: BeltGateSettings
    rejects_in_a_row_to_stop: int | None = Field(default=None, ge=0, le=255)
    """The controller itself stops the belt after so many; 0: never. None: all that can be on their
    way when a level is lost, for these are rejected rightly, and `MORE_REJECTS`."""

    def configure(self, fail_state: FailState, places_mm: Mapping[str, float]) -> Configure:
        """What the controller is told of its place. places_mm: view to distance from the photo-eye,
        of the cameras that it triggers. DeviceSettingsError where it has too few triggers."""
        if len(places_mm) > CAMERAS:
            raise DeviceSettingsError(
                f"the controller triggers {CAMERAS} cameras, not {len(places_mm)}; "
                "set trigger = 'software' for the others"
            )
        geometry, belt = self.belt.geometry(), self.belt
        places = [belt.as_ticks(place_mm) for place_mm in places_mm.values()]
        places += [NOT_FITTED] * (CAMERAS - len(places))
        reject_mm = belt.gate_to_reject_mm
        return Configure(
            kind=KINDS[belt.kind],
            silence=SILENCES[fail_state],
            eye_to_gate_ticks=geometry.eye_to_gate_ticks,
            order_lead_ticks=geometry.order_lead_ticks,
            pulse_ticks=geometry.pulse_ticks,
            pack_ticks=geometry.pack_ticks,
            merge_gap_ticks=geometry.merge_gap_ticks,
            shortest_pack_ticks=geometry.shortest_pack_ticks,
            travel_us=geometry.travel_ns // 1000,
            gate_to_reject_ticks=NOT_FITTED if reject_mm is None else belt.as_ticks(reject_mm),
            exit_eye=belt.gate_to_exit_mm is not None,
            hold_outlet=belt.hold is HoldKind.OUTLET,
            camera_0_ticks=places[0],
            camera_1_ticks=places[1],
            camera_2_ticks=places[2],
            camera_3_ticks=places[3],
            heartbeat_timeout_ms=HEARTBEAT_TIMEOUT_MS,
            rejects_in_a_row_to_stop=self.most_rejects_in_a_row,
            most_pulses_per_10_s=self.most_pulses_per_10_s,
        )

    def capability(self) -> GateCapability:
        """It tells of a pack behind the gate when the eye has been light again for a while."""
        capability = self.belt.capability(keeps_own_time=True, jitter_ms=JITTER_MS)
        way_mm = self.belt.fastest_mm_per_s * NEWS_MS / 1000
        until_mm = self.belt.pack_mm / 2 + self.belt.merge_gap_mm + way_mm
        return replace(capability, news_ticks=self.belt.as_ticks(until_mm))

    @property
    def most_rejects_in_a_row(self) -> int:
        if self.rejects_in_a_row_to_stop is not None:
            return self.rejects_in_a_row_to_stop
        return min(255, ceil(self.belt.eye_to_gate_mm / self.belt.pack_mm) + MORE_REJECTS)

    @property
    def most_pulses_per_10_s(self) -> int:
        """As many as packs that the gate can tell apart can come on the fastest belt."""
        belt = self.belt
        return ceil(RATE_S * belt.fastest_mm_per_s / min(belt.window_mm, belt.pack_mm)) + 1
