"""A cursor: where the next page begins, signed, so that a caller can only give back what he got.

It names what was asked for as well: a cursor of one filter is no cursor of another.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Final

from edge_agent.web.errors import StrangeCursor

VERSION: Final = 1
SIGNATURE_BYTES: Final = 16
REFUSED: Final = "this cursor is not of this list; leave it out and begin with the first page"


def cursor(key: bytes, asked: Mapping[str, Any], place: Sequence[int]) -> str:
    """`asked` is what the list shows; `place` are the numbers of its last row on this page."""
    content = json.dumps([VERSION, digest(asked), *place]).encode()
    return urlsafe_b64encode(signature(key, content) + content).decode().rstrip("=")


def place_in(key: bytes, asked: Mapping[str, Any], given: str, numbers: int) -> tuple[int, ...]:
    """StrangeCursor for what `cursor` did not give for exactly this."""
    try:
        raw = urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError as error:
        raise StrangeCursor(REFUSED) from error
    signed, content = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signed, signature(key, content)):
        raise StrangeCursor(REFUSED)
    version, of, *place = json.loads(content)
    if (version, of, len(place)) != (VERSION, digest(asked), numbers):
        raise StrangeCursor(REFUSED)
    return tuple(place)


def signature(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")[:SIGNATURE_BYTES]


def digest(asked: Mapping[str, Any]) -> str:
    text = json.dumps(asked, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
