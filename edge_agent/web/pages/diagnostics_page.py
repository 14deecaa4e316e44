"""Diagnostics: devices, levels, what is in force, and what happened; for whoever looks for a cause.

The page's script fills it from the live state; the words for causes are those of the alarms.
"""

from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.alarms.table import ALARMS, AlarmName
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.packml.acts import ACTS
from edge_agent.core.packml.transitions import possible
from edge_agent.core.packml.words import PackmlState
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.packml_phrases import COMMANDS, words_by_number
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
        packml=packml_words(look.language),
        commands=commands(look.language),
    )


def cause_words(language: Language) -> dict[str, str]:
    return {cause.value: ALARMS[name].said(language, "") for cause, name in OF_CAUSE.items()}


def packml_words(language: Language) -> dict[str, dict[int, Any]]:
    """By the numbers of states, modes and reasons; and which commands are possible in a state."""
    commands_in = {
        state.value: [command.name.lower() for command in possible(state)] for state in PackmlState
    }
    return {**words_by_number(language), "possible": commands_in}


def commands(language: Language) -> list[dict[str, str]]:
    """Every command: as the API knows it, as people read it, and whose act it is."""
    return [
        {"word": command.name.lower(), "shown": COMMANDS[command].said(language), "act": act.value}
        for command, act in ACTS.items()
    ]
