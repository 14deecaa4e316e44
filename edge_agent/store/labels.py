"""Labels in a station's log: events, so that nobody rewrites what a pack was said to be."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.labels import LABEL_EVENT, WITHDRAWN_EVENT, Label, Withdrawn, in_force
from edge_agent.store.events import EventReader, StoredEvent

KINDS: Final[dict[str, TypeAdapter[Label] | TypeAdapter[Withdrawn]]] = {
    LABEL_EVENT: TypeAdapter(Label),
    WITHDRAWN_EVENT: TypeAdapter(Withdrawn),
}
"""Kinds of events by which labels are given and taken back."""


def label_body(label: Label | Withdrawn) -> dict[str, Any]:
    """What `EventStore.append` takes, with the kind of event that says so."""
    return asdict(label)


def labels_in(reader: EventReader) -> Iterator[Label]:
    """Every label that stands, in the order they were given; StoreDamaged for one that is none."""
    given = (label_in(stored) for stored in reader.events() if stored.event.kind in KINDS)
    yield from in_force(given)


def label_in(stored: StoredEvent) -> Label | Withdrawn:
    """Of an event of one of `KINDS`; StoreDamaged where it is none."""
    try:
        return KINDS[stored.event.kind].validate_python(dict(stored.event.body))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise StoreDamaged(
            f"event {stored.seq} of boot {stored.boot} is no label: {place}: {first['msg']}"
        ) from error
