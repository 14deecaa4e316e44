"""How both clients reach a station."""

from typing import Any, Final

ATTEMPTS: Final = 2
"""The connection may have been closed at the other end just when it was used again."""
CONNECT_S: Final = 10.0
"""A stream of events that is silent for longer than that is broken: it would say that nothing is
new."""
EVENT_STREAM: Final = "/api/v1/events/stream"


def connected(base_url: str, token: str, timeout_s: float) -> dict[str, Any]:
    """What an HTTP client is made with. The token goes nowhere else: no redirect is followed."""
    return {
        "base_url": base_url,
        "headers": {"Authorization": f"Bearer {token}"},
        "timeout": timeout_s,
        "follow_redirects": False,
    }
