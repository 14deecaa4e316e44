"""What can be asked, and how the answer is read. Pure: both clients send the same questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Generic, TypeVar
from uuid import uuid4

import httpx

from edge_agent.client.models import Event, Inspection, Levels, Page, Station, StoredRecord
from edge_agent.core.packs import Action, Level, Outcome, Verdict

T = TypeVar("T")
API: Final = "/api/v1"
KEY: Final = "Idempotency-Key"
UNCHANGING: Final = frozenset({"GET", "HEAD"})
PAGE: Final = 100
Picture = Path | bytes


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    read: Callable[[httpx.Response], T]
    path: str
    """Under /api/v1."""
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Sequence[tuple[str, str]] = ()
    pictures: Sequence[bytes] = ()

    @property
    def may_be_repeated(self) -> bool:
        """Asked twice it is heard once; an inspection changes nothing either."""
        return self.method in UNCHANGING or KEY in self.headers or bool(self.pictures)

    def request(self, client: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        parts = [(name, (None, text.encode())) for name, text in self.form]
        parts += [("picture", (f"{n}", one)) for n, one in enumerate(self.pictures)]  # type: ignore[misc]
        return client.build_request(
            self.method,
            API + self.path,
            params=self.params,
            headers=self.headers,
            json=self.json,
            files=parts or None,
        )


def station() -> Question[Station]:
    return Question(lambda answer: Station.model_validate_json(answer.content), "/station")


def levels() -> Question[Levels]:
    return Question(lambda answer: Levels.model_validate_json(answer.content), "/levels")


def record(boot: int, seq: int) -> Question[StoredRecord]:
    read = StoredRecord.model_validate_json
    return Question(lambda answer: read(answer.content), f"/records/{boot}/{seq}")


def picture(sha256: str) -> Question[bytes]:
    return Question(lambda answer: answer.content, f"/pictures/{sha256}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """What the records must be; None asks for nothing."""

    verdict: Verdict | None = None
    outcome: Outcome | None = None
    decision: Action | None = None
    level: Level | None = None
    lot: str | None = None
    seen_from: datetime | None = None
    seen_before: datetime | None = None


def record_page(wanted: RecordFilter, cursor: str | None) -> Question[Page[StoredRecord]]:
    asked = {name: getattr(wanted, name) for name in RecordFilter.__dataclass_fields__}
    return page_of(Page[StoredRecord], "/records", asked, cursor)


def event_page(kind: str | None, cursor: str | None) -> Question[Page[Event]]:
    return page_of(Page[Event], "/events", {"kind": kind}, cursor)


def page_of(
    page: type[Page[T]], path: str, asked: Mapping[str, object], cursor: str | None
) -> Question[Page[T]]:
    params = told({**asked, "limit": PAGE, "cursor": cursor})
    return Question(lambda answer: page.model_validate_json(answer.content), path, params=params)


def told(asked: Mapping[str, object]) -> dict[str, str]:
    """Without what is None; times in RFC 3339."""
    return {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in asked.items()
        if value is not None
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a pack should be: its order, as far as it is known, and what its pictures show."""

    lot: str | None = None
    expiry: date | None = None
    gtin: str | None = None
    views: Sequence[str] = ()
    language: str = "en"


def inspect(recipe: str, pictures: Sequence[Picture], expected: Expected) -> Question[Inspection]:
    order = {"lot": expected.lot, "expiry": expected.expiry, "gtin": expected.gtin}
    form = {"recipe": recipe, "language": expected.language, **told(order)}
    return Question(
        lambda answer: Inspection.model_validate_json(answer.content),
        "/inspect",
        method="POST",
        form=[*form.items(), *(("view", view) for view in expected.views)],
        pictures=[one if isinstance(one, bytes) else one.read_bytes() for one in pictures],
    )


def anything(
    method: str,
    path: str,
    params: Mapping[str, str] | None = None,
    body: Any = None,
    seen: str | None = None,
) -> Question[Any]:
    """Every other operation: its JSON as it is. A change gets a key of its own.

    `seen` is the ETag of what was read, where an edit must name it.
    """
    headers = {} if method in UNCHANGING else {KEY: str(uuid4())}
    if seen is not None:
        headers["If-Match"] = seen
    return Question(
        lambda answer: answer.json() if answer.content else None,
        path,
        method=method,
        params=params or {},
        headers=headers,
        json=body,
    )
