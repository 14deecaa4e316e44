"""`packwarden fleet retain`: what is too old goes, or what would go is told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from deploy.fleet.picture_retention import BYTES_OF_A_GB, let_go, pictures_there, pictures_to_go
from deploy.fleet.places import CentrePlaces
from deploy.fleet.retention import Old, cut_of, old_in, put_away
from deploy.fleet.retention_settings import RetentionTable


def retain(
    engine: Engine,
    places: CentrePlaces,
    kept: RetentionTable,
    now: datetime,
    tell: Callable[[str], None],
    is_dry: bool = False,
) -> dict[str, Any]:
    """The command's document. `is_dry`: nothing goes."""
    cut = cut_of(now, kept.records_months)
    if is_dry:
        old = old_in(engine, cut)
    else:
        tell(f"records and events before {cut:%Y-%m-%d} go to {kept.archive}")
        old = put_away(engine, kept.archive, cut)
    budget = None if kept.pictures_gb is None else round(kept.pictures_gb * BYTES_OF_A_GB)
    there = pictures_there(engine)
    going = pictures_to_go(there, cut_of(now, kept.pictures_months), budget)
    if not is_dry:
        let_go(engine, places.pictures, going, now)
    return {
        "dry_run": is_dry,
        "before": cut.date().isoformat(),
        "archive": str(kept.archive),
        "put_away": [told_of(one) for one in old],
        "pictures": {
            "there": len(there),
            "gone": len(going),
            "gone_mb": round(sum(one.size_bytes for one in going) / 1e6, 3),
        },
    }


def told_of(old: Old) -> dict[str, Any]:
    return {"table": old.table, "month": old.month, "station": old.station, "rows": old.rows}
