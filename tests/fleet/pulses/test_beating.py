"""Processes of the centre say that they live, now and then, and their troubles at once."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from deploy.fleet.database import open_database, reading
from deploy.fleet.pulses.beating import EVERY_NS, FORGOTTEN, SILENT, Beat, Pulse, beats
from tests.people.samples import NOW
from tests.web.visitors import MovedClock


def told(engine: Engine) -> list[Beat]:
    with reading(engine) as connection:
        return beats(connection)


def test_a_pulse_is_written_now_and_then_and_with_trouble_at_once(engine: Engine) -> None:
    clock = MovedClock()
    pulse = Pulse(engine, "ingest", clock)
    pulse.beat(None, {"stored": 1})
    clock.at += timedelta(microseconds=EVERY_NS / 1e3) - timedelta(milliseconds=1)
    pulse.beat(None, {"stored": 2})
    assert [one.figures for one in told(engine)] == [{"stored": 1}]
    pulse.beat("disk full", {"stored": 3})
    assert [(one.trouble, one.figures) for one in told(engine)] == [("disk full", {"stored": 3})]
    clock.at += timedelta(seconds=6)
    pulse.beat(None, {"stored": 4})
    assert [(one.trouble, one.figures) for one in told(engine)] == [(None, {"stored": 4})]


def test_who_says_nothing_for_long_does_not_live_and_is_forgotten(engine: Engine) -> None:
    clock = MovedClock()
    first, second = Pulse(engine, "web", clock), Pulse(engine, "ingest", clock)
    first.beat()
    clock.at += SILENT
    assert told(engine)[0].lives(clock.at)
    clock.at += timedelta(seconds=1)
    assert not told(engine)[0].lives(clock.at)
    clock.at += FORGOTTEN
    second.beat()
    assert [one.part for one in told(engine)] == ["ingest"]


def test_who_ends_is_missed_by_nobody(engine: Engine) -> None:
    pulse = Pulse(engine, "web", MovedClock())
    pulse.beat()
    pulse.end()
    assert told(engine) == []


def test_a_database_that_is_away_stops_nobody(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'gone.db'}", NOW)
    engine.dispose()
    (tmp_path / "gone.db").unlink()
    Pulse(engine, "ingest", MovedClock()).beat("no database")
    engine.dispose()
