"""Diagnostics: devices, levels, what is in force, and what happened; for whoever looks for a cause.

The page's script fills it from the live state; the words for causes are those of the alarms.
"""

from importlib.metadata import version
from typing import Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.alarms.table import ALARMS, AlarmName
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.reasons.languages import Language
from edge_agent.web.alarms.conditions import OF_TROUBLE
from edge_agent.web.pages.page import Looking, page_route

router = APIRouter()

OF_CAUSE: Final = {
    **OF_TROUBLE,
    Cause.GATE_LOST: AlarmName.GATE_LOST,
    Cause.CHALLENGE_OVERDUE: AlarmName.CHALLENGE_OVERDUE,
}
"""Every cause that suspends."""


@router.get("/diagnostics", **page_route())
def diagnostics(look: Looking) -> HTMLResponse:
    settings = look.site.settings
    return look.page(
        "diagnostics.html",
        station=settings.station,
        gate=settings.gate.type,
        has_gate=settings.has_gate,
        software=f"packwarden {version('packwarden')}",
        causes=cause_words(look.language),
    )


def cause_words(language: Language) -> dict[str, str]:
    return {cause.value: ALARMS[name].said(language, "") for cause, name in OF_CAUSE.items()}
