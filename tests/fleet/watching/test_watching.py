"""The watching over a real database: what it finds is a function of the logs, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from deploy.fleet.demo.faults import Fault
from deploy.fleet.pulses.beating import beats
from deploy.fleet.tables import records as stored_records
from deploy.fleet.tables import stations
from deploy.fleet.watching.profile import Profile
from deploy.fleet.watching.reading import finding_by_id, open_counts
from deploy.fleet.watching.rhythm import LEAST_SILENCE_S
from deploy.fleet.watching.sharing import PART
from deploy.fleet.watching.tables import watch_days, watch_profiles, watches
from edge_agent.core.monitoring.state import from_json
from edge_agent.core.reasons.languages import Language
from tests.fleet.two_databases import empty
from tests.fleet.watching.centres import STATION, Centre, emptied, moved_on
from tests.fleet.watching.packs import FIRST_FAULTY, records, with_fault

FADING = with_fault(Fault.FADING_PRINTER)
BAD_ROLL = with_fault(Fault.WRONG_STICKER_ROLL)
PACKS = FIRST_FAULTY + 300


@pytest.fixture
def centre(engine: Engine) -> Centre:
    return Centre(engine)


def test_a_finding_names_its_packs_and_their_pictures(centre: Centre) -> None:
    whole = records(FIRST_FAULTY + 100, BAD_ROLL)
    with_pictures = [replace(one, pictures={"top": f"{one.pack_no:064x}"}) for one in whole]
    centre.write(with_pictures)
    assert emptied(centre.watcher()) == len(whole)
    (finding,) = centre.found()
    assert (finding.station, finding.kind, finding.check) == (STATION, "always_faulty", "sticker")
    assert finding.sentences[Language.DE].startswith("Die Prüfung sticker findet fast jede")
    assert finding.is_open
    with centre.engine.connect() as connection:
        assert finding_by_id(connection, finding.id) == finding
        assert open_counts(connection) == {STATION: 1}
        for one in finding.evidence:
            place = (stored_records.c.boot == one.boot) & (stored_records.c.seq == one.seq)
            mine = place & (stored_records.c.log_id == one.log_id)
            pack_no = connection.execute(select(stored_records.c.pack_no).where(mine)).scalar_one()
            assert pack_no > FIRST_FAULTY
            assert one.pictures == {"top": f"{pack_no:064x}"}


def test_it_is_the_same_in_whatever_steps_the_log_comes_and_whoever_reads_it(
    engine: Engine, centre: Centre
) -> None:
    whole = records(PACKS, FADING)
    centre.write(whole)
    emptied(centre.watcher())
    at_once = centre.told()
    assert [one.kind for one in centre.found()] == ["printer_fades"]
    empty(engine)
    again = Centre(engine)
    for begin in range(0, PACKS, 130):
        again.write(whole[begin : begin + 130])
        watcher = again.watcher()
        emptied(watcher)
        watcher.pulse.end()
        again.later(31)
    assert again.told() == at_once


def test_two_watchers_count_nothing_twice(centre: Centre) -> None:
    """Each believes that it holds the station; the one whose turn is taken throws its work away."""
    first, second = centre.watcher(), centre.watcher()
    whole = records(400)
    centre.write(whole[:100])
    first.step()
    (station_id,) = first.held
    second.renewed_at = centre.clock.wall()
    second.hold(station_id)
    for begin, one, other in ((100, first, second), (200, second, first), (300, second, first)):
        centre.write(whole[begin : begin + 100])
        assert (one.step(), other.step()) == (100, 100)
    with centre.engine.connect() as connection:
        state = connection.execute(select(watch_profiles.c.state)).scalar_one()
        turn = connection.execute(select(watches.c.turn)).scalar_one()
    assert from_json(Profile, state).packs == 400
    assert turn == 4


def test_watchers_share_the_stations_and_take_over_from_one_that_is_gone(centre: Centre) -> None:
    names = [f"plant-1/line-{number}/a" for number in range(6)]
    for name in names:
        centre.write(records(25), name)
    first = centre.watcher()
    first.step()
    assert len(first.held) == 6
    second = centre.watcher()
    second.step()
    assert second.held == {}
    moved_on(first, centre)
    moved_on(second, centre)
    assert (len(first.held), len(second.held)) == (3, 3)
    assert not first.held.keys() & second.held.keys()
    first.pulse.end()
    centre.later(40)
    second.step()
    assert len(second.held) == 6


def test_a_lease_that_ends_is_taken_by_another(centre: Centre) -> None:
    centre.write(records(25))
    first = centre.watcher()
    first.step()
    centre.later(40)
    second = centre.watcher()
    second.pulse.beat()
    second.step()
    assert len(second.held) == 1


def test_a_silent_station_is_found_by_the_clock(centre: Centre) -> None:
    watcher = centre.watcher()
    centre.write(records(50))
    emptied(watcher)
    centre.later(LEAST_SILENCE_S + 1)
    watcher.step()
    assert [one.kind for one in centre.found()] == ["silent"]
    centre.write(records(50, first=50))
    emptied(watcher)
    (finding,) = centre.found()
    assert not finding.is_open


def test_a_station_that_said_that_it_stops_is_not_silent(centre: Centre) -> None:
    watcher = centre.watcher()
    centre.write(records(50))
    centre.tell("belt_stop", {"why": "person"})
    emptied(watcher)
    centre.later(10 * LEAST_SILENCE_S)
    watcher.step()
    assert centre.found() == []


def test_the_same_lot_at_two_stations_of_a_site_is_the_material(centre: Centre) -> None:
    watcher = centre.watcher()
    for number, site in enumerate(("plant-1", "plant-1", "plant-2")):
        centre.later(11)
        bad = records(FIRST_FAULTY + 100, BAD_ROLL, seed=number)
        centre.write(bad, f"{site}/line-{number}/a")
        emptied(watcher)
    centre.write(records(25, BAD_ROLL, first=FIRST_FAULTY + 100), "plant-1/line-0/a")
    emptied(watcher)
    kinds = {one.station: one.kind for one in centre.found()}
    assert kinds == {
        "plant-1/line-0/a": "material",
        "plant-1/line-1/a": "material",
        "plant-2/line-2/a": "always_faulty",
    }


def test_an_entry_that_nobody_can_read_is_left_out(centre: Centre) -> None:
    centre.write(records(100))
    with centre.engine.begin() as connection:
        damaged = update(stored_records).where(stored_records.c.seq == 7).values(body="{}")
        connection.execute(damaged)
    emptied(centre.watcher())
    with centre.engine.connect() as connection:
        assert "records" in connection.execute(select(watches.c.state)).scalar_one()
    assert centre.found() == []


def test_a_station_whose_memory_is_damaged_is_not_watched_and_the_others_are(
    centre: Centre,
) -> None:
    other = "plant-1/line-2/a"
    for name in (STATION, other):
        centre.write(records(25), name)
    emptied(centre.watcher())
    with centre.engine.begin() as connection:
        first_id = select(func.min(stations.c.id)).scalar_subquery()
        first = update(watches).where(watches.c.station_id == first_id)
        connection.execute(first.values(state='{"places": {}}'))
        damaged = update(watch_profiles).values(state="[]")
        connection.execute(damaged)
    centre.later(100)
    watcher = centre.watcher()
    centre.write(records(50, first=25))
    watcher.step()
    assert len(watcher.held) == 1
    assert watcher.trouble is not None
    assert "the memory of StationMemory" in watcher.trouble
    centre.write(records(50, first=25), other)
    watcher.step()
    assert watcher.held == {}
    assert "the memory of Profile" in watcher.trouble


def test_a_day_is_told_by_its_figures(centre: Centre) -> None:
    tomorrow = [
        replace(one, seen_at=one.seen_at + timedelta(days=1)) for one in records(50, first=900)
    ]
    centre.write([*records(900), *tomorrow])
    emptied(centre.watcher())
    with centre.engine.connect() as connection:
        rows = connection.execute(select(watch_days)).all()
        assert connection.execute(select(func.count()).select_from(watch_days)).scalar_one()
    assert {row.measure for row in rows} == {
        "scores",
        "legibility",
        "sharpness",
        "brightness",
        "pace",
    }
    assert all(row.packs >= 200 and 0 <= row.distance < 0.15 and row.shift < 0.25 for row in rows)


def test_a_step_is_bounded_and_every_station_has_its_turn(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.fleet.watching.watching.MOST_IN_STEP", 100)
    names = [f"plant-1/line-{number}/a" for number in range(4)]
    for name in names:
        centre.write(records(100), name)
    watcher = centre.watcher()
    assert watcher.step() == 100
    centre.write(records(100, first=100), names[0])
    for _ in names[1:]:
        assert watcher.step() == 100
    assert watcher.step() == 100
    with centre.engine.connect() as connection:
        states = connection.execute(select(watch_profiles.c.state)).scalars()
        assert sorted(from_json(Profile, state).packs for state in states) == [100, 100, 100, 200]


def test_who_watches_says_that_it_lives(centre: Centre) -> None:
    centre.write(records(50))
    emptied(centre.watcher())
    with centre.engine.connect() as connection:
        assert [beat.part for beat in beats(connection)] == [PART]
