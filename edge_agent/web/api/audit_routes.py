"""The audit record: read, exported as it was signed or as a table, and checked as a chain."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response, StreamingResponse

from edge_agent.core.roles import Act, Proof, Role
from edge_agent.people.acts import SignedAct, Subject
from edge_agent.people.audit import AuditReader
from edge_agent.people.errors import AuditBroken
from edge_agent.people.station_key import trust_of
from edge_agent.web.access import AtServed, operation
from edge_agent.web.csv_lines import csv_line
from edge_agent.web.cursors import place_in
from edge_agent.web.listing import (
    USUAL_LIMIT,
    Before,
    Cursor,
    Document,
    Limit,
    Page,
    Since,
    json_answer,
    page_answer,
)
from edge_agent.web.served import Served

router = APIRouter(prefix="/api/v1", tags=["audit"])

MOST_LOOKED_AT: Final = 2_000
"""Acts that one request reads at most; a filter that finds few goes on with the next page."""
AT_ONCE: Final = 200
SUBJECT: Final = tuple(Subject.__dataclass_fields__)
COLUMNS: Final = (
    "seq",
    "at",
    "who",
    "role",
    "proof",
    "what",
    *SUBJECT,
    "reason",
    "confirms",
    "sha256",
)


class ActAnswer(Document):
    """One signed act."""

    seq: int = Field(examples=[41])
    sha256: str
    at: AwareDatetime
    who: str = Field(examples=["anna"])
    role: Role | None = Field(description="null for a machine.")
    proof: Proof
    what: Act
    subject: Subject
    reason: str
    confirms: str | None = Field(description="sha256 of the proposal that it agrees to.")
    is_proposal: bool = Field(description="Nothing follows from it until another one agrees.")


class ActPage(Page[ActAnswer]):
    pass


class ChainAnswer(Document):
    """Whether every act is there as it was signed."""

    is_whole: bool
    acts: int = Field(description="How many, up to the first that is wrong.", examples=[41])
    head_sha256: str | None = Field(description="Of the last act; compare it with what was told.")
    trouble: str | None


@dataclass(frozen=True, slots=True)
class ActFilter:
    """Which acts are asked for; None asks for nothing."""

    who: str | None = None
    what: Act | None = None
    done_from: datetime | None = None
    done_before: datetime | None = None

    def wants(self, act: SignedAct) -> bool:
        done = act.done
        return (
            self.who in (None, done.who)
            and self.what in (None, done.what)
            and (self.done_from is None or done.at >= self.done_from)
            and (self.done_before is None or done.at < self.done_before)
        )

    def named(self) -> dict[str, object]:
        return {
            "who": self.who,
            "what": self.what,
            "from": self.done_from,
            "before": self.done_before,
        }


@dataclass(frozen=True, slots=True)
class FoundActs:
    acts: list[SignedAct]
    next_before: int | None
    """Where the next page begins; None where all was looked at."""


@router.get("/audit", response_model=ActPage, **operation("listAudit", 409))
def list_audit(
    request: Request,
    site: AtServed,
    who: Annotated[str | None, Query(max_length=100)] = None,
    what: Annotated[Act | None, Query()] = None,
    done_from: Since = None,
    done_before: Before = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Signed acts, the newest first."""
    asked = ActFilter(who, what, done_from, done_before)
    named = {"list": "audit", **asked.named()}
    before = None if cursor is None else place_in(site.cursor_key(), named, cursor, 1)[0]
    found = found_acts(site, asked, limit, before)
    place = None if found.next_before is None else (found.next_before,)
    return page_answer(request, site, ActPage, list(map(act_answer, found.acts)), place, named)


@router.get(
    "/audit/export",
    response_class=StreamingResponse,
    **{
        **operation("exportAudit"),
        "responses": {
            **operation("exportAudit")["responses"],
            200: {"content": {"application/jsonl": {}, "text/csv": {}}},
        },
    },
)
def export_audit(
    site: AtServed, format: Annotated[Literal["jsonl", "csv"], Query()] = "jsonl"
) -> Response:
    """All acts, the oldest first: exactly as signed (jsonl), or as a table for a spreadsheet."""
    name = f"audit-{site.station.rpartition('/')[2]}.{format}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    if format == "csv":
        return StreamingResponse(table(audit_file(site)), 200, disposition, "text/csv")
    return StreamingResponse(as_signed(audit_file(site)), 200, disposition, "application/jsonl")


@router.get("/audit/chain", response_model=ChainAnswer, **operation("verifyAudit"))
def verify_audit(site: AtServed) -> Response:
    """Checks every signature and that no act is missing, from the first to the last."""
    return json_answer(checked_chain(site))


def checked_chain(site: Served) -> ChainAnswer:
    with closing(AuditReader(audit_file(site))) as reader:
        try:
            last = reader.verify_chain(trust_of(site.office.folder), site.station)
        except AuditBroken as error:
            return ChainAnswer(
                is_whole=False, acts=error.seq - 1, head_sha256=None, trouble=str(error)
            )
    return ChainAnswer(is_whole=True, acts=last.seq, head_sha256=last.sha256, trouble=None)


def found_acts(site: Served, asked: ActFilter, limit: int, before: int | None = None) -> FoundActs:
    """The newest first, those before number `before`; one request looks at so many at most."""
    before = head(site) + 1 if before is None else before
    found: list[SignedAct] = []
    with closing(AuditReader(audit_file(site))) as reader:
        for act in islice(backwards(reader, before), MOST_LOOKED_AT):
            before = act.done.seq
            if asked.wants(act):
                found.append(act)
            if len(found) == limit:
                break
    return FoundActs(found, before if before > 1 else None)


def audit_file(site: Served) -> Path:
    return site.office.audit.path


def head(site: Served) -> int:
    with site.changing() as office:
        return office.audit.head().seq


def backwards(reader: AuditReader, before: int) -> Iterator[SignedAct]:
    """From the act before `before` to the first; numbers have no gaps."""
    while before > 1:
        after = max(0, before - 1 - AT_ONCE)
        yield from reversed(list(islice(reader.acts(after), before - 1 - after)))
        before = after + 1


def act_answer(act: SignedAct) -> ActAnswer:
    done = act.done
    return ActAnswer(
        seq=done.seq,
        sha256=act.sha256,
        at=done.at,
        who=done.who,
        role=done.role,
        proof=done.proof,
        what=done.what,
        subject=done.subject,
        reason=done.reason,
        confirms=done.confirms,
        is_proposal=act.is_proposal,
    )


def as_signed(file: Path) -> Iterator[bytes]:
    with closing(AuditReader(file)) as reader:
        for act in reader.acts():
            yield act.sealed.to_bytes() + b"\n"


def table(file: Path) -> Iterator[str]:
    with closing(AuditReader(file)) as reader:
        yield csv_line(COLUMNS)
        for act in reader.acts():
            yield csv_line([cell(act, column) for column in COLUMNS])


def cell(act: SignedAct, column: str) -> Any:
    if column == "sha256":
        return act.sha256
    if column == "at":
        return act.done.at.isoformat()
    return getattr(act.done.subject if column in SUBJECT else act.done, column)
