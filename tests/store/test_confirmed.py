"""How long records have waited for the centre is told from its own word, whatever lies between."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.telemetry.streams import Stream
from edge_agent.store.confirmed import OUTBOX_FILE, Confirmed
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.pages import StorePages
from edge_agent.uplink.acks import Ack
from edge_agent.uplink.outbox import Outbox
from tests.samples import NOON, a_record

SECOND = timedelta(seconds=1)


@pytest.fixture
def confirmed(tmp_path: Path) -> Iterator[Confirmed]:
    with (
        closing(StorePages(tmp_path / "events.db")) as store,
        closing(Confirmed(store, tmp_path / OUTBOX_FILE)) as opened,
    ):
        yield opened


def record_packs(folder: Path, count: int) -> None:
    """One a second, from noon on."""
    with closing(EventStore.open(folder / "events.db")) as store:
        store.append("started", {}, NOON)
        packs = [a_record(no, seen_at=NOON + no * SECOND) for no in range(1, count + 1)]
        store.append_records(packs)


def acknowledge(folder: Path, seq: int, number: int = 1) -> None:
    with (
        closing(LogStretches(folder / "events.db")) as log,
        closing(Outbox(folder / OUTBOX_FILE)) as outbox,
    ):
        outbox.keep(
            Ack(
                station="plant-1/line-1/box",
                log=log.name() or "",
                database="centre",
                number=number,
                at=NOON,
                until={Stream.RECORDS: (1, seq)},
                islands={},
            )
        )


def test_the_oldest_record_that_the_centre_lacks_is_told(
    confirmed: Confirmed, tmp_path: Path
) -> None:
    record_packs(tmp_path, 3)
    acknowledge(tmp_path, 1)
    assert confirmed.waiting_since() == NOON + 2 * SECOND
    acknowledge(tmp_path, 3, number=2)
    assert confirmed.waiting_since() is None


def test_where_the_uplink_has_never_run_all_of_them_wait(
    confirmed: Confirmed, tmp_path: Path
) -> None:
    assert confirmed.waiting_since() is None
    record_packs(tmp_path, 2)
    assert confirmed.waiting_since() == NOON + SECOND


def test_what_the_centre_had_of_another_log_counts_for_nothing(
    confirmed: Confirmed, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with closing(EventStore.open(tmp_path / "other" / "events.db")) as store:
        store.append("started", {"another": True}, NOON)
    acknowledge(tmp_path / "other", 5)
    (tmp_path / "other" / OUTBOX_FILE).rename(tmp_path / OUTBOX_FILE)
    record_packs(tmp_path, 2)
    assert confirmed.waiting_since() == NOON + SECOND


def test_a_file_that_is_no_outbox_is_refused(confirmed: Confirmed, tmp_path: Path) -> None:
    record_packs(tmp_path, 1)
    (tmp_path / OUTBOX_FILE).write_bytes(b"no database" * 100)
    with pytest.raises(StoreDamaged):
        confirmed.waiting_since()
