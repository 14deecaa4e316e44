"""A pack as the row of an item."""

import json
from datetime import datetime
from typing import Any

from deploy.fleet.feedback.gathering import SeenPack
from deploy.fleet.feedback.values import State, Why, checks_to_json
from deploy.fleet.feedback.weighing import in_question, lot_of


def item_row(seen: SeenPack, why: Why, state: State, now: datetime) -> dict[str, Any]:
    """Of one label, that one person's word is enough for."""
    return {
        **seen.key._asdict(),
        "station_id": seen.station_id,
        "pack_no": seen.record.pack_no,
        "seen_at": seen.record.seen_at,
        "recipe": seen.record.recipe,
        "recipe_hash": seen.recipe_hash,
        "lot": lot_of(seen),
        "why": why,
        "picked_at": now,
        "cost": 0 if why is Why.STATION else 1,
        "in_question": in_question(seen).name,
        "look": None,
        "wants_two": None,
        "pictures": json.dumps(dict(seen.pictures)),
        "checks": checks_to_json(seen.checks),
        "state": state,
    }
