"""Packs that are looked for, with their pictures; and one pack as its station wrote it."""

import json
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.responses import HTMLResponse

from deploy.fleet.searching import EntryKey, Wanted, record
from deploy.fleet.tables import stations
from deploy.fleet.web.api.record_routes import Key
from deploy.fleet.web.api.words import NO_NUL
from deploy.fleet.web.pages.asked import Asked, Days, begin
from deploy.fleet.web.pages.packs_shown import ShownPack, latest, latest_of_all, shown_pack
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.words import words_of
from edge_agent.core.packs import Verdict

router = APIRouter()

MOST: Final = 48
Kind = Annotated[str | None, Query(max_length=200, pattern=NO_NUL)]
"""None asks for nothing; an empty one asks for what has none."""


@router.get("/packs", **page_route())
def packs(
    look: Looking,
    station: Asked = "",
    site: Asked = "",
    lot: Asked = "",
    recipe: Asked = "",
    check: Kind = None,
    reason: Kind = None,
    verdict: Annotated[Verdict | None, Query()] = None,
    days: Annotated[Days | None, Query()] = None,
) -> HTMLResponse:
    """The newest of them. NotFound for a station that never sent anything."""
    since = None if days is None else begin(look.site.clock.wall(), days)
    wanted = Wanted(
        lot=lot or None,
        station=station or None,
        recipe=recipe or None,
        verdict=verdict,
        check=check,
        reason=reason,
        seen_from=since,
    )
    return look.page(
        "packs.html",
        found=found_packs(look, wanted, site),
        asked={"site": site, "station": station, "lot": lot, "recipe": recipe},
        kind=None if check is None else words_of(look).named(check, reason or ""),
        days=days,
        most=MOST,
        words=words_of(look),
    )


def found_packs(look: CentreLook, wanted: Wanted, site: str) -> list[ShownPack]:
    engine, folder = look.site.engine, look.site.places.pictures
    if not site or wanted.station is not None:
        return latest(engine, folder, wanted, MOST)
    of_each = (replace(wanted, station=name) for name in stations_at(look, site))
    return latest_of_all(engine, folder, of_each, MOST)


def stations_at(look: CentreLook, site: str) -> list[str]:
    with look.site.reading() as connection:
        names = connection.execute(select(stations.c.name)).scalars()
        return [name for name in names if name.startswith(f"{site}/")]


@router.get("/packs/{key}", **page_route())
def pack(key: Key, look: Looking) -> HTMLResponse:
    """NotFound where there is none of this name, or none any more."""
    found = record(look.site.engine, EntryKey.from_text(key))
    body: dict[str, Any] = json.loads(found.body)
    return look.page(
        "pack.html",
        found=found,
        shown=shown_pack(found, look.site.places.pictures),
        checks=body["verdict"].get("checks", []),
        body=json.dumps(body, indent=2, ensure_ascii=False, sort_keys=True),
        words=words_of(look),
    )
