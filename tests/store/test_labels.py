"""Labels come back from a station's log as they were given; what is none is refused."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.labels import label_body, labels_in
from tests.samples import NOON


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    with closing(EventStore.open(tmp_path / "events.db")) as opened:
        yield opened


def labels_of(store: EventStore) -> list[Label]:
    with closing(EventReader(store.path)) as reader:
        return list(labels_in(reader))


def test_labels_come_back_in_order_and_other_events_are_left_out(store: EventStore) -> None:
    given = [Label(1, 7, True, LabelSource.CLAIM), Label(1, 8, False, LabelSource.AUDIT)]
    for label in given:
        store.append(LABEL_EVENT, label_body(label), NOON)
        store.append("order", {"lot": "L1"}, NOON)
    assert labels_of(store) == given


@pytest.mark.parametrize(
    "body", [{}, {"boot": 1, "pack_no": 7, "defective": True, "source": "somebody"}]
)
def test_an_event_that_is_no_label_is_refused_with_its_place(
    store: EventStore, body: dict[str, object]
) -> None:
    store.append(LABEL_EVENT, body, NOON)
    with pytest.raises(StoreDamaged, match="event 1 of boot 1 is no label"):
        labels_of(store)
