"""The two menus: the operator's, in the order of the OMAC guide, and the engineer's desk.

Source of the order: OMAC PackML HMI guide; Review is this product's own word, after Statistics.
"""

from dataclasses import dataclass
from typing import Final

from edge_agent.core.roles import Act


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a menu. `act` is what one must be allowed to see it; `key` opens it."""

    name: str
    """Also the key of its title among the texts of the frame."""
    path: str
    act: Act = Act.SEE
    key: str = ""


OPERATOR: Final = (
    Place("home", "/", key="F1"),
    Place("products", "/products", key="F2"),
    Place("statistics", "/statistics", key="F3"),
    Place("review", "/review", key="F4"),
    Place("settings", "/settings", key="F5"),
    Place("alarms", "/alarms", key="F6"),
    Place("diagnostics", "/diagnostics", key="F7"),
    Place("manual", "/manual", key="F8"),
)
DESK: Final = (
    Place("autonomy", "/autonomy"),
    Place("thresholds", "/thresholds"),
    Place("whatif", "/whatif"),
    Place("teach", "/teach"),
    Place("study", "/study"),
    Place("bundles", "/bundles"),
    Place("in_force", "/in-force"),
    Place("audit", "/audit", Act.READ_AUDIT),
    Place("people", "/people", Act.MANAGE_PEOPLE),
    Place("api", "/api"),
)
