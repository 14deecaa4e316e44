"""The autonomy ladder on the desk: how far each check may go, and what the next step lacks.

The ladder is asked for again every two seconds and told anew only when something has changed; each
gate is counted apart from it, so that the page is there at once.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from edge_agent.control.line_state import CheckState
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.packs import Level
from edge_agent.core.roles import RULES, Act, Role
from edge_agent.people.certificates import CERTIFICATES_FOLDER
from edge_agent.web.errors import NotReady
from edge_agent.web.evidence.certificates_now import CertificateNow, certificates_now
from edge_agent.web.evidence.levels_now import LevelsNow, levels_now
from edge_agent.web.evidence.raises import OpenProposal, open_proposals
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.gate_words import item_words, left_out_words, shadow_words
from edge_agent.web.pages.level_history import level_history
from edge_agent.web.pages.page import Look, Looking, page_route
from edge_agent.web.pages.texts import texts_of

router = APIRouter()

HISTORY: Final = 30
FEW_CHECKS: Final = 2
"""So many gates are shown with all their items; of more only what is missing, until asked."""
PAGE: Final = "autonomy"


@dataclass(frozen=True, slots=True)
class Cell:
    """One level of one check."""

    level: Level
    is_in_force: bool
    is_granted: bool
    is_asked: bool
    is_above_ceiling: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """One check on the ladder."""

    check: CheckState
    cells: list[Cell]
    held_down: list[str]
    """Why it works at less than it has earned, as keys of texts."""
    certificate: CertificateNow | None
    """On which it stands."""
    next_level: Level | None
    next_certificate: CertificateNow | None
    """On which it may be raised."""
    next_lacks: list[str]
    """Why nobody can raise it now, as keys of texts."""
    lower: list[Level]
    """Down to which it may be lowered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A raise that waits for its second person."""

    proposal: OpenProposal
    other: Role | None
    """Whose word is missing; None where nobody's is."""
    is_mine: bool


@router.get("/autonomy", **page_route())
def autonomy(look: Looking) -> HTMLResponse:
    return look.page("autonomy.html", **shown(look))


@router.get("/autonomy/ladder", **page_route())
def autonomy_ladder(look: Looking, seen: Annotated[str, Query(max_length=64)] = "") -> Response:
    """The ladder alone; nothing where the reader sees just this already."""
    if seen == mark_of(look, levels_now(look.site)):
        return Response(status_code=204)
    return look.page("autonomy.ladder.html", **shown(look))


@router.get("/autonomy/gate/{check}/{level}", **page_route())
async def autonomy_gate(look: Looking, check: str, level: Level) -> HTMLResponse:
    """What the gate of one check counts; asks again by itself while that goes on."""
    try:
        told = await look.site.evidence.gates(level, check)
    except NotReady:
        return look.page("autonomy.counting.html", check=check, level=level, delay="1s")
    except (NotFound, InvalidInput) as error:
        return look.page("autonomy.nothing.html", why=str(error))
    levels = await run_in_threadpool(levels_now, look.site)
    (gate,) = told.document["checks"]
    texts, formats = texts_of(PAGE, look.language), Formats(look.language)
    return look.page(
        "autonomy.gate.html",
        check=check,
        level=level,
        levels=[one for one in Level if one is not Level.REPORT],
        gate=gate,
        items=[item_words(item, texts, formats) for item in gate["items"]],
        met=sum(item["met"] for item in gate["items"]),
        is_open=len(levels.checks) <= FEW_CHECKS,
        simulated=told.document["simulated"],
        left_out=left_out_words(told.document["left_out"], texts, formats),
        shadow=shadow_words(told.document, texts, formats),
        age_s=told.age_s,
        **rights(look),
    )


def shown(look: Look) -> dict[str, Any]:
    site, levels = look.site, levels_now(look.site)
    certificates = certificates_now(site, look.visit.now)
    return {
        "mark": mark_of(look, levels),
        "levels": levels,
        "columns": list(Level),
        "rungs": [rung(levels, check, certificates) for check in levels.checks],
        "waiting": [waiting(look, one) for one in open_proposals(site, look.visit.now)],
        "causes": texts_of("live", look.language),
        "lacks_challenge": lacks_challenge(levels),
        "history": level_history(site, look.language, HISTORY),
        **rights(look),
        "simulated_site": site.line.state is not None and site.line.state.identity.simulated,
    }


def rights(look: Look) -> dict[str, Any]:
    """What the templates ask of who may do what."""
    texts = texts_of(PAGE, look.language)

    def needs_roles(act: Act) -> str:
        roles = [texts(f"role_{role}") for role in look.needs(act)]
        if RULES[act].two_persons:
            return texts("two_persons", roles=" + ".join(roles))
        return texts("needs", roles=", ".join(roles))

    return {"acts": Act, "needs_roles": needs_roles}


def mark_of(look: Look, levels: LevelsNow) -> str:
    """Another one when anything on the ladder would read differently."""
    files = sorted(file.name for file in (look.site.folder / CERTIFICATES_FOLDER).glob("*.json"))
    evidence = look.site.evidence
    proposals = [one.act.sha256 for one in open_proposals(look.site, look.visit.now)]
    revoked, changes = sorted(evidence.acts.revoked()), len(evidence.events.so_far())
    told = (levels, files, revoked, changes, proposals, look.language, look.present.actor)
    return sha256(repr(told).encode()).hexdigest()[:32]


def lacks_challenge(levels: LevelsNow) -> bool:
    """Beside the troubles that go on, only a challenge pack can be lacking."""
    return len(levels.lacking) > sum(not one.is_over for one in levels.suspensions)


def rung(levels: LevelsNow, check: CheckState, certificates: list[CertificateNow]) -> Rung:
    higher = [level for level in Level if level.rank > check.granted.rank]
    next_level = higher[0] if higher else None
    own = [one for one in certificates if one.certificate.use.check == check.name]
    next_certificate = None if next_level is None else allowing(own, next_level)
    return Rung(
        check=check,
        cells=[cell(levels, check, level) for level in Level],
        held_down=held_down(levels, check),
        certificate=next((one for one in own if one.sha256 == check.certificate_sha256), None),
        next_level=next_level,
        next_certificate=next_certificate,
        next_lacks=lacks(levels, next_level, next_certificate),
        lower=[level for level in Level if level.rank < check.granted.rank],
    )


def cell(levels: LevelsNow, check: CheckState, level: Level) -> Cell:
    return Cell(
        level=level,
        is_in_force=check.in_force is level,
        is_granted=check.granted is level,
        is_asked=check.asked is level,
        is_above_ceiling=level.rank > levels.ceiling.rank,
    )


def held_down(levels: LevelsNow, check: CheckState) -> list[str]:
    if check.in_force.rank >= check.granted.rank:
        return []
    reasons = {
        "held_by_recipe": check.asked.rank < check.granted.rank,
        "held_by_ceiling": levels.ceiling.rank < check.granted.rank,
        "held_by_suspension": any(one.to.rank < check.granted.rank for one in levels.suspensions),
    }
    return [reason for reason, holds in reasons.items() if holds]


def allowing(own: list[CertificateNow], level: Level) -> CertificateNow | None:
    """The newest that holds and allows the level."""
    fitting = (
        one for one in own if one.void is None and one.certificate.use.level.rank >= level.rank
    )
    return next(fitting, None)


def lacks(
    levels: LevelsNow, next_level: Level | None, certificate: CertificateNow | None
) -> list[str]:
    """What nobody's role can replace."""
    reasons = {
        "lacks_line": levels.line is None,
        "lacks_health": bool(levels.suspensions),
        "lacks_acceptance": levels.hands_over,
        "lacks_certificate": bool(next_level and next_level.acts and certificate is None),
    }
    return [reason for reason, holds in reasons.items() if holds]


def waiting(look: Look, proposal: OpenProposal) -> Waiting:
    done, actor = proposal.act.done, look.present.actor
    others = [role for role in look.needs(Act.RAISE_TO_ALWAYS) if role is not done.role]
    return Waiting(proposal, others[0] if others else None, done.who == actor.name)
