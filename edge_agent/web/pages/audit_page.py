"""The audit record on the desk: filtered, page after page, with the chain's own check beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from edge_agent.core.errors import NotFound
from edge_agent.core.line_events import STARTED
from edge_agent.core.reasons.decision_sentences import decision_sentence
from edge_agent.core.reasons.verdict_sentences import verdict_sentence
from edge_agent.core.roles import RULES, Act
from edge_agent.people.acts import SignedAct, Subject
from edge_agent.web.api.audit_routes import ActFilter, checked_chain, found_acts
from edge_agent.web.cursors import cursor, place_in
from edge_agent.web.pages.page import Look, Looking, page_route
from edge_agent.web.pages.texts import Texts, texts_of

router = APIRouter()

ROWS: Final = 40
STARTS_LOOKED_AT: Final = 500
ABOUT: Final = ("person", "role", "recipe", "check", "key_id")
"""What an act is done to, as its row tells; a change, a pack and a certificate stand elsewhere."""
Typed = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act as it stands in the table."""

    act: SignedAct
    about: list[tuple[str, str]]
    """The text's key, and the value as the reader's language says it."""
    old: str | None
    new: str | None
    agrees_to: SignedAct | None


@router.get("/audit", **page_route(Act.READ_AUDIT))
def audit(
    look: Looking, who: Typed = "", what: Typed = "", since: Typed = "", until: Typed = ""
) -> HTMLResponse:
    people = sorted(person.name for person in look.site.office.accounts.people())
    asked = {"who": who, "what": what, "since": since, "until": until}
    return look.page("audit.html", people=people, asked=asked, **rows(look, asked))


@router.get("/audit/rows", **page_route(Act.READ_AUDIT))
def audit_rows(
    look: Looking,
    who: Typed = "",
    what: Typed = "",
    since: Typed = "",
    until: Typed = "",
    before: Annotated[str | None, Query(max_length=400)] = None,
) -> HTMLResponse:
    """The rows alone, from the cursor `before` on."""
    asked = {"who": who, "what": what, "since": since, "until": until}
    return look.page("audit.rows.html", **rows(look, asked, before))


@router.get("/audit/chain", **page_route(Act.READ_AUDIT))
def audit_chain(look: Looking) -> HTMLResponse:
    """Whether all is there as it was signed; takes longer the more acts there are."""
    return look.page("audit.chain.html", chain=checked_chain(look.site))


@router.get("/audit/pack", **page_route(Act.READ_AUDIT))
def audit_pack(
    look: Looking,
    pack: Annotated[str, Query(pattern=r"^([1-9]\d{0,8}/)?[1-9]\d{0,14}$")],
    at: Typed,
) -> HTMLResponse:
    """The pack that an act at that time was about: its number, or boot/number."""
    boot, _, number = pack.rpartition("/")
    in_boot = int(boot) if boot else boot_at(look, at)
    stored = look.site.store.record_of_pack(in_boot, int(number))
    record = stored.record
    return look.page(
        "audit.pack.html",
        stored=stored,
        record=record,
        verdict=verdict_sentence(record.verdict, look.language),
        decision=decision_sentence(record.decision, record.verdict, look.language),
    )


def boot_at(look: Look, at: str) -> int:
    """In which start of the line a time lies. NotFound before the first, and long ago."""
    time = moment(at)
    for stored in look.site.store.events(STARTED, STARTS_LOOKED_AT):
        if time is not None and stored.event.at <= time:
            return stored.boot
    raise NotFound(f"no start of the line is known before {at}")


def rows(look: Look, asked: dict[str, str], before: str | None = None) -> dict[str, Any]:
    site, key = look.site, look.site.cursor_key()
    named = {"page": "audit", **asked}
    place = None if before is None else place_in(key, named, before, 1)[0]
    found = found_acts(site, filter_of(asked), ROWS, place)
    older = None
    if found.next_before is not None:
        query = {**asked, "before": cursor(key, named, [found.next_before])}
        older = f"/audit/rows?{urlencode(query)}"
    names = named_acts(texts_of("audit", look.language))
    return {"rows": [row(look, act) for act in found.acts], "older": older, "acts": names}


def named_acts(texts: Texts) -> dict[Act, str]:
    """What each act is called; one that the page has no word for yet, by its rule."""
    known = {act: texts.phrases.get(f"act_{act}") for act in Act}
    return {
        act: RULES[act].does if phrase is None else phrase.said(texts.language)
        for act, phrase in known.items()
    }


def filter_of(asked: dict[str, str]) -> ActFilter:
    """What cannot be understood asks for nothing: a half typed time is no fault."""
    what = asked["what"]
    return ActFilter(
        who=asked["who"].strip() or None,
        what=Act(what) if what in list(Act) else None,
        done_from=moment(asked["since"]),
        done_before=moment(asked["until"]),
    )


def moment(typed: str) -> datetime | None:
    """On the station's own clock, as a browser's field for date and time gives it."""
    try:
        return datetime.fromisoformat(typed).astimezone()
    except (ValueError, OverflowError):
        return None


def row(look: Look, act: SignedAct) -> ActRow:
    subject, confirms = act.done.subject, act.done.confirms
    agrees_to = None
    if confirms is not None:
        with look.site.changing() as office:
            agrees_to = office.audit.act(confirms)
    texts = texts_of("audit", look.language)
    old, new = (value and word(texts, value) for value in change_of(subject))
    return ActRow(act, list(about(subject)), old, new, agrees_to)


def word(texts: Texts, value: str) -> str:
    """What the page calls it; what it has no word for stays as it was signed."""
    known = (texts.phrases.get(f"{kind}_{value}") for kind in ("value", "level", "role"))
    return next((phrase.said(texts.language) for phrase in known if phrase), value)


def change_of(subject: Subject) -> tuple[str | None, str | None]:
    if subject.level_to is not None:
        return subject.level_from, subject.level_to
    return subject.old, subject.new


def about(subject: Subject) -> Iterator[tuple[str, str]]:
    for name in ABOUT:
        value = getattr(subject, name)
        if value is not None:
            yield name, value
