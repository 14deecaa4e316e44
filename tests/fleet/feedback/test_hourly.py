"""The picker that goes on: at once, every hour, and again after the database was away."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from deploy.fleet.feedback.serving import AN_HOUR_NS, opened_picker, pick_hourly
from deploy.fleet.founding import found
from deploy.fleet.settings import load_centre
from edge_agent.core.errors import NotFound
from tests.fleet.feedback.samples import a_pack, arrive, picked_packs, picker
from tests.samples import NOON, StandingClock


class HastyClock(StandingClock):
    """Ten minutes go by at every rest."""

    def sleep_until_ns(self, wake_ns: int) -> None:
        super().sleep_until_ns(max(wake_ns, self.ns + AN_HOUR_NS // 6))


def for_hours(hours: float, clock: StandingClock) -> bool:
    return clock.now_ns() >= hours * AN_HOUR_NS


def test_it_picks_at_once_and_then_what_has_come_every_hour(engine: Engine, tmp_path: Path) -> None:
    clock = HastyClock()
    arrive(engine, [a_pack(tmp_path, 1)])
    ends = iter(range(10**6))

    def ended() -> bool:
        if next(ends) == 2:
            arrive(engine, [a_pack(tmp_path, 2)], after=1)
        return for_hours(1.3, clock)

    pick_hourly(picker(engine, tmp_path), clock, print, ended)
    assert [pack_no for pack_no, _ in picked_packs(engine)] == [1, 2]


def test_without_the_centres_key_nothing_is_drawn_and_that_is_told(tmp_path: Path) -> None:
    founded = found(tmp_path / "centre", "centre-1", NOON, None)
    settings = load_centre(founded.settings_file)
    settings.centre.places.key.unlink()
    with pytest.raises(NotFound, match="private key"), opened_picker(settings, StandingClock()):
        raise AssertionError("it has drawn by another key")


def test_a_database_that_is_away_is_told_once_and_tried_again(tmp_path: Path) -> None:
    clock, told = HastyClock(), list[str]()
    away = create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'centre.db'}")
    pick_hourly(picker(away, tmp_path), clock, told.append, lambda: for_hours(0.9, clock))
    away.dispose()
    assert len(told) == 1
    assert told[0].startswith("nothing was picked")
    assert clock.wall() == NOON
