"""The same trials on Ray Tune: several at once, on this machine or on a cluster.

Ray only carries the trials out. What is tried next, and what was found, is the same journal's as in
one process. A cluster runs what it is sent, so it is spoken to with a token alone (CVE-2023-48022);
on this machine the token is made anew by each process and never stored.
"""

import os
import secrets
from dataclasses import dataclass

from edge_agent.core.errors import InvalidInput, NotFound
from training.tuning.journal import Journal
from training.tuning.search import Question, Told

SETTINGS = {
    "RAY_AUTH_MODE": "token",
    "RAY_USAGE_STATS_ENABLED": "0",
}
"""Read by Ray when it is imported."""
SCHEME = "ray://"
TOKEN = "RAY_AUTH_TOKEN"
TOKEN_FILE = "RAY_AUTH_TOKEN_PATH"


@dataclass(frozen=True, slots=True)
class OnRay:
    """Trials on as many workers at once."""

    workers: int
    address: str | None = None
    """Of a cluster, such as `ray://host:10001`; None: this machine, for as long as a search."""

    def run(self, question: Question, journal: Journal, tell: Told) -> None:
        """Errors as of `secure` and `run_trials`. What was finished stays."""
        self.secure()
        from training.tuning.ray_trials import run_trials

        run_trials(question, journal, tell, self.workers, self.address)

    def secure(self) -> None:
        """Before Ray is imported. InvalidInput for another kind of address, NotFound without the
        token of a cluster."""
        os.environ |= SETTINGS
        # A process that joins a cluster directly is ended by Ray where the cluster does not answer.
        if self.address is not None and not self.address.startswith(SCHEME):
            raise InvalidInput(f"{self.address!r} is no Ray address; expected {SCHEME}HOST:PORT")
        if self.address is None:
            # Ray keeps the first one that it sees, for as long as the process lives.
            os.environ[TOKEN] = os.environ.get(TOKEN) or secrets.token_hex(32)
        elif not os.environ.get(TOKEN) and not os.environ.get(TOKEN_FILE):
            raise NotFound(
                f"{self.address} is spoken to with its token: name the file that holds it in "
                f"{TOKEN_FILE}"
            )
