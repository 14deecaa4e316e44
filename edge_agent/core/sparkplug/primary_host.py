"""Whether the host application that a station works for is there. Pure.

Its word is JSON at its STATE topic: `{"online": true, "timestamp": ms}`, retained. Rules, all by
Sparkplug 3.0.0, chapter 5
- The first word on a connection counts, whatever its time; a later one unless it is older than the
  last that counted. Every broker has its own words, so that each connection begins anew.
- "Offline" counts unless it is older than the last "online": a will that came late says nothing.
- What is no such word is not heard, and counted.
"""

import json
from dataclasses import dataclass

from edge_agent.core.errors import InvalidInput

LONGEST_BYTES = 1024


class StateRefused(InvalidInput):
    """Bytes at a STATE topic that say nothing."""

    title = "No host state"


@dataclass(frozen=True, slots=True)
class HostWord:
    online: bool
    at_ms: int


def host_word(payload: bytes) -> HostWord:
    """StateRefused for anything else."""
    if len(payload) > LONGEST_BYTES:
        raise StateRefused(f"a host's state of {len(payload)} bytes")
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise StateRefused(f"a host's state that is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise StateRefused("a host's state is a JSON object with online and timestamp")
    online, at_ms = document.get("online"), document.get("timestamp")
    if not isinstance(online, bool) or type(at_ms) is not int or at_ms < 0:
        raise StateRefused("a host's state says online (true or false) and timestamp (ms)")
    return HostWord(online, at_ms)


@dataclass(frozen=True, slots=True)
class PrimaryHost:
    """As far as one connection has heard; a fresh one has heard nothing."""

    last: HostWord | None = None
    """That counted."""

    @property
    def is_online(self) -> bool:
        return self.last is not None and self.last.online

    @property
    def is_offline(self) -> bool:
        """It said so; who has heard nothing knows nothing."""
        return self.last is not None and not self.last.online

    def heard(self, word: HostWord) -> "PrimaryHost":
        if self.last is not None and word.at_ms < self.last.at_ms:
            return self
        return PrimaryHost(word)
