"""The regular expression that all lots of a product match.

Whoever writes a recipe writes it, and the centre hands it on; the line matches with it beside every
pack. RE2 therefore: its time grows with the text alone, where a backtracking matcher can be made to
stand still (Cox, Regular Expression Matching Can Be Simple And Fast, 2007). It knows no look-around
and no references back.
"""

from functools import lru_cache
from typing import Any

import re2

from edge_agent.core.errors import InvalidInput


def lot_matches(pattern: str, lot: str) -> bool:
    """The whole of it. InvalidInput for what is no regular expression."""
    return compiled(pattern).fullmatch(in_bytes(lot)) is not None


@lru_cache(maxsize=64)
def compiled(pattern: str) -> Any:
    quiet = re2.Options()
    quiet.log_errors = False
    try:
        return re2.compile(in_bytes(pattern), options=quiet)
    except re2.error as error:
        raise InvalidInput(
            f"lot_pattern {pattern!r} is no regular expression of RE2: {said(error)}"
        ) from error


def in_bytes(text: str) -> bytes:
    """Half a character is taken for one, too; nothing here ends on it."""
    return text.encode(errors="surrogatepass")


def said(error: Exception) -> str:
    """RE2 tells in bytes what it does not take."""
    (what,) = error.args
    return what.decode(errors="replace") if isinstance(what, bytes) else str(what)
