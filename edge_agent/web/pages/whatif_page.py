"""What-if on the desk: prices and a threshold in, money, errors and people's work out.

The page asks `POST /api/v1/what-if` and shows its numbers as they are; only the two kinds of lines
that the chart shows beside them are known here.
"""

from dataclasses import asdict
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.alarms.table import ALARMS, AlarmName
from edge_agent.core.fates import OperatorModel
from edge_agent.core.money import NO_AI, Prices
from edge_agent.core.packs import Level
from edge_agent.core.whatif import SWEPT_LEVELS
from edge_agent.web.evidence.levels_now import LevelsNow, levels_now
from edge_agent.web.pages.page import Looking, page_route

router = APIRouter()

CASES: Final = (NO_AI, *(level.value for level in Level))
USUAL_LEVEL: Final = Level.ACT_WHEN_SURE


@router.get("/whatif", **page_route())
def whatif(look: Looking) -> HTMLResponse:
    levels = levels_now(look.site)
    return look.page(
        "whatif.html",
        cases=CASES,
        swept=SWEPT_LEVELS,
        prices=asdict(Prices()),
        operator=asdict(OperatorModel()),
        known=known(levels),
        chosen=USUAL_LEVEL,
    )


def known(levels: LevelsNow) -> dict[str, Any]:
    """What the script is told beside its own answers."""
    limit = ALARMS[AlarmName.DECISION_OVERLOAD].measured
    return {
        "decisions_per_min": None if limit is None else limit.limit,
        "now": max((check.in_force for check in levels.checks), key=rank, default=Level.REPORT),
        "in_force": [
            {"check": check.name, "not_ok_from": check.thresholds.not_ok_from}
            for check in levels.checks
            if check.thresholds is not None and check.granted.acts
        ],
    }


def rank(level: Level) -> int:
    return level.rank
