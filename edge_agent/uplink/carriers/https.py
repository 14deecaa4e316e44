"""A station that reaches its centre by HTTPS alone, as where a plant lets nothing else out.

It posts its letters, and asks for those that are for it; the centre keeps the question for a while
until there are some. The certificate of the centre is always checked; the station shows a token,
or a certificate of its own, or both.
"""

import ssl
from collections.abc import Sequence
from typing import Final

import httpx

from edge_agent.core.errors import Unreachable
from edge_agent.uplink.carriers.carried_post import Fetched
from edge_agent.uplink.carriers.letter_form import LetterRefused
from edge_agent.uplink.carriers.parcels import (
    MEDIA_TYPE,
    MOST_LETTERS,
    PATH,
    Parcel,
    read_parcel,
    written_parcel,
)
from edge_agent.uplink_settings import HttpsTable
from hardware.credentials import client_tls, first_line
from hardware.letters import Letter

LONG_POLL_S: Final = 10.0
ANSWER_S: Final = 10.0
CONNECT_S: Final = 5.0
NO_ROOM: Final = 503
REFUSED: Final = (401, 403)


class HttpsCarrier:
    """The station's end. DeviceMissing where a file of its settings is not usable."""

    rest_s = 0.0

    def __init__(self, settings: HttpsTable) -> None:
        self.address = settings.url
        headers = {"content-type": MEDIA_TYPE}
        token = token_of(settings)
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        timeout = httpx.Timeout(ANSWER_S, connect=CONNECT_S, read=LONG_POLL_S + ANSWER_S)
        self.client = httpx.Client(
            base_url=settings.url,
            verify=tls_of(settings),
            headers=headers,
            timeout=timeout,
            trust_env=False,
        )

    def begin(self) -> None:
        self.exchange(Parcel(), 0.0)

    def give(self, letters: Sequence[Letter]) -> int:
        return len(letters) if self.posted(Parcel(letters), 0.0) is not None else 0

    def fetch(self, done: Sequence[str]) -> Sequence[Fetched]:
        numbers = tuple(map(int, done[:MOST_LETTERS]))
        parcel = self.exchange(Parcel(done=numbers), LONG_POLL_S)
        return [
            Fetched(str(parcel.first + place), letter)
            for place, letter in enumerate(parcel.letters)
        ]

    def exchange(self, parcel: Parcel, wait_s: float) -> Parcel:
        answer = self.posted(parcel, wait_s)
        if answer is None:
            raise Unreachable(f"{self.address} has no room for letters now")
        try:
            return read_parcel(answer)
        except LetterRefused as error:
            raise Unreachable(f"{self.address} answers what is no parcel: {error}") from error

    def posted(self, parcel: Parcel, wait_s: float) -> bytes | None:
        """The answer; None where the centre has no room now."""
        try:
            answer = self.client.post(
                PATH, params={"wait_s": f"{wait_s:g}"}, content=written_parcel(parcel)
            )
        except httpx.HTTPError as error:
            raise Unreachable(f"{self.address} cannot be reached: {error}") from error
        except RuntimeError as error:  # closed while it waited
            raise Unreachable(f"{self.address} is not asked any more: {error}") from error
        if answer.status_code == NO_ROOM:
            return None
        if answer.status_code != httpx.codes.OK:
            raise Unreachable(self.refusal(answer))
        return answer.content

    def refusal(self, answer: httpx.Response) -> str:
        if answer.status_code in REFUSED:
            return (
                f"{self.address} refuses us ({answer.status_code}); check token_file, and whether "
                "the centre knows this station"
            )
        return f"{self.address} answers {answer.status_code}; is a centre there?"

    def close(self) -> None:
        self.client.close()


def token_of(settings: HttpsTable) -> str | None:
    return first_line("token_file", settings.token_file)


def tls_of(settings: HttpsTable) -> ssl.SSLContext:
    files = (settings.ca_file, settings.cert_file, settings.key_file)
    return client_tls(settings.url, *files)
