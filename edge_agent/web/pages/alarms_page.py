"""Alarms: the list, what each means and what to do, what became of others, how many there are."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.alarms.table import ALARMS, AlarmRow
from edge_agent.core.reasons.languages import Language
from edge_agent.web.pages.page import Looking, page_route

router = APIRouter()


@router.get("/alarms", **page_route())
def alarms(look: Looking) -> HTMLResponse:
    rows = {name.value: row_words(row, look.language) for name, row in ALARMS.items()}
    return look.page("alarms.html", rows=rows)


def row_words(row: AlarmRow, language: Language) -> dict[str, Any]:
    """What the page's script shows when somebody taps an alarm."""
    return {
        "cause": row.cause.said(language),
        "consequence": row.consequence.said(language),
        "action": row.action.said(language),
        "shelvable": row.shelvable,
        "unit": row.measured.unit.value if row.measured else None,
    }
