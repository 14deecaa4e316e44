"""What the log and the audit record say of levels, read once and then only what was added.

For showing. It believes what it reads; whoever raises a level has the whole record verified.
"""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final

from edge_agent.core.autonomy.level_events import CHANGES
from edge_agent.core.line_events import STARTED
from edge_agent.core.roles import Act
from edge_agent.evidence.gate_log import ALARM_EVENT
from edge_agent.people.acts import PROPOSAL_STANDS, SignedAct
from edge_agent.people.audit import AuditReader
from edge_agent.store.events import EventReader, StoredEvent
from edge_agent.store.pages import StorePages

KINDS: Final = (*CHANGES, STARTED, ALARM_EVENT)


class LevelEvents:
    """Of one event store; any number of threads may ask."""

    def __init__(self, store: StorePages) -> None:
        self.store = store
        self._turn, self._open = Lock(), ExitStack()
        self._reader: EventReader | None = None
        self._found: list[StoredEvent] = []
        self._last = (0, 0)

    def close(self) -> None:
        self._open.close()

    def so_far(self) -> list[StoredEvent]:
        """Those of KINDS, in the order of writing; none before the store is there."""
        with self._turn:
            newest = self.store.events(None, 1)
            if newest:
                self._read_to((newest[0].boot, newest[0].seq))
            return list(self._found)

    def _read_to(self, last: tuple[int, int]) -> None:
        """What is written meanwhile is read the next time."""
        if last <= self._last:
            return
        if self._reader is None:
            self._reader = EventReader(self.store.path)
            self._open.callback(self._reader.close)
        news = [
            stored
            for kind in KINDS
            for stored in self._reader.events(self._last, kind)
            if (stored.boot, stored.seq) <= last
        ]
        self._found += sorted(news, key=lambda stored: (stored.boot, stored.seq))
        self._last = last


class LevelActs:
    """Of one audit record; any number of threads may ask."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn, self._open = Lock(), ExitStack()
        self._reader: AuditReader | None = None
        self._last = 0
        self._revoked: set[str] = set()
        self._raises: list[SignedAct] = []

    def close(self) -> None:
        self._open.close()

    def revoked(self) -> set[str]:
        """Certificates that persons took back, by sha256."""
        with self._turn:
            self._read()
            return set(self._revoked)

    def raises_to_always(self, now: datetime) -> list[SignedAct]:
        """Proposals and agreements of the last 24 hours, in their order."""
        with self._turn:
            self._read()
            begin = now - PROPOSAL_STANDS
            self._raises = [act for act in self._raises if act.done.at >= begin]
            return list(self._raises)

    def _read(self) -> None:
        if self._reader is None:
            self._reader = AuditReader(self.path)
            self._open.callback(self._reader.close)
        for act in self._reader.acts(self._last):
            self._heed(act)
            self._last = act.done.seq

    def _heed(self, act: SignedAct) -> None:
        done = act.done
        if done.what is Act.REVOKE_CERTIFICATE and done.subject.certificate_sha256 is not None:
            self._revoked.add(done.subject.certificate_sha256)
        elif done.what is Act.RAISE_TO_ALWAYS:
            self._raises.append(act)
