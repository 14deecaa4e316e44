"""How the levels of a station came to be what they are: the events, the newest first, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge_agent.core.autonomy.level_events import CHANGES
from edge_agent.core.reasons.languages import Language
from edge_agent.store.events import StoredEvent
from edge_agent.web.pages.texts import texts_of
from edge_agent.web.site import Site


@dataclass(frozen=True, slots=True)
class LevelEvent:
    at: datetime
    kind: str
    """Also the key of its word, after `event_`."""
    checks: tuple[str, ...]
    level_from: str | None
    """None where only the new level is of these checks alone."""
    level_to: str | None
    by: str
    cause: str
    """In the reader's language; empty where it has none."""
    why: str
    """As it was recorded."""


def level_history(site: Site, language: Language, count: int) -> list[LevelEvent]:
    found = [one for one in site.evidence.events.so_far() if one.event.kind in CHANGES]
    return [told(stored, language) for stored in found[: -count - 1 : -1]]


def told(stored: StoredEvent, language: Language) -> LevelEvent:
    body = stored.event.body
    return LevelEvent(
        at=stored.event.at,
        kind=stored.event.kind,
        checks=checks_of(body),
        level_from=None if "check_to" in body else body.get("from"),
        level_to=body.get("check_to", body.get("to", body.get("level"))),
        by=str(body.get("by", "")),
        cause=cause_of(body, language),
        why=str(body.get("why", "")),
    )


def checks_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    return (body["check"],) if "check" in body else tuple(body.get("checks", ()))


def cause_of(body: Mapping[str, Any], language: Language) -> str:
    return texts_of("live", language)(f"cause_{body['cause']}") if "cause" in body else ""
