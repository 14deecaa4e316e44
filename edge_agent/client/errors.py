"""What a client raises.

ApiError
├── StationDown       nobody answered, or the connection broke
└── Refused           the station said no; `kind` is the problem's name, as not-found
    ├── NotSignedIn   the token is unknown or over
    ├── NotPermitted  the token's scopes do not allow it
    ├── NotFound
    ├── InvalidInput  something in the request cannot be right; `parts` says what
    └── Busy          too much at once; come again after `retry_after_s`
"""

from dataclasses import dataclass
from typing import Final

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError


class ProblemPart(BaseModel):
    """One thing that is wrong with a request, and where."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    detail: str


class Problem(BaseModel):
    """What the station says of a refusal (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[ProblemPart, ...] = ()
    request_id: str = ""


class ApiError(Exception):
    """Anything that went wrong between here and the station."""


class StationDown(ApiError):
    """Whether a change was made is not known, unless it bears a key and is asked again."""


@dataclass(frozen=True)
class Refused(ApiError):
    problem: Problem
    retry_after_s: float | None = None

    def __str__(self) -> str:
        return f"{self.problem.title}: {self.problem.detail}"

    @property
    def kind(self) -> str:
        """As in the problem's address, which explains it: /problems/not-found."""
        return self.problem.type.rsplit("/", 1)[-1]

    @property
    def status(self) -> int:
        return self.problem.status

    @property
    def parts(self) -> tuple[ProblemPart, ...]:
        return self.problem.errors


class NotSignedIn(Refused):
    pass


class NotPermitted(Refused):
    pass


class NotFound(Refused):
    pass


class InvalidInput(Refused):
    pass


class Busy(Refused):
    pass


KINDS: Final[dict[int, type[Refused]]] = {
    401: NotSignedIn,
    403: NotPermitted,
    404: NotFound,
    422: InvalidInput,
    429: Busy,
}


def refusal(answer: httpx.Response) -> ApiError:
    """Of an answer with a status of 400 or more; StationDown where no station said it."""
    try:
        problem = Problem.model_validate_json(answer.content)
    except ValidationError:
        return StationDown(f"{answer.url} answers {answer.status_code} and is no station")
    after = answer.headers.get("retry-after", "")
    kind = KINDS.get(problem.status, Refused)
    return kind(problem, float(after) if after.isdigit() else None)
