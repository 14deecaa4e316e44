"""A person at a command line asks a centre's API for something, under an own account."""

import sys
from contextlib import ExitStack, closing, suppress
from getpass import getpass
from secrets import token_hex
from types import TracebackType
from typing import Any, Final, Self

import httpx

from edge_agent.core.errors import Conflict, InvalidInput, NotFound, PackwardenError, Unreachable
from edge_agent.people.errors import NotPermitted
from edge_agent.web.problems import IDEMPOTENCY_HEADER

ANSWER_S: Final = 60.0
KINDS: Final[dict[int, type[PackwardenError]]] = {
    401: NotPermitted,
    403: NotPermitted,
    404: NotFound,
    409: Conflict,
}
"""What a refusal is, by its status; others are invalid input."""


class CentreClient:
    """Signed in from its `with` on; the password comes from the terminal, or from a pipe's line."""

    def __init__(self, address: str, account: str) -> None:
        try:
            self.client = httpx.Client(base_url=address, timeout=ANSWER_S)
        except httpx.InvalidURL as error:
            raise InvalidInput(f"--address {address!r}: {error}") from error
        self.address, self.account = address, account

    def __enter__(self) -> Self:
        with ExitStack() as on_failure:
            on_failure.callback(self.client.close)
            account = {"name": self.account, "password": given_password()}
            self.ask("POST", "/api/v1/session", account)
            on_failure.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with closing(self.client), suppress(PackwardenError):
            self.ask("DELETE", "/api/v1/session")  # which ends by itself soon, too

    def read(self, path: str) -> dict[str, Any]:
        return self.ask("GET", path)

    def change(self, path: str, document: dict[str, Any]) -> dict[str, Any]:
        """Asked for once, whatever becomes of the answer."""
        return self.ask("POST", path, document, {IDEMPOTENCY_HEADER: token_hex(16)})

    def ask(
        self,
        method: str,
        path: str,
        document: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Unreachable, or what the centre refuses, in its own words."""
        try:
            answer = self.client.request(method, path, json=document, headers=headers)
            told: dict[str, Any] = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable(f"{self.address}: {error}") from error
        if not answer.is_success:
            kind = KINDS.get(answer.status_code, InvalidInput)
            raise kind(str(told.get("detail", answer.reason_phrase)))
        return told


def given_password() -> str:
    if sys.stdin.isatty():
        return getpass("Password: ")
    return sys.stdin.readline().rstrip("\r\n")
