"""Thresholds on the desk: how a check's scores spread, and what any two thresholds would do.

Nothing is set here. What acts is named by a certificate; the page shows why it is what it is.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.packs import Level
from edge_agent.web.errors import NotReady
from edge_agent.web.evidence.levels_now import levels_now, thresholds_in_force
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.page import Look, Looking, page_route
from edge_agent.web.pages.score_chart import Named, score_chart
from edge_agent.web.pages.texts import Texts, texts_of

router = APIRouter()

PAGE: Final = "thresholds"
EVERY: Final = 5
"""Hundredths between two rows of the short table."""
ACTING: Final = tuple(level for level in Level if level.acts)
UNTRIED: Final = {"ok_up_to": 0.3, "not_ok_from": 0.7}
"""Where the sliders stand when nothing is known yet."""


@router.get("/thresholds", **page_route())
def thresholds(look: Looking, check: Annotated[str, Query(max_length=100)] = "") -> HTMLResponse:
    names = [one.name for one in levels_now(look.site).checks]
    chosen = check if check in names else next(iter(names), "")
    return look.page("thresholds.html", checks=names, check=chosen)


@router.get("/thresholds/of/{check}", **page_route())
async def thresholds_of_check(look: Looking, check: str) -> HTMLResponse:
    """The part of one check; asks again by itself while it is counted."""
    try:
        told = await look.site.evidence.thresholds(check)
    except NotReady:
        return look.page("thresholds.counting.html", check=check, delay="1s")
    except (NotFound, InvalidInput) as error:
        return look.page("thresholds.nothing.html", check=check, why=str(error))
    in_force = await run_in_threadpool(thresholds_in_force, look.site, check)
    return look.page("thresholds.check.html", check=check, **shown(look, told.document, in_force))


def shown(look: Look, document: Mapping[str, Any], in_force: Thresholds | None) -> dict[str, Any]:
    texts, formats = texts_of(PAGE, look.language), Formats(look.language)
    named = list(named_thresholds(document, in_force, texts, formats))
    return {
        "document": document,
        "chart": score_chart(document["histogram"], named),
        "rows": rows(document, named),
        "tried": tried(document, in_force),
        "data": {key: document[key] for key in ("packs", "good", "defective", "thresholds")},
    }


def named_thresholds(
    document: Mapping[str, Any], in_force: Thresholds | None, t: Texts, formats: Formats
) -> Iterator[Named]:
    if in_force is not None:
        yield Named(in_force.ok_up_to, t("in_force_ok"), "in-force")
        yield Named(in_force.not_ok_from, t("in_force_not_ok"), "in-force")
    for level in ACTING:
        earned = document["levels"][level.value]
        if earned is not None:
            name = t(f"level_{level}")
            yield Named(earned["ok_up_to"], t("earned_ok", level=name), "earned")
            yield Named(earned["not_ok_from"], t("earned_not_ok", level=name), "earned")


def rows(document: Mapping[str, Any], named: list[Named]) -> list[dict[str, Any]]:
    """Every fifth hundredth and whatever has a name, each with its names."""
    names: dict[float, list[str]] = {}
    for one in named:
        names.setdefault(round(one.score, 2), []).append(one.label)
    return [
        {**row, "names": names.get(round(row["threshold"], 2), [])}
        for row in document["thresholds"]
        if round(row["threshold"] * 100) % EVERY == 0 or round(row["threshold"], 2) in names
    ]


def tried(document: Mapping[str, Any], in_force: Thresholds | None) -> dict[str, float]:
    """Where the sliders begin: what acts, else what could be earned."""
    if in_force is not None:
        return {"ok_up_to": in_force.ok_up_to, "not_ok_from": in_force.not_ok_from}
    earned = (document["levels"][level.value] for level in ACTING)
    return next((one for one in earned if one is not None), UNTRIED)
