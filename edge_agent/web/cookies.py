"""Names of our cookies: over HTTPS a browser keeps them for this very server and no other.

A browser takes a name that begins with `__Host-` only from the server itself, over HTTPS and for
all of it, so that neither a neighbour under the same domain nor a page in the clear can plant one.
"""

from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

ENCRYPTED: Final = ("https", "wss")
GUARDED: Final = "__Host-"


def is_encrypted(request: HTTPConnection) -> bool:
    return request.url.scheme in ENCRYPTED


def cookie_name(request: HTTPConnection, name: str) -> str:
    return GUARDED + name if is_encrypted(request) else name


def cookie_of(request: HTTPConnection, name: str) -> str:
    """Empty where there is none."""
    return request.cookies.get(cookie_name(request, name), "")


def set_cookie(
    request: HTTPConnection, answer: Response, name: str, value: str, max_age_s: int | None = None
) -> None:
    """max_age_s None: until the browser is closed. No script reads it."""
    answer.set_cookie(
        cookie_name(request, name),
        value,
        max_age_s,
        secure=is_encrypted(request),
        httponly=True,
        samesite="strict",
    )


def forget_cookie(request: HTTPConnection, answer: Response, name: str) -> None:
    answer.delete_cookie(
        cookie_name(request, name), secure=is_encrypted(request), httponly=True, samesite="strict"
    )
