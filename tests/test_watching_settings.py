"""How a site watches its line, as it stands in station.toml; what cannot be is refused at start."""

from contextlib import closing
from datetime import UTC, time, timedelta
from pathlib import Path

import pytest

from edge_agent.core.autonomy.challenge_plan import Challenge
from edge_agent.core.errors import Conflict, SettingsError
from edge_agent.core.monitoring.audit import AuditRates
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from hardware.clock import RealClock
from tests.line.small_station import box_station

TABLES = """
[challenges]
shift_starts = [05:00:00, 13:00:00]
every_minutes = 120.0

[[challenges.packs]]
name = "blank panel"
checks = ["top-panel"]
marker = "CHALLENGE-1"

[[challenges.packs]]
name = "good"

[audit]
passed = 0.01
rejected = 0.2
"""


def station_with(tables: str, folder: Path) -> Path:
    file = box_station(folder, "g")
    file.write_text(file.read_text() + tables)
    return file


def test_challenge_packs_and_audits_are_planned_as_they_stand_there(tmp_path: Path) -> None:
    settings = load_station(station_with(TABLES, tmp_path))
    plan = settings.challenges.plan()
    blank = Challenge("blank panel", ("top-panel",), "CHALLENGE-1")
    assert plan.challenges == (blank, Challenge("good"))
    assert plan.shift_starts == (time(5, tzinfo=UTC), time(13, tzinfo=UTC))
    assert (plan.every, plan.grace) == (timedelta(hours=2), timedelta(minutes=15))
    assert settings.audit is not None
    assert settings.audit.rates() == AuditRates(0.01, 0.2)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[challenges]\nevery_minutes = 10.0", "interval longer"),
        ('[[challenges.packs]]\nname = "a"\n[[challenges.packs]]\nname = "a"', "same name"),
        ("[audit]\npassed = 0.0\nrejected = 0.1", "greater than 0"),
        ("[challenges]\nevery = 3", "every"),
    ],
)
def test_what_cannot_be_is_refused(line: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=why):
        load_station(station_with(f"\n{line}\n", tmp_path))


def test_a_challenge_pack_for_a_check_that_is_not_there_is_refused_at_start(tmp_path: Path) -> None:
    file = station_with(TABLES.replace("top-panel", "lid"), tmp_path)
    with pytest.raises(Conflict, match=r"'lid'.*top-panel"):
        Station(load_station(file), RealClock(), print)


def test_the_key_of_the_audit_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    settings = load_station(station_with(TABLES, tmp_path))
    keys = []
    for _ in range(2):
        with closing(Station(settings, RealClock(), print)) as station:
            audit = station.line.monitors.audits.plan
            assert audit is not None
            keys.append((audit.key, audit.boot))
            key_file = station.data.audit_key
    assert keys[0][0] == keys[1][0]
    assert [boot for _, boot in keys] == [1, 2]
    assert key_file.stat().st_mode & 0o077 == 0
