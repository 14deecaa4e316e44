"""What it takes to ask an API at random: somebody who may, and what is no fault of the server."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from edge_agent.web.access import COOKIE
from edge_agent.web.problems import IDEMPOTENCY_HEADER
from edge_agent.web.served import Served
from tests.people.samples import PASSWORD
from tests.web.visitors import keys

EXAMPLES: Final = int(os.environ.get("PACKWARDEN_EXAMPLES", "50"))
"""Of each operation in `make release-tests`; `make torture PART=security` asks for more."""
KEY: Final = re.compile(r"[\x21-\x7e]{16,200}")
ACCEPTED: Final = ["2xx", "3xx", "401", "403", "404", "409", "412", "429"]
"""412: no description says which ETag somebody will have seen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is served, and the engineer who asks it."""

    site: Served
    address: str
    session: list[str] = field(default_factory=list)

    def headers(self, given: Any) -> dict[str, str]:
        """With the engineer's cookie, and a new key for each change that has one."""
        headers = {"Cookie": self.cookie()}
        if is_key(given.get(IDEMPOTENCY_HEADER, "")):
            headers[IDEMPOTENCY_HEADER] = next(keys)
        return headers

    def cookie(self) -> str:
        """He comes in again where he has just been asked to go."""
        now = self.site.clock.wall()
        if not self.session or not self.site.office.sessions.holds(self.session[0], now):
            self.come_in()
        return f"{COOKIE}={self.session[0]}"

    def come_in(self) -> None:
        """With his password, which he may have changed."""
        now = self.site.clock.wall()
        with self.site.changing() as office:
            office.accounts.set_password("anna", PASSWORD)
            self.session[:] = [office.enter_with_password("anna", PASSWORD, "here", now)]


def config(let_off: Iterable[str]) -> dict[str, Any]:
    """let_off: operations that may refuse with 422 what their schema allows."""
    return {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "missing_required_header": {"expected-statuses": ["400", "401", "403", "422", "428"]},
        },
        "phases": {"coverage": {"enabled": False}},
        "max-stream-events": 1,
        "request-timeout": 60,
        "operations": [
            {
                "include-operation-id": name,
                "checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "422"]}},
            }
            for name in let_off
        ],
    }


def is_key(given: object) -> bool:
    """As the description wants it; it also says that each change needs a new one."""
    return isinstance(given, str) and KEY.fullmatch(given) is not None
