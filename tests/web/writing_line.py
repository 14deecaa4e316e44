"""A line that writes what people say into the store of its station, as the real one does.

Its devices are missing; what it does with a word on an ended pack is the line's own code.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.core.errors import Conflict, InvalidInput
from edge_agent.core.monitoring.audit import AuditRates
from edge_agent.core.packs import Record
from edge_agent.core.told import Asked, Examined, Reviewed, Told, WithdrawReview
from edge_agent.line.audits import Audits
from edge_agent.line.parts import AuditPlan
from edge_agent.line.reviews import Reviews
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from tests.control.samples import LINE, a_snapshot
from tests.samples import NOON

SHOWN_EVERY_S = 0.1


class Writing:
    """The one writer of a store; draws every pack for the audit where it is asked to."""

    trouble: str | None = None

    def __init__(self, events: Path, draws: bool = False) -> None:
        self.store = EventStore.open(events)
        plan = AuditPlan(AuditRates(1.0, 1.0), b"key", self.store.boot) if draws else None
        self.audits, self.reviews = Audits(self, plan), Reviews(self)
        self.heard: list[Told] = []

    def write(self, record: Record, frames: Any = None) -> None:
        self.store.append_records([record])
        self.audits.ended(record)

    def write_all(self, records: Sequence[Record]) -> None:
        for record in records:
            self.write(record)

    def event(self, kind: str, body: dict[str, object]) -> None:
        self.store.append(kind, body, NOON)

    def hear(self, asked: Asked) -> None:
        asked.answer(self.followed(asked.word))

    def followed(self, told: Told) -> str | None:
        self.heard.append(told)
        try:
            match told:
                case Examined():
                    self.audits.examined(told.boot, told.pack_no, told.faulty, told.person)
                case Reviewed():
                    self.reviews.reviewed(told)
                case WithdrawReview():
                    self.reviews.withdrawn(told)
        except (Conflict, InvalidInput) as error:
            return str(error)
        return None

    def close(self) -> None:
        self.store.close()


@contextmanager
def at_work(folder: Path, writing: Writing) -> Iterator[None]:
    """Pages can reach it meanwhile."""
    server = ControlServer(place_in(folder), LINE, writing.hear, RealClock())
    ends = threading.Event()

    def repeat() -> None:
        while not ends.wait(SHOWN_EVERY_S):
            server.show(a_snapshot())

    thread = threading.Thread(target=repeat, name="writing line")
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()
        server.close()
