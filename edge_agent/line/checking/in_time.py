"""Whether this machine inspects a pack before it is at the gate; measured on golden pictures."""

from collections.abc import Iterator
from statistics import median
from typing import Final

from edge_agent.core.order import Order
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.line.checking.findings import Finding, doubtful, fine, wrong
from edge_agent.line.geometry import DECIDE_EARLY_MM
from edge_agent.station_tables import StationSettings
from hardware.interfaces import Clock
from hardware.settings import NoGateSettings

PART: Final = "inspection"
INSPECTIONS: Final = 5
PLENTY: Final = 3.0
"""Times what an inspection takes: then a busy moment makes no pack late."""


def inspection_ms(
    inspector: Inspector, loaded: LoadedRecipe, order: Order | None, clock: Clock
) -> float:
    """Of one pack, all views after each other; the median of some."""

    def once_ms() -> float:
        begun_ns = clock.now_ns()
        for view, pictures in loaded.golden.items():
            inspector.inspect(view, pictures[0], order, None)
        return (clock.now_ns() - begun_ns) / 1e6

    return median(once_ms() for _ in range(INSPECTIONS))


def time_to_gate_ms(settings: StationSettings) -> float | None:
    """At the highest speed, from the last camera to the host's last moment; None without a gate."""
    if isinstance(settings.gate, NoGateSettings):
        return None
    belt = settings.gate.belt
    last_mm = max((camera.at_mm or 0.0 for camera in settings.cameras), default=0.0)
    way_mm = belt.eye_to_gate_mm - belt.order_lead_mm - DECIDE_EARLY_MM - last_mm
    return 1000 * way_mm / belt.fastest_mm_per_s


def time_findings(took_ms: float, has_ms: float | None) -> Iterator[Finding]:
    what = f"one pack takes {took_ms:.0f} ms"
    if has_ms is None:
        yield fine(PART, what)
        return
    what += f", and the belt gives {has_ms:.0f} ms from the last camera to the last moment"
    mend = (
        "move the cameras towards the photo-eye or the gate away from it, or use a faster machine"
    )
    if has_ms < took_ms:
        yield wrong(PART, what, mend)
    elif has_ms < PLENTY * took_ms:
        yield doubtful(PART, what, mend)
    else:
        yield fine(PART, what)
