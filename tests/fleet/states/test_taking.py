"""What stations say of themselves: the last word counts, changes are kept, rubbish lies apart."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from deploy.fleet.database import reading
from deploy.fleet.overview import changes_of, fleet_now
from deploy.fleet.states import taking
from deploy.fleet.states.tables import state_changes, station_states
from deploy.fleet.states.taking import MOST_BYTES, StatesTaker
from deploy.fleet.tables import dead_letters
from edge_agent.core.errors import NotFound
from edge_agent.uplink.state_message import offline_message
from edge_agent.uplink.topics import StationTopics
from hardware.letters import Heard
from tests.fleet.sent import STATION, say
from tests.samples import NOON

SECOND = timedelta(seconds=1)
OTHER = "turin/line-2/top"


def count_of(engine: Engine, table: Any) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def heard(payload: bytes, station: str = STATION) -> Heard:
    return Heard(StationTopics(station).state, payload, 0)


def test_the_same_said_again_is_only_heard(engine: Engine) -> None:
    say(engine, NOON)
    say(engine, NOON + SECOND)
    (now,) = fleet_now(engine, NOON + SECOND)
    assert (now.since, now.last_heard) == (NOON, NOON + SECOND)
    assert count_of(engine, state_changes) == 1


def test_a_station_that_vanished_is_told_with_the_brokers_word(engine: Engine) -> None:
    say(engine, NOON + SECOND)
    StatesTaker(engine).take([heard(offline_message(STATION, NOON))], NOON + 2 * SECOND)
    (now,) = fleet_now(engine, NOON + 2 * SECOND)
    assert (now.online, now.mode) == (False, "offline")
    assert [one.mode for one in changes_of(engine, STATION, 5)] == ["offline", "running"]


def test_several_of_one_group_are_taken_in_turn(engine: Engine) -> None:
    letters = [
        heard(json.dumps({"station": STATION, "online": True, "mode": mode}).encode())
        for mode in ("held", "running", "running", "held")
    ]
    StatesTaker(engine).take(letters, NOON)
    assert [one.mode for one in changes_of(engine, STATION, 5)] == ["held", "running", "held"]


def test_only_the_newest_changes_of_a_station_are_kept(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_CHANGES", 3)
    say(engine, NOON, OTHER, lot="of another")
    for number in range(10):
        say(engine, NOON + number * SECOND, lot=f"L{number}")
    assert [one.said["lot"] for one in changes_of(engine, STATION, 99)] == ["L9", "L8", "L7"]
    assert len(changes_of(engine, OTHER, 99)) == 1


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"station": "milan/line-1/top"}',
        b'{"station": "turin/line-2/top", "online": true}',
        b'{"station": "milan/line-1/top", "online": true, "mode": "a\\u0000b"}',
        b'{"station": "milan/line-1/top", "online": true, "health": {"troubles": 7}}',
        b"[" * 100_000,
        b'{"station": "milan/line-1/top", "online": true, "x": "' + b"x" * MOST_BYTES + b'"}',
    ],
)
def test_what_is_no_state_of_this_station_is_a_dead_letter(engine: Engine, payload: bytes) -> None:
    good = json.dumps({"station": OTHER, "online": True, "mode": "running"}).encode()
    StatesTaker(engine).take([heard(payload), heard(good, OTHER)], NOON)
    assert count_of(engine, dead_letters) == 1
    assert [one.station for one in fleet_now(engine, NOON)] == [OTHER]


def test_what_a_newer_station_says_more_is_kept(engine: Engine) -> None:
    say(engine, NOON, packml={"state": "execute", "why": "\u0001 NUL \u0000"})
    (change,) = changes_of(engine, STATION, 1)
    assert change.said["packml"]["state"] == "execute"
    assert count_of(engine, station_states) == 1


def test_one_station_is_told_alone_and_a_strange_one_not_at_all(engine: Engine) -> None:
    say(engine, NOON)
    say(engine, NOON, OTHER)
    assert [one.station for one in fleet_now(engine, NOON, OTHER)] == [OTHER]
    with pytest.raises(NotFound, match="milan/line-9/top"):
        fleet_now(engine, NOON, "milan/line-9/top")
