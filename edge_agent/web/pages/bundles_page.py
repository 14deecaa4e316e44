"""The models on the desk: in use, before, waiting, looking on, and how well they do.

The page is asked for again every few seconds, and told anew only when something has changed.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, Response

from edge_agent.core.roles import Act
from edge_agent.evidence.shadow_report import ShadowReport, shadow_report
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.bundle_manifest import MODEL_CARD
from edge_agent.web.bundles.bundles_now import BundlesNow, bundles_now
from edge_agent.web.bundles.figure_chart import WIDTH, FigureRow, figure_row
from edge_agent.web.pages.page import Look, Looking, page_route

router = APIRouter()

MOST_DIFFERENCES: Final = 12


@dataclass(frozen=True, slots=True)
class Measured:
    """What a bundle's card says of it on one set of pictures."""

    name: str
    packs: int
    exact: float
    escapes: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page shows."""

    now: BundlesNow
    rows: tuple[FigureRow, ...]
    shadow: ShadowReport | None
    recipes_ready: tuple[str, ...]
    has_line: bool

    @property
    def mark(self) -> str:
        """Another one when anything would read differently."""
        return sha256(repr(self).encode()).hexdigest()[:32]


@router.get("/bundles", **page_route())
def bundles(look: Looking) -> HTMLResponse:
    return look.page("bundles.html", **told(look, shown(look)))


@router.get("/bundles/now", **page_route())
def bundles_part(look: Looking, seen: Annotated[str, Query(max_length=64)] = "") -> Response:
    """What changes by itself; nothing where the reader sees just this already."""
    found = shown(look)
    if seen == found.mark:
        return Response(status_code=204)
    return look.page("bundles.now.html", **told(look, found))


def shown(look: Look) -> Shown:
    site, state = look.site, look.site.line.state
    now = bundles_now(site)
    return Shown(
        now=now,
        rows=tuple(map(figure_row, now.figures)),
        shadow=shadow_report(site.data),
        recipes_ready=() if state is None else state.changeover.recipes_ready,
        has_line=state is not None,
    )


def told(look: Look, found: Shown) -> dict[str, Any]:
    return {
        "shown": found,
        "now": found.now,
        "shadow": found.shadow,
        "differences": found.shadow.differences[:MOST_DIFFERENCES] if found.shadow else (),
        "tally": found.shadow.tallies[-1] if found.shadow and found.shadow.tallies else None,
        "width": WIDTH,
        "measured": measured,
        "acts": Act,
    }


def measured(bundle: Bundle) -> list[Measured]:
    """Cards of other makers may say less."""
    card: dict[str, Any] = json.loads(bundle.file(MODEL_CARD).read_bytes())
    found = card.get("measured")
    sets = found if isinstance(found, list) else []
    return [
        Measured(one["set"], one["n"], one["share"], one.get("escapes"))
        for one in sets
        if {"set", "n", "share"} <= one.keys()
    ]
