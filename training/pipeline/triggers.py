"""What begins a new run: new labels, a drift that the centre found, or the calendar.

An occasion has a name, and the same occasion never begins a second run.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from edge_agent.core.errors import InvalidInput, NotFound, Unreachable
from training.data.data_set import open_data_set
from training.data.values import EventKind
from training.pipeline.data_stage import DATA, LEARNING
from training.pipeline.settings import DriftTrigger, LabelledPacks
from training.pipeline.work import Work

DRIFT: Final = "drift"
"""What a finding may be; a change or a fault begins nothing."""
ASKED_S: Final = 15.0
MOST_ASKED: Final = 200


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a run should begin now."""

    name: str
    why: str


class Finding(BaseModel):
    """What is needed of a finding of the centre; the rest is the centre's."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: int
    station: str
    kind: str
    what: str


class Findings(BaseModel):
    """An answer to GET /api/v1/findings."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    items: tuple[Finding, ...]


def labels_occasion(work: Work, wish: LabelledPacks, wanted: int) -> Occasion | None:
    """Where so many labels came since the version that the last run learned from."""
    source = open_data_set(wish.url)
    newest = source.version()
    learned = learned_number(work)
    known = source.version_numbered(learned).events if learned else 0
    if newest.events - known < wanted:
        return None
    log = source.snapshot(str(newest.number)).log[known:]
    count = sum(one.event.kind is EventKind.LABEL for one in log)
    if count < wanted:
        return None
    return Occasion(f"labels-{newest.version[:16]}", f"{count} new labels in {wish.url}")


def learned_number(work: Work) -> int:
    """Of the version that was learned from last; 0 before that."""
    if "data" not in work.newest:
        return 0
    return int(work.document("data", DATA)[LEARNING]["number"])


def drift_occasion(findings: Iterable[Finding], after_id: int) -> Occasion | None:
    """By the newest drift that is newer than `after_id`."""
    fresh = [one for one in findings if one.what == DRIFT and one.id > after_id]
    if not fresh:
        return None
    newest = max(fresh, key=lambda one: one.id)
    return Occasion(
        f"drift-{newest.id}", f"{newest.kind} at {newest.station} (finding {newest.id})"
    )


def findings_told(wish: DriftTrigger, after_id: int) -> tuple[Finding, ...]:
    """By the centre, or by the file of what it told. Unreachable where it does not answer."""
    if wish.file is not None:
        return read_findings(content_of(wish.file), str(wish.file))
    assert wish.centre is not None  # DriftTrigger.has_one_source
    assert wish.token is not None
    token = content_of(wish.token).decode().strip()
    return asked_findings(wish.centre, token, after_id)


def asked_findings(centre: str, token: str, after_id: int) -> tuple[Finding, ...]:
    asked: dict[str, str | int] = {"after_id": after_id, "limit": MOST_ASKED}
    try:
        answer = httpx.get(
            f"{centre.rstrip('/')}/api/v1/findings",
            params=asked,
            headers={"Authorization": f"Bearer {token}"},
            timeout=ASKED_S,
        )
    except httpx.HTTPError as error:
        raise Unreachable(f"{centre}: {error}") from error
    if answer.status_code != httpx.codes.OK:
        raise Unreachable(f"{centre}: answers {answer.status_code} when asked for findings")
    return read_findings(answer.content, centre)


def read_findings(content: bytes, place: str) -> tuple[Finding, ...]:
    try:
        return Findings.model_validate(json.loads(content)).items
    except (ValueError, ValidationError) as error:
        raise InvalidInput(f"{place}: is no answer to GET /api/v1/findings: {error}") from error


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file}: {error.strerror}") from error
