"""What everybody at the broker may know of a station: level, mode, recipe, bundle, health.

Retained by the broker. Without a line it says so: nothing is claimed of a station of which nothing
is known.
"""

import json
from datetime import datetime
from typing import Any

from edge_agent.control.line_state import LineState
from edge_agent.store.events import utc_text


def state_message(
    station: str,
    state: LineState | None,
    why_none: str,
    at: datetime,
    shed_unsent: int,
) -> bytes:
    """`why_none`: why there is no line, where there is none. `shed_unsent`: pictures that were
    removed for the disk's budget before the centre had them, since ever."""
    document = state_document(station, state, why_none)
    document["health"] = {**document.get("health", {}), "pictures_shed_unsent": shed_unsent}
    return written(document, at)


def offline_message(station: str, at: datetime) -> bytes:
    """The broker's word once the uplink has vanished."""
    return written({"station": station, "online": False, "why": "the uplink has gone"}, at)


def written(document: dict[str, Any], at: datetime) -> bytes:
    return json.dumps({**document, "at": utc_text(at)}, separators=(",", ":")).encode()


def state_document(station: str, state: LineState | None, why_none: str) -> dict[str, Any]:
    if state is None:
        return {"station": station, "online": True, "mode": "no_line", "why": why_none}
    identity, order = state.identity, state.order
    return {
        "station": station,
        "online": True,
        "mode": mode_of(state),
        "level": state.level.value,
        "ceiling": state.ceiling.value,
        "levels": {check.name: check.in_force.value for check in state.checks},
        "recipe": {"name": identity.recipe, "hash": identity.recipe_hash},
        "lot": None if order is None else order.lot,
        "bundle_sha256": identity.bundle_sha256,
        "settings_hash": identity.settings_hash,
        "software": identity.software,
        "boot": identity.boot,
        "health": {
            "troubles": {trouble.cause.value: trouble.why for trouble in state.troubles},
            "suspended": [one.cause.value for one in state.suspensions],
            "belt_stops": list(state.belt_stops),
            "bypass": state.bypass is not None,
        },
    }


def mode_of(state: LineState) -> str:
    """The first that holds."""
    if state.lost_cameras or state.gate_trouble is not None:
        return "faulted"
    if state.bypass is not None:
        return "bypass"
    return "held" if state.belt_stops else "running"
