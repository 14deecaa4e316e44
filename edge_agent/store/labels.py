"""Labels in a station's log: events, so that nobody rewrites what a pack was said to be."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.labels import LABEL_EVENT, Label
from edge_agent.store.events import EventReader, StoredEvent

LABEL: Final = TypeAdapter(Label)


def label_body(label: Label) -> dict[str, Any]:
    """What `EventStore.append` takes, with the kind LABEL_EVENT."""
    return asdict(label)


def labels_in(reader: EventReader) -> Iterator[Label]:
    """Every label, in the order they were given; StoreDamaged for one that is none."""
    for stored in reader.events():
        if stored.event.kind == LABEL_EVENT:
            yield label_in(stored)


def label_in(stored: StoredEvent) -> Label:
    """Of an event of kind LABEL_EVENT; StoreDamaged where it is none."""
    try:
        return LABEL.validate_python(dict(stored.event.body))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise StoreDamaged(
            f"event {stored.seq} of boot {stored.boot} is no label: {place}: {first['msg']}"
        ) from error
