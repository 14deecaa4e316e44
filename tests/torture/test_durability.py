"""The trials of `make torture PART=durability` at the size of a test; none is held to a time."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from deploy.torture.durability import power_cuts
from deploy.torture.durability.disk_notes import Deed, Note
from deploy.torture.durability.groups import Flaws, Found, Packs, looked_at
from deploy.torture.durability.trials import (
    cut_power,
    drilled_backups,
    ended_upgrades,
    failed_calls,
    killed_agents,
    killed_stores,
)
from deploy.torture.portions import Goal, State, Tried, carry_on, figures_of
from edge_agent.store.events import EventStore
from tests.peers import needs

SECONDS = 3_000.0
"""Bounds nothing here."""


def is_flawless(tried: Tried, tries: int) -> bool:
    assert tried.tries >= tries
    return not any(tried.faults.values())


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Ten groups in two boots."""
    packs, path = Packs(Random(1)), tmp_path / "events.db"
    after = Found()
    for _ in range(2):
        with closing(EventStore.open(path)) as store:
            for group, _ in zip(packs.groups(after), range(5), strict=False):
                store.append_together(group.packs, [group.event])
        after, _ = looked_at(path, 0)
    return path


def spoilt(path: Path, statement: str) -> Flaws:
    """What is noticed once somebody has changed the log so."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("records_remain", "events_remain", "records_stay"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    return looked_at(path, 10)[1]


def test_a_whole_log_has_no_flaw_and_what_was_never_written_lacks(log: Path) -> None:
    assert looked_at(log, 10)[1].is_none
    assert looked_at(log, 12)[1] == Flaws(lost=2)


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("DELETE FROM events WHERE boot = 2 AND seq = 5", "lost"),
        ("DELETE FROM records WHERE boot = 2 AND seq = 2", "gaps"),
        ("DELETE FROM records WHERE boot = 2 AND seq >= 2", "torn"),
        ("UPDATE records SET pack_no = 1 WHERE boot = 2 AND seq = 1", "doubled"),
    ],
)
def test_every_flaw_is_noticed(log: Path, statement: str, flaw: str) -> None:
    assert getattr(spoilt(log, statement), flaw) > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_writer_that_is_killed_loses_doubles_and_tears_nothing() -> None:
    assert is_flawless(killed_stores(60, SECONDS, 1), 60)


@pytest.mark.release
@pytest.mark.timeout(3_000)
def test_a_writer_that_is_killed_a_thousand_times_loses_nothing() -> None:
    assert is_flawless(killed_stores(1_000, SECONDS, 2), 1_000)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_station_that_is_killed_starts_again_with_all_that_was_seen_of_its_log() -> None:
    assert is_flawless(killed_agents(3, SECONDS, 1), 3)


@pytest.mark.release
@pytest.mark.timeout(3_000)
def test_a_station_that_is_killed_fifty_times_loses_nothing() -> None:
    assert is_flawless(killed_agents(50, SECONDS, 2), 50)


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs("gcc")
def test_after_a_power_cut_all_that_was_acknowledged_is_there() -> None:
    assert is_flawless(cut_power(150, SECONDS, 1), 150)


@pytest.mark.release
@pytest.mark.timeout(3_000)
@needs("gcc")
def test_after_two_thousand_power_cuts_all_that_was_acknowledged_was_there() -> None:
    tries = [cut_power(1_000, SECONDS, seed) for seed in (2, 3)]
    assert all(is_flawless(tried, 1_000) for tried in tries)


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs("gcc")
@pytest.mark.parametrize(("forgotten", "flaw"), [("-wal", "lost"), ("pictures", "pictures lost")])
def test_a_sync_that_is_forgotten_is_found_out(
    monkeypatch: pytest.MonkeyPatch, forgotten: str, flaw: str
) -> None:
    """Otherwise the trial of power cuts would prove nothing."""
    whole = power_cuts.session

    def forgetful(folder: Path, groups: int, seed: int) -> tuple[Path, list[Note]]:
        root, notes = whole(folder, groups, seed)
        return root, [one for one in notes if one.deed != Deed.SYNC or forgotten not in one.name]

    monkeypatch.setattr(power_cuts, "session", forgetful)
    assert cut_power(60, SECONDS, 4).faults[flaw] > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs("gcc")
def test_whichever_call_to_the_disk_fails_nothing_is_half_done_and_it_goes_on() -> None:
    assert is_flawless(failed_calls(1, SECONDS, 0), 200)


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs("gcc")
def test_an_upgrade_of_a_stations_file_that_is_ended_anywhere_is_old_or_new() -> None:
    assert is_flawless(ended_upgrades(1, SECONDS, 0), 150)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_restored_station_goes_on_and_its_centre_has_everything_once() -> None:
    assert is_flawless(drilled_backups(2, SECONDS, 1), 2)


@pytest.mark.release
@pytest.mark.timeout(3_000)
def test_ten_restored_stations_go_on() -> None:
    assert is_flawless(drilled_backups(10, SECONDS, 50), 10)


def counting(most: int, _seconds: float, seed: int) -> Tried:
    return Tried(min(most, 4), {"lost": int(seed == 4)})


def test_a_goal_is_carried_on_by_the_next_run_and_begun_anew_for_other_code(
    tmp_path: Path,
) -> None:
    goal = Goal("store killed", "kills", counting, 6, 0.5)
    file = tmp_path / "state.json"
    state = State(file, "one code")
    state.add(goal, counting(6, 0, 0))
    again = State(file, "one code")
    carry_on(goal, again, 10, print)
    assert again.tried(goal) == Tried(6, {"lost": 1})
    assert [figure.is_met for figure in figures_of(goal, again.tried(goal))] == [False]
    assert State(file, "another").tried(goal).tries == 0


def test_what_is_left_of_a_goal_is_told_and_fails_nothing() -> None:
    goal = replace(Goal("store killed", "kills", counting, 6, 0.5), tries=10)
    lost, left = figures_of(goal, Tried(4, {"lost": 0}))
    assert (lost.is_met, lost.bound_95) == (True, 0.75)
    assert (left.value, left.is_met) == (6, None)
