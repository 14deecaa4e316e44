"""Around the whole application: what holds for every answer, refusals and faults included.

Every request gets an id. Every answer says what a browser may do with it: nothing that did not come
from this server. A body has a longest length, counted as it arrives. A page of another origin may
change nothing, whatever cookie the browser sends along; nor may it open a socket, whose answers it
could read.
"""

import re
import uuid
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge_agent.web.errors import StrangeOrigin, TooLarge
from edge_agent.web.inspecting.talk import MOST_UPLOADED_BYTES
from edge_agent.web.problems import answer

LONGEST_BODY_BYTES: Final = 64 * 1024
FORM_BYTES: Final = 64 * 1024
"""What a form takes beside its pictures."""
TAKES_PICTURES: Final = re.compile(r"/api/v1/(inspect|teach(/[0-9a-f-]{36}/try)?)")
"""Addresses that take more. They read it by hand, onto the disk, once it is known from whom."""
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
ENCRYPTED_FROM_NOW_ON: Final = "max-age=31536000; includeSubDomains"
"""Said over HTTPS: for a year a browser comes here by nothing else (RFC 6797)."""
UNCHANGING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OWN: Final = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site of our own pages, and of what a person typed."""


def longest_body(path: str) -> int:
    pictures_bytes = MOST_UPLOADED_BYTES + FORM_BYTES
    return pictures_bytes if TAKES_PICTURES.fullmatch(path) else LONGEST_BODY_BYTES


class Shield:
    """`longest_body`: of an address, in bytes; by default a station's."""

    def __init__(self, app: ASGIApp, longest_body: Callable[[str], int] = longest_body) -> None:
        self.app, self.longest_body = app, longest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.handshake(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = str(uuid.uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        send = with_headers(send, request_id, is_encrypted=scope["scheme"] == "https")
        headers = Headers(scope=scope)
        if is_strange(scope["method"], scope["scheme"], headers):
            detail = "a page of another origin may change nothing here"
            await answer(StrangeOrigin, detail, scope)(scope, receive, send)
        elif declared_bytes(headers) > (most_bytes := self.longest_body(scope["path"])):
            await answer(TooLarge, too_large(most_bytes), scope)(scope, receive, send)
        else:
            await self.app(scope, counted(receive, most_bytes), send)

    async def handshake(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A socket is opened by a GET; what is guarded is as for a change."""
        scope.setdefault("state", {})["request_id"] = str(uuid.uuid4())
        if is_strange("CONNECT", SCHEMES[scope["scheme"]], Headers(scope=scope)):
            detail = "a page of another origin may not look here"
            await answer(StrangeOrigin, detail, scope)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


SCHEMES: Final = {"ws": "http", "wss": "https"}


def too_large(most_bytes: int) -> str:
    return f"a body has at most {most_bytes} bytes here"


def with_headers(send: Send, request_id: str, is_encrypted: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if is_encrypted:
                headers["Strict-Transport-Security"] = ENCRYPTED_FROM_NOW_ON
            headers["X-Request-Id"] = request_id
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending


def is_strange(method: str, scheme: str, headers: Headers) -> bool:
    """Programs that are no browsers name no origin, and send no cookie by themselves either."""
    if method in UNCHANGING:
        return False
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") not in OWN
    named = urlsplit(origin)
    return (named.scheme, named.netloc.lower()) != (scheme, headers.get("host", "").lower())


def declared_bytes(headers: Headers) -> int:
    given = headers.get("content-length", "0")
    return int(given) if given.isascii() and given.isdigit() else 0


def counted(receive: Receive, most_bytes: int) -> Receive:
    """What is said of a body's length may be wrong, or nothing is said."""
    arrived = 0

    async def receiving() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > most_bytes:
            raise HTTPException(413, too_large(most_bytes))
        return message

    return receiving
