"""How the centre itself is: its parts, its processes, its disk, and what it could not read."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy import func, select
from starlette.responses import HTMLResponse

from deploy.fleet.dead_letters import letter_by_number, newest_letters
from deploy.fleet.pulses.beating import Beat, beats
from deploy.fleet.pulses.parts import parts_of
from deploy.fleet.tables import dead_letters, records, stations
from deploy.fleet.web.api.health_routes import troubles
from deploy.fleet.web.api.words import BeforeNumber, Number
from deploy.fleet.web.pages.page import CentreLook, Looking, page_route
from deploy.fleet.web.pages.readable import Line, readable
from deploy.fleet.web.pages.words import words_of
from edge_agent.core.roles import Act
from edge_agent.web.alarms.watching import disk_share_of

router = APIRouter()

MOST_LETTERS: Final = 50
A_DAY: Final = timedelta(days=1)
SHOWN_BYTES: Final = 1024


@router.get("/health", **page_route())
def health(look: Looking) -> HTMLResponse:
    return look.page("health.html", **health_shown(look))


@router.get("/health/now", **page_route())
def health_part(look: Looking) -> HTMLResponse:
    return look.page("health.now.html", **health_shown(look))


def health_shown(look: CentreLook) -> dict[str, Any]:
    now = look.site.clock.wall()
    with look.site.reading() as connection:
        living = beats(connection)
        newest = connection.execute(select(func.max(records.c.stored_at))).scalar()
        heard = connection.execute(select(func.count()).select_from(stations)).scalar_one()
        since = select(func.count()).where(dead_letters.c.at >= now - A_DAY)
        dead = connection.execute(since.select_from(dead_letters)).scalar_one()
    return {
        "parts": troubles(look.site),
        "processes": living,
        "missing": missing(parts_of(look.site.settings), living),
        "disk_share": disk_share_of(look.site.folder),
        "newest": newest,
        "stations_heard": heard,
        "dead": dead,
        "at": now,
        "words": words_of(look, "health"),
    }


def missing(parts: Sequence[str], living: Sequence[Beat]) -> list[str]:
    """Those of which nothing was seen for a day: they are not started."""
    known = {beat.part for beat in living}
    return [name for name in parts if name not in known]


@router.get("/dead-letters", **page_route())
def letters(look: Looking, before: BeforeNumber = None) -> HTMLResponse:
    """What came in and could not be read, the newest first."""
    with look.site.reading() as connection:
        found = newest_letters(connection, MOST_LETTERS + 1, before)
    older = found[MOST_LETTERS - 1].id if len(found) > MOST_LETTERS else None
    return look.page("dead_letters.html", found=found[:MOST_LETTERS], older=older)


@router.get("/dead-letters/{number}", **page_route(Act.EXPORT))
def letter(number: Number, look: Looking) -> HTMLResponse:
    """The beginning of one, so that nothing in it does anything."""
    with look.site.reading() as connection:
        found = letter_by_number(connection, number)
    lines: list[Line] = readable(found.payload[:SHOWN_BYTES])
    return look.page("dead_letter.html", one=found, lines=lines, shown_bytes=SHOWN_BYTES)
