"""A gate that cannot keep what it promises is refused with the figure that would be right."""

from typing import Any

import pytest
from pydantic import ValidationError

from hardware.gates.belt_gate import BeltGateSettings
from hardware.interfaces import GateKind

USUAL: dict[str, Any] = {
    "kind": "pulse",
    "ticks_per_mm": 4.0,
    "fastest_mm_per_s": 500.0,
    "eye_to_gate_mm": 800.0,
    "gate_to_reject_mm": 200.0,
    "order_lead_mm": 60.0,
    "pulse_mm": 60.0,
    "window_mm": 150.0,
    "travel_ms": 20.0,
    "pack_mm": 140.0,
}


def test_millimetres_become_ticks() -> None:
    settings = BeltGateSettings(**USUAL)
    capability = settings.capability(keeps_own_time=True, jitter_ms=1.0)
    assert capability.kind is GateKind.PULSE
    assert capability.eye_to_gate_ticks == 3200
    assert capability.confirms_rejects
    assert not capability.sees_exit
    assert capability.news_ticks == 4 * (70 + 12 + 50)
    assert settings.geometry().travel_ns == 20_000_000


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"order_lead_mm": 39.0}, "take 40 mm"),
        ({"fastest_mm_per_s": 2000.0}, "take 70 mm"),
        ({"eye_to_gate_mm": 60.0}, "move the eye away"),
        ({"hold": "stop"}, "measure stop_mm"),
        ({"ticks_per_mm": 0.0}, "greater than 0"),
        ({"puls_mm": 1.0}, "Extra inputs"),
    ],
)
def test_a_gate_that_cannot_keep_up_is_refused(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        BeltGateSettings(**USUAL | changed)
