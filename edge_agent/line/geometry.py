"""What the tracker must know of the belt: what the gate promises and where cameras look."""

from collections.abc import Mapping

from edge_agent.core.tracking import TrackGeometry
from hardware.interfaces import GateCapability

DECIDE_EARLY_MM = 6.0
"""The host decides this much before the controller's last moment: a poll and a message long."""


def track_geometry(capability: GateCapability, camera_mm: Mapping[str, float]) -> TrackGeometry:
    """All in ticks. Packs and eyes are told apart down to half of the gate's window."""
    per_mm = capability.ticks_per_mm
    return TrackGeometry(
        camera_ticks={view: round(place_mm * per_mm) for view, place_mm in camera_mm.items()},
        eye_to_gate_ticks=capability.eye_to_gate_ticks,
        gate_to_exit_ticks=capability.gate_to_exit_ticks,
        gate_to_reject_ticks=capability.gate_to_reject_ticks,
        deadline_ticks=capability.order_lead_ticks + round(DECIDE_EARLY_MM * per_mm),
        stop_ticks=capability.stop_ticks,
        window_ticks=capability.window_ticks,
        match_ticks=capability.window_ticks // 2,
        confirms_rejects=capability.confirms_rejects,
        sees_exit=capability.sees_exit,
        news_ticks=capability.news_ticks,
    )
