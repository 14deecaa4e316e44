"""A pack that differs is told with its pictures, within the budget of the station's pictures."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_agent.core.keeping import Keep, PicturePolicy
from edge_agent.line.recorder_thread import MOST_PICTURED_BYTES, ThreadRecorder
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.pictures import PictureStore, read_picture
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from hardware.pictures import decode_picture
from tests.line.small_station import box_picture

KIND = "shadow_difference"
PLENTY_BYTES = 10_000_000


def told(folder: Path, frames: Mapping[str, Pixels], budget_bytes: int) -> list[dict[str, Any]]:
    with closing(EventStore.open(folder / "events.db")) as store:
        pictures = PictureStore(folder / "pictures", budget_bytes)
        with closing(ThreadRecorder(store, pictures, RealClock())) as recorder:
            recorder.pictured_event(KIND, {"pack_no": 7}, frames)
    with closing(EventReader(folder / "events.db")) as reader:
        return [dict(one.event.body) for one in reader.events(kind=KIND)]


def test_its_body_names_the_pictures_that_were_kept(tmp_path: Path) -> None:
    (body,) = told(tmp_path, {"top": box_picture()}, PLENTY_BYTES)
    assert body["pack_no"] == 7
    kept = decode_picture(read_picture(tmp_path / "pictures", body["pictures"]["top"]), "kept")
    assert kept.shape == box_picture().shape


def test_a_picture_beyond_the_budget_costs_the_picture_and_not_the_event(tmp_path: Path) -> None:
    (body,) = told(tmp_path, {"top": box_picture()}, 100)
    assert body == {"pack_no": 7, "pictures": {}}


@pytest.mark.parametrize("keep", [Keep.NOTABLE, Keep.ALL])
def test_pictures_of_packs_come_first_and_nothing_waits_for_room(
    tmp_path: Path, keep: Keep
) -> None:
    waits = np.zeros((1, 1, 3), np.uint8)
    huge = np.broadcast_to(waits, (MOST_PICTURED_BYTES // 3 + 1, 1, 3))
    policy = PicturePolicy(keep=keep)
    with closing(EventStore.open(tmp_path / "events.db")) as store:
        pictures = PictureStore(tmp_path / "pictures", PLENTY_BYTES)
        with closing(ThreadRecorder(store, pictures, RealClock(), policy)) as recorder:
            recorder.pictured_event(KIND, {"pack_no": 7}, {"top": huge})
    with closing(EventReader(tmp_path / "events.db")) as reader:
        (told_of,) = reader.events(kind=KIND)
    assert told_of.event.body == {"pack_no": 7, "pictures": {}}
