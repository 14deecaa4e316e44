"""Certificates that hold no longer, whatever they say of themselves.

The station took them back when it fell, or a monitor has alarmed since they were issued: what they
prove was true of another time. Only a gate that was passed after that gives another.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime

from edge_agent.core.autonomy.level_events import FELL
from edge_agent.core.certificate import Certificate
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import ALARM_EVENT, revoked_in
from edge_agent.people.certificates import readable
from edge_agent.store.events import EventReader, StoredEvent


def taken_back(data: DataFolder) -> set[str]:
    """Their sha256."""
    with closing(EventReader(data.events)) as reader:
        events = [stored for kind in (FELL, ALARM_EVENT) for stored in reader.events(kind=kind)]
    return taken_back_by(events, readable(data.folder))


def taken_back_by(events: Sequence[StoredEvent], issued: Mapping[str, Certificate]) -> set[str]:
    """Of a station's events, in their order; `issued` by sha256."""
    alarmed = alarmed_in(events)
    overtaken = {name for name, one in issued.items() if is_overtaken(one, alarmed)}
    return revoked_in(events) | overtaken


def alarmed_in(events: Iterable[StoredEvent]) -> dict[str, datetime]:
    """By check: when a monitor alarmed about it last."""
    return {
        check: stored.event.at
        for stored in events
        if stored.event.kind == ALARM_EVENT
        for check in stored.event.body["checks"]
    }


def is_overtaken(certificate: Certificate, alarmed: dict[str, datetime]) -> bool:
    at = alarmed.get(certificate.use.check)
    return at is not None and certificate.issued_at <= at
