"""The page server forgets no alarm: over a restart, and while the disk is full."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from edge_agent.core.alarms.alarm_list import Happened, Sight
from edge_agent.core.alarms.raised import Condition, Shelf, Stage
from edge_agent.core.alarms.table import AlarmName
from edge_agent.web.alarms.alarm_file import KEPT_FOR
from edge_agent.web.alarms.keeper import AlarmKeeper
from tests.web.visitors import MovedClock

LOST = Sight((Condition(AlarmName.CAMERA_LOST, "top", "no answer"),))
FULL = Sight((Condition(AlarmName.DISK_FILLING, value=0.95),))
KEY = "camera_lost:top"


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "alarms.db"


@pytest.fixture
def keeper(path: Path, clock: MovedClock) -> Iterator[AlarmKeeper]:
    with closing(AlarmKeeper(path, clock)) as keeper:
        yield keeper


def looks(keeper: AlarmKeeper, clock: MovedClock, sight: Sight, seconds: float) -> None:
    """Now, and after so many seconds."""
    keeper.look(sight)
    clock.at += timedelta(seconds=seconds)
    keeper.look(sight)


def test_a_restart_keeps_what_was_acknowledged(
    keeper: AlarmKeeper, path: Path, clock: MovedClock
) -> None:
    keeper.look(LOST)
    keeper.acknowledge(KEY, "anna")
    keeper.close()
    clock.at += timedelta(minutes=1)
    with closing(AlarmKeeper(path, clock)) as again:
        again.look(LOST)
        assert [(one.alarm_id, one.stage) for one in again.listed()] == [(KEY, Stage.ACKNOWLEDGED)]
        assert [one.happening.what for one in again.history(9)] == [
            Happened.ACKNOWLEDGED,
            Happened.RAISED,
        ]


def test_a_restart_keeps_what_was_shelved_and_for_how_long(
    keeper: AlarmKeeper, path: Path, clock: MovedClock
) -> None:
    looks(keeper, clock, FULL, 10)
    keeper.shelve("disk_filling", Shelf("tom", "known", clock.at, clock.at + timedelta(hours=1)))
    keeper.close()
    with closing(AlarmKeeper(path, clock)) as again:
        looks(again, clock, FULL, 3_599)
        assert again.alarm("disk_filling").stage is Stage.SHELVED
        looks(again, clock, FULL, 2)
        assert again.alarm("disk_filling").stage is Stage.UNACKNOWLEDGED


def test_what_the_disk_did_not_take_is_tried_again(
    keeper: AlarmKeeper, path: Path, clock: MovedClock
) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        keeper.file._connection.execute("PRAGMA busy_timeout = 1")
        keeper.look(LOST)
        keeper.acknowledge(KEY, "anna")
        assert keeper.alarm(KEY).stage is Stage.ACKNOWLEDGED
        assert "locked" in (keeper.trouble or "")
        assert keeper.history(9) == []
    keeper.look(LOST)
    assert keeper.trouble is None
    assert [one.happening.what for one in keeper.history(9)] == [
        Happened.ACKNOWLEDGED,
        Happened.RAISED,
    ]


def test_pages_see_by_a_number_that_the_list_has_changed(keeper: AlarmKeeper) -> None:
    keeper.look(LOST)
    seen = keeper.revision
    keeper.look(LOST)
    assert keeper.revision == seen
    keeper.acknowledge(KEY, "anna")
    assert keeper.revision != seen


def test_the_history_is_read_page_by_page_and_forgets_what_is_old(
    keeper: AlarmKeeper, clock: MovedClock
) -> None:
    for _ in range(3):
        keeper.look(LOST)
        looks(keeper, clock, Sight(()), 60)
        keeper.acknowledge(KEY, "anna")
    first = keeper.history(4)
    rest = keeper.history(99, first[-1].seq)
    assert [one.seq for one in (*first, *rest)] == list(range(9, 0, -1))
    clock.at += KEPT_FOR + timedelta(days=1)
    keeper.look(LOST)
    assert len(keeper.history(99)) == 1


def test_figures_count_what_came(keeper: AlarmKeeper, clock: MovedClock) -> None:
    for _ in range(2):
        keeper.look(LOST)
        looks(keeper, clock, Sight(()), 60)
    figures = keeper.figures(timedelta(hours=8))
    assert (figures.comings, figures.most_in_window) == (2, 2)
    assert figures.bad_actors[0].alarm_id == KEY


def test_an_alarm_of_another_version_is_passed_over(
    keeper: AlarmKeeper, path: Path, clock: MovedClock
) -> None:
    keeper.look(LOST)
    keeper.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE raised SET body = replace(body, 'camera_lost', 'lamp_dark')")
        other.execute("UPDATE history SET name = 'lamp_dark'")
        other.commit()
    with closing(AlarmKeeper(path, clock)) as again:
        assert (again.listed(), again.history(9)) == ((), [])
