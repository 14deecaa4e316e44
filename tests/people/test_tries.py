from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import TooSoon
from edge_agent.people.tries import (
    FREE_AT_KNOWN_SOURCE,
    FREE_FOR_SOURCE,
    FREE_FOR_STRANGERS,
    LONGEST_WAIT_S,
    Tries,
    wait_s,
)
from tests.people.samples import NOW, later

MINUTE = timedelta(minutes=1)


@pytest.fixture
def tries(tmp_path: Path) -> Tries:
    file = PeopleFile(tmp_path / "people.db")
    with file.changed() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute(
            "INSERT INTO people (name, shown_name, role) VALUES ('anna', 'Anna', 'engineer')"
        )
    return Tries(file)


def waits_s(tries: Tries, name: str, source: str, now: datetime) -> float:
    """0 when the try was taken, else how long it has to wait."""
    try:
        tries.take(name, source, now)
    except TooSoon as refused:
        return refused.wait_s
    return 0.0


def test_waits_grow_to_a_minute() -> None:
    assert [wait_s(wrong, 3) for wrong in range(11)] == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


@settings(deadline=None)
@given(some.integers(0, 10**9), some.integers(0, 100))
def test_no_wait_is_longer_than_a_minute(wrong: int, free: int) -> None:
    assert 0 <= wait_s(wrong, free) <= LONGEST_WAIT_S == 60


def guesses(tries: Tries, name: str, sources: list[str], count: int) -> list[datetime]:
    """When each guess of somebody is taken who tries again as soon as he may."""
    now = NOW
    taken: list[datetime] = []
    while len(taken) < count:
        wait = waits_s(tries, name, sources[len(taken) % len(sources)], now)
        if wait:
            now += timedelta(seconds=wait)
        else:
            taken.append(now)
    return taken


@pytest.mark.parametrize("source_count", [1, 50])
@pytest.mark.parametrize("name", ["anna", "nobody-of-that-name"])
def test_a_guesser_gets_ten_tries_a_minute_at_most(
    tries: Tries, source_count: int, name: str
) -> None:
    sources = [f"10.0.0.{number}" for number in range(source_count)]
    taken = guesses(tries, name, sources, 60)
    for first in taken:
        assert sum(first <= other < first + MINUTE for other in taken) <= 10
    assert taken[-1] - taken[0] > 45 * MINUTE, "later it is one a minute"


def test_a_guesser_elsewhere_does_not_slow_down_the_owner_at_his_panel(tries: Tries) -> None:
    tries.take("anna", "panel", NOW)
    tries.forgive("anna", "panel", NOW)
    ends = guesses(tries, "anna", ["10.0.0.1", "10.0.0.2"], 30)[-1]
    assert waits_s(tries, "anna", "panel", ends) == 0


def test_the_owner_at_a_new_place_waits_a_minute_at_most(tries: Tries) -> None:
    ends = guesses(tries, "anna", ["10.0.0.1"], 30)[-1]
    wait = waits_s(tries, "anna", "laptop", ends)
    assert 0 < wait <= LONGEST_WAIT_S
    assert waits_s(tries, "anna", "laptop", ends + timedelta(seconds=wait)) == 0


def test_one_source_is_slowed_down_over_all_names(tries: Tries) -> None:
    for number in range(FREE_FOR_SOURCE):
        assert waits_s(tries, f"name-{number}", "10.0.0.1", NOW) == 0
    assert waits_s(tries, "another", "10.0.0.1", NOW) == 1
    assert waits_s(tries, "another", "10.0.0.2", NOW) == 0


def test_guesses_side_by_side_count_before_they_are_looked_at(tries: Tries) -> None:
    waits = [waits_s(tries, "anna", f"10.0.0.{number}", NOW) for number in range(20)]
    assert waits.count(0) == FREE_FOR_STRANGERS


def test_a_refused_try_neither_counts_nor_prolongs(tries: Tries) -> None:
    for _ in range(FREE_FOR_STRANGERS):
        tries.take("anna", "x", NOW)
    for _ in range(50):
        assert waits_s(tries, "anna", "x", later(seconds=0.5)) == 0.5
    assert waits_s(tries, "anna", "x", later(seconds=1)) == 0


def test_a_right_try_forgives(tries: Tries) -> None:
    tries.take("anna", "panel", NOW)
    for _ in range(3):
        tries.forgive("anna", "panel", NOW)
        waits = [waits_s(tries, "anna", "panel", NOW) for _ in range(FREE_AT_KNOWN_SOURCE + 1)]
        assert waits == [0] * FREE_AT_KNOWN_SOURCE + [1]


def test_wrong_tries_are_forgotten_after_an_hour(tries: Tries) -> None:
    guesses(tries, "anna", ["x"], 12)
    assert waits_s(tries, "anna", "x", later(hours=3)) == 0
    assert tries._file.all("SELECT wrong FROM tries") == [(1,), (1,)]


@pytest.mark.parametrize("back", [timedelta(hours=3), timedelta(days=20_000)])
def test_a_clock_set_back_locks_nobody_out(tries: Tries, back: timedelta) -> None:
    guesses(tries, "anna", ["x"], 12)
    wait = waits_s(tries, "anna", "x", NOW - back)
    assert wait <= LONGEST_WAIT_S
    assert waits_s(tries, "anna", "x", NOW - back + timedelta(seconds=wait)) == 0


def test_a_huge_source_is_cut(tries: Tries) -> None:
    tries.take("anna", "x" * 10_000, NOW)
    assert tries._file.one("SELECT max(length(source)) FROM tries") == (100,)


def test_a_source_is_known_for_ninety_days(tries: Tries) -> None:
    tries.forgive("anna", "panel", NOW)
    for days, free in ((89, FREE_AT_KNOWN_SOURCE), (91, FREE_FOR_STRANGERS)):
        at = later(days=days)
        waits = [waits_s(tries, "anna", "panel", at) for _ in range(FREE_AT_KNOWN_SOURCE + 1)]
        assert waits.count(0) == free
    tries.forgive("anna", "laptop", later(days=91))
    assert tries._file.all("SELECT source FROM known_sources") == [("laptop",)]
