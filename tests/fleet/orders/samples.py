"""A centre that knows a station and its approved recipe, and what the station's log tells."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.orders.asked import AskedOrder
from deploy.fleet.recipes.releases import Wanted, answered, release
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import BarcodeLimits, Check, PrintLimits, Recipe
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.batches import Batch, LogName, written
from edge_agent.uplink.recipes.documents import RecipeState, ReleaseAnswer
from tests.fleet.recipes.samples import added, approved, heard_of
from tests.line.small_station import box_picture, box_recipe
from tests.samples import NOON
from tests.uplink.recipes.samples import STATION, files_in

KEY = SigningKey.fresh()
GTIN = "4006381333931"
SECOND = timedelta(seconds=1)


def labelled_box() -> Recipe:
    """With a print and a barcode, so that an order must say something."""
    place = Box(60, 50, 80, 30)
    expiry = Check("expiry", CheckKind.PRINT, "top", place, PrintLimits("L {lot} EXP {expiry}"))
    code = Check("code", CheckKind.BARCODE, "top", place, BarcodeLimits())
    recipe = box_recipe(("top",))
    return replace(recipe, checks=(*recipe.checks, expiry, code), max_shelf_life_days=90)


def with_recipe_in_place(engine: Engine, folder: Path, *names: str) -> str:
    """Its hash; approved, released and in place at each of these stations."""
    stations = names or (STATION,)
    heard_of(engine, *stations)
    save_recipe(labelled_box(), {"top": [box_picture()]}, folder)
    with engine.begin() as connection:
        version = added(connection, files_in(folder))
        approved(connection, version.hash)
        wanted = Wanted(version.hash, stations, "mia", NOON + timedelta(days=1))
        for row in release(connection, wanted, KEY, NOON):
            said = ReleaseAnswer(
                station=row.station,
                number=row.number,
                recipe_hash=version.hash,
                state=RecipeState.IN_PLACE,
                have=2,
                all=2,
                asks=(),
                why="",
            )
            assert answered(connection, said, NOON) is not None
    return version.hash


def asked(number: str = "1", **changes: Any) -> AskedOrder:
    return AskedOrder.model_validate(document(number, **changes))


def document(number: str = "1", **changes: Any) -> dict[str, Any]:
    values = {
        "schema": 1,
        "number": number,
        "recipe": "box",
        "lot": f"L{number}",
        "expiry": "2026-08-20",
        "gtin": GTIN,
        "stations": [STATION],
    }
    return {**values, **changes}


class StationLog:
    """Of one station, on its way to the centre."""

    def __init__(self, engine: Engine, station: str = STATION) -> None:
        self.engine, self.station, self.seq = engine, station, 0

    def tell(self, kind: str, body: dict[str, Any], now: datetime) -> None:
        after = Position(1, self.seq) if self.seq else BEGIN
        self.seq += 1
        entry = json.dumps({"at": now.isoformat(), "kind": kind, "body": body}).encode()
        name = LogName(self.station, "0123456789abcdef", Stream.EVENTS)
        payload = written(Batch(name, after, Position(1, self.seq), [entry]))
        taken = Ingest(self.engine).take([Arrival("records", payload)], now)
        assert (taken.stored, taken.dead) == (1, 0)

    def note(self, number: int, result: str, now: datetime, title: str = "", why: str = "") -> None:
        body = {"result": result, "title": title, "why": why, "word": "AnnounceOrder", "count": 1}
        self.tell(
            "centre_command", {**body, "key_id": KEY.key_id, "number": number, "by": "erp"}, now
        )
