"""Every refusal as a problem document (RFC 9457), under the titles that the command line uses.

One table says which status an error has and what it means. A problem's type is the address of its
own explanation on this very server, so that it can be read in a plant without a way out.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from edge_agent.control.errors import NoLine, NotAnswered, WordRefused
from edge_agent.core.errors import (
    Conflict,
    GateNotPassed,
    InvalidInput,
    NotFound,
    PackwardenError,
    SettingsError,
    StoreDamaged,
    StoreFailed,
    StoreTaken,
    Unreachable,
)
from edge_agent.people.errors import (
    AuditBroken,
    KeyTaken,
    NotGenuine,
    NotPermitted,
    ProofNeeded,
    SignInRefused,
    TooSoon,
    WeakSecret,
)
from edge_agent.web.errors import (
    Broken,
    Changed,
    DecisionTooLate,
    InspectionFailed,
    KeyMissing,
    NotReady,
    SeenMissing,
    StrangeCursor,
    StrangeOrigin,
    TooBusy,
    TooLarge,
    WrongMethod,
)

MEDIA_TYPE: Final = "application/problem+json"
IDEMPOTENCY_HEADER: Final = "Idempotency-Key"
SEEN_HEADER: Final = "If-Match"


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    means: str


KINDS: Final[dict[type[PackwardenError], Kind]] = {
    NotFound: Kind(404, "There is nothing under this address or of this name."),
    WrongMethod: Kind(405, "The address is there, but not for this method; Allow names those."),
    Conflict: Kind(409, "Right in itself, but not now or not here."),
    StoreTaken: Kind(503, "Another process holds the file, or a newer version wrote it."),
    Changed: Kind(412, "It was changed since it was read; read it again, then decide anew."),
    DecisionTooLate: Kind(409, "Another answer was first, or the pack was too near to the gate."),
    StrangeCursor: Kind(409, "Not a cursor of this list; begin with the first page."),
    NotPermitted: Kind(403, "The role or the token's scope does not allow this."),
    ProofNeeded: Kind(403, "Allowed, after password or PIN was given once more, just before."),
    StrangeOrigin: Kind(403, "A page of another origin asked for a change."),
    TooSoon: Kind(429, "Too many wrong tries; Retry-After says in how many seconds."),
    InvalidInput: Kind(422, "Something in the request cannot be right; errors says what."),
    KeyMissing: Kind(400, "A change that is recorded needs an Idempotency-Key."),
    KeyTaken: Kind(422, "The Idempotency-Key was given to another request before."),
    SeenMissing: Kind(428, "An edit needs If-Match with the ETag of what was read."),
    TooLarge: Kind(413, "The body is longer than anything that is asked for here."),
    SignInRefused: Kind(401, "Nobody is signed in, or what was given is wrong or over."),
    WeakSecret: Kind(422, "This password or PIN would soon be guessed."),
    NotGenuine: Kind(500, "A signed document is not as it was signed, or its key is strange."),
    AuditBroken: Kind(500, "The audit record is not as it was written."),
    SettingsError: Kind(500, "A settings file of the station cannot be in force."),
    StoreDamaged: Kind(500, "A file of the station is broken, or another one's."),
    StoreFailed: Kind(503, "The station's disk did not do it: full, read-only, or broken."),
    GateNotPassed: Kind(409, "The evidence for a level is not there."),
    Unreachable: Kind(503, "A device or a service does not answer."),
    WordRefused: Kind(409, "The line heard it and does not do it; detail says why."),
    NoLine: Kind(503, "There is no line to hear it: it does not run, or does not answer."),
    NotAnswered: Kind(504, "It was said, and what became of it is not known; look first."),
    NotReady: Kind(503, "The server runs, but cannot serve yet."),
    TooBusy: Kind(429, "As much is under way as may be at once; Retry-After says when to ask."),
    InspectionFailed: Kind(503, "The inspecting process ended or took too long; another runs."),
    Broken: Kind(500, "A fault of the server; request_id names its trace in the server's log."),
}
OF_STATUS: Final[dict[int, type[PackwardenError]]] = {
    404: NotFound,
    413: TooLarge,
}
"""What the framework itself refuses."""

NEEDED_HEADERS: Final[dict[str, tuple[type[PackwardenError], str]]] = {
    IDEMPOTENCY_HEADER: (KeyMissing, "name this change by an Idempotency-Key"),
    SEEN_HEADER: (SeenMissing, "name what you saw by If-Match with its ETag"),
}
"""What it means that they are missing."""


class ProblemPart(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(extra="forbid")

    pointer: str = Field(
        description="Where: a JSON pointer into the body (#/name), or query:, path:, header: and "
        "a name.",
        examples=["#/name"],
    )
    detail: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(
        description="Address of the explanation, on this server.", examples=["/problems/not-found"]
    )
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no account 'otto'"])
    instance: str = Field(description="What was asked for.", examples=["/api/v1/people/otto"])
    errors: list[ProblemPart] = Field(default_factory=list)
    request_id: str = Field(description="Also in the header X-Request-Id.", examples=["5f0c…"])


def known(error: type[PackwardenError]) -> type[PackwardenError]:
    """Itself, or what it is a kind of and the table names."""
    found = (each for each in error.__mro__ if issubclass(each, PackwardenError))
    return next((each for each in found if each in KINDS), Broken)


def name_of(error: type[PackwardenError]) -> str:
    """NotFound is not-found."""
    return re.sub(r"(?<=.)([A-Z])", r"-\1", error.__name__).lower()


def answer(
    error: type[PackwardenError],
    detail: str,
    scope: Mapping[str, Any],
    parts: Sequence[ProblemPart] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    kind = known(error)
    status = KINDS[kind].status
    document = Problem(
        type=f"/problems/{name_of(kind)}",
        title=error.title,
        status=status,
        detail=detail,
        instance=scope["path"],
        errors=list(parts),
        request_id=scope["state"]["request_id"],
    )
    content = document.model_dump_json()
    return Response(content, status, headers=headers, media_type=MEDIA_TYPE)


def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, PackwardenError)
    headers = {}
    if isinstance(error, TooSoon):
        headers["Retry-After"] = str(max(1, round(error.wait_s + 0.5)))
    if isinstance(error, TooBusy):
        headers["Retry-After"] = "1"
    if isinstance(error, SignInRefused):
        headers["WWW-Authenticate"] = 'Bearer realm="packwarden"'
    return answer(type(error), str(error), request.scope, headers=headers)


def refused_by_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind: type[PackwardenError] = OF_STATUS.get(error.status_code, InvalidInput)
    nothing = f"there is nothing at {request.url.path}"
    detail = nothing if kind is NotFound else str(error.detail)
    return answer(kind, detail, request.scope, headers=error.headers)


def invalid(request: Request, error: Exception) -> Response:
    """The parts that are wrong; what was given is not repeated, since it may be a secret."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    for header, (missing, detail) in NEEDED_HEADERS.items():
        if any((part["loc"], part["type"]) == (("header", header), "missing") for part in found):
            return answer(missing, detail, request.scope)
    parts = [ProblemPart(pointer=pointer(part["loc"]), detail=part["msg"]) for part in found]
    detail = f"{parts[0].pointer}: {parts[0].detail}"
    return answer(InvalidInput, detail, request.scope, parts)


def pointer(place: Sequence[str | int]) -> str:
    """RFC 6901 in a body; the kind of parameter and its name elsewhere."""
    first, *rest = place
    if first != "body":
        return f"{first}:{'/'.join(map(str, rest))}"
    return "#" + "".join(f"/{str(one).replace('~', '~0').replace('/', '~1')}" for one in rest)


def broken(request: Request, error: Exception) -> Response:
    """The server then raises it again, so that its trace stands in the log and nowhere else."""
    return answer(Broken, "the server could not do this; its log says why", request.scope)


def gone(request: Request, error: Exception) -> Response:
    """Nobody hears it; the server has done nothing wrong, and no trace is told."""
    assert isinstance(error, ClientDisconnect)
    detail = "the connection broke before all of it was here"
    return answer(InvalidInput, detail, request.scope)


def explanation(name: str) -> dict[str, Any]:
    """What /problems/NAME says; NotFound where no problem is called so."""
    for error, kind in KINDS.items():
        if name_of(error) == name:
            return {
                "type": f"/problems/{name}",
                "title": error.title,
                "status": kind.status,
                "means": kind.means,
            }
    raise NotFound(f"no problem is called {json.dumps(name)}")


def handle_all(app: FastAPI) -> None:
    app.add_exception_handler(PackwardenError, refused)
    app.add_exception_handler(HTTPException, refused_by_framework)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, broken)
