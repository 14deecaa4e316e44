"""What the monitors know outlives a restart; what cannot be trusted begins anew and is told."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from edge_agent.core.autonomy.auditing import Auditing
from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.core.autonomy.challenges import Challenges
from edge_agent.core.autonomy.pack_facts import facts_of
from edge_agent.core.autonomy.remembered import Remembered
from edge_agent.core.autonomy.watch import Watch, WatchSettings
from edge_agent.core.errors import StoreDamaged
from edge_agent.core.monitoring.audit import AuditRates
from edge_agent.core.packs import CameraLook, Level
from edge_agent.line.monitors_at_start import (
    Certified,
    History,
    Inspected,
    recalled,
)
from edge_agent.line.parts import AuditPlan, Recalled, Watching
from edge_agent.line.remembering import KeepingThread
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from edge_agent.store.events import EventReader
from edge_agent.store.remembered import RememberedFile
from hardware.clock import RealClock
from tests.evidence.gate_folders import BUNDLE, CAMERA, CHECK, STATION, Folder
from tests.line.plants import one_check_recipe, set_up
from tests.line.small_station import box_recipe, box_station
from tests.samples import NOON

RECIPE = box_recipe(("top",))
SETTINGS = WatchSettings(reference_packs=200)
PLAN = ChallengePlan((Challenge("blank", (CHECK,)),))
AUDIT = AuditPlan(AuditRates(0.5, 1.0), b"key", boot=1)
WATCHING = Watching(PLAN, AUDIT, SETTINGS)
SHA256 = "1f" * 32
CERTIFICATES = {CHECK: SHA256}
SHARP = {"top": CameraLook(20.0, 90.0)}
HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    with Folder(tmp_path / "data") as folder:
        folder.started()
        yield folder


def inspected(folder: Folder, **changes: str) -> Inspected:
    return replace(Inspected(folder.recipe_hash, BUNDLE, STATION, CAMERA), **changes)


def file_of(folder: Folder) -> RememberedFile:
    path = folder.data.monitors(folder.recipe_hash)
    return RememberedFile(path, inspected(folder).bound_to, folder.store.boot)


def at_start(
    folder: Folder,
    certificates: dict[str, str] = CERTIFICATES,
    issued_at: datetime | None = None,
    watching: Watching = WATCHING,
    now: datetime = NOON,
) -> Recalled:
    with closing(EventReader(folder.data.events)) as reader:
        history = History(reader, inspected(folder))
        certified = Certified(certificates, issued_at)
        return recalled(file_of(folder), history, RECIPE, certified, watching, now)


def after_packs(folder: Folder, count: int) -> Remembered:
    """What the monitors know that saw the first packs of this boot."""
    watch, auditing = Watch.begin(RECIPE, SETTINGS), Auditing.begin(AUDIT.rates)
    with closing(EventReader(folder.data.events)) as reader:
        for stored in list(reader.records())[:count]:
            watch = watch.saw(facts_of(stored.record))
            auditing, _ = auditing.decided(stored.record, stored.boot, AUDIT.key)
    challenges = Challenges.begin(PLAN, NOON)
    return Remembered(NOON, count, CERTIFICATES, watch, auditing, challenges)


@pytest.mark.parametrize("kept_at", [0, 210, 300])
def test_a_restart_forgets_no_pack_whenever_it_was_kept_last(folder: Folder, kept_at: int) -> None:
    folder.packs_seen(300, looks=SHARP)
    file_of(folder).keep(after_packs(folder, kept_at))
    whole = after_packs(folder, 300)
    folder.restart()
    known = at_start(folder)
    assert (known.watch, known.auditing) == (whole.watch, whole.auditing)
    assert known.challenges == whole.challenges
    assert known.trouble is None


def test_an_alarm_in_progress_stands_and_lowers_what_the_disk_still_gave(folder: Folder) -> None:
    folder.packs_seen(200, looks=SHARP)
    folder.packs_seen(300, looks={"top": CameraLook(5.0, 90.0)})
    file_of(folder).keep(after_packs(folder, 250))
    watch = at_start(folder).watch
    assert watch is not None
    assert [alarm.cause for alarm in watch.alarms] == ["sharpness_falls"]
    alarm = replace(watch.alarms[0], checks=("check view 0",))
    subject = replace(watch.falls[0].subject, checks=alarm.checks)
    falls = (replace(watch.falls[0], subject=subject), *watch.falls[1:])
    known = Recalled(watch=replace(watch, falls=falls))
    shift = set_up(3, Level.ACT_ALWAYS, watching=Watching(recalled=known))
    assert shift.runner.line.level is Level.RECOMMEND
    assert shift.runner.line.guard.standing.handover_open


def test_a_watch_of_other_certificates_begins_anew_with_the_packs_before_them(
    folder: Folder,
) -> None:
    folder.packs_seen(250, looks=SHARP)
    issued_at = NOON + timedelta(seconds=250)
    folder.packs_seen(250, score=0.4, looks={"top": CameraLook(5.0, 90.0)})
    file_of(folder).keep(after_packs(folder, 500))
    watch = at_start(folder, {CHECK: "2e" * 32}, issued_at).watch
    assert watch is not None
    assert (watch.lacks_packs, watch.alarms, watch.seen) == (0, (), 0)
    least = [one.detector.least for one in watch.falls if one.detector]
    assert least == pytest.approx([18.0, 81.0])


def test_without_a_memory_it_watches_from_the_first_pack(folder: Folder) -> None:
    folder.packs_seen(250, looks=SHARP)
    known = at_start(folder)
    assert known.watch is not None
    assert known.watch.lacks_packs == 0
    assert all(fall.detector is not None for fall in known.watch.falls)
    assert len(known.recent) == 200
    assert (known.auditing, known.challenges, known.trouble) == (None, None, None)


@pytest.mark.parametrize("damage", ["cut", "edited", "mended"])
def test_what_was_damaged_or_edited_is_told_and_not_believed(folder: Folder, damage: str) -> None:
    folder.packs_seen(250)
    file = file_of(folder)
    file.keep(after_packs(folder, 250))
    text = file.path.read_text()
    changed = {
        "cut": text[:-100],
        "edited": text.replace('"records": 250', '"records": 251'),
        "mended": text.replace('"seen": 250', '"seen": "many"'),
    }
    assert changed[damage] != text
    file.path.write_text(changed[damage])
    with pytest.raises(StoreDamaged):
        file.read()
    known = at_start(folder)
    assert known.trouble is not None
    assert known.challenges is None
    shift = set_up(3, Level.ACT_ALWAYS, watching=Watching(recalled=Recalled(trouble="edited")))
    assert ("monitors_forgot", {"why": "edited"}) in shift.notes.events


def test_a_memory_is_of_one_recipe_bundle_and_camera(folder: Folder) -> None:
    file_of(folder).keep(after_packs(folder, 0))
    other = inspected(folder, camera_profile="another")
    assert RememberedFile(file_of(folder).path, other.bound_to, 1).read() is None
    assert file_of(folder).read() is not None


def test_packs_of_another_camera_and_challenge_packs_are_no_reference(folder: Folder) -> None:
    numbers = folder.packs_seen(100)
    folder.proof(numbers[5])
    folder.restart()
    folder.started(camera="another")
    folder.packs_seen(50)
    with closing(EventReader(folder.data.events)) as reader:
        packs = History(reader, inspected(folder)).last(200)
    assert len(packs) == 99
    assert numbers[5] not in {record.pack_no for record in packs}


def test_the_night_gives_nobody_less_time_for_a_challenge_pack(folder: Folder) -> None:
    file_of(folder).keep(after_packs(folder, 0))
    challenges = at_start(folder, now=NOON + 8 * HOUR).challenges
    assert challenges is not None
    assert challenges.overdue(NOON + 8 * HOUR) == ()
    assert challenges.overdue(NOON + 9 * HOUR) != ()


def test_another_plan_asks_anew(folder: Folder) -> None:
    file_of(folder).keep(after_packs(folder, 0))
    other = replace(WATCHING, plan=replace(PLAN, grace=HOUR))
    assert at_start(folder, watching=other).challenges is None


def test_where_nothing_is_drawn_any_more_the_audit_is_forgotten(folder: Folder) -> None:
    file_of(folder).keep(after_packs(folder, 0))
    assert at_start(folder, watching=replace(WATCHING, audit=None)).auditing is None


def test_the_line_hands_over_what_it_knows_and_the_thread_keeps_the_newest(folder: Folder) -> None:
    thread = KeepingThread(file_of(folder))
    watching = Watching(PLAN, AUDIT, SETTINGS, keeper=thread)
    plan = replace(PLAN, challenges=(Challenge("blank", ("check view 0",)),))
    shift = set_up(120, Level.ACT_ALWAYS, watching=replace(watching, plan=plan))
    shift.runner.run()
    line = shift.runner.line
    line.remembering.keep()
    thread.close()
    kept = file_of(folder).read()
    assert kept is not None
    assert kept.remembered == line.remembering.remembered()
    assert kept.remembered.records == len(shift.records)
    assert kept.remembered.watch.seen == len(shift.records)
    assert kept.remembered.certificates == line.guard.standing.certificates != {}


def test_a_disk_that_takes_nothing_is_told_once(folder: Folder) -> None:
    file = file_of(folder)
    file.path.parent.write_text("in the way")
    thread = KeepingThread(file)
    shift = set_up(3, Level.ACT_ALWAYS, watching=Watching(keeper=thread))
    remembering = shift.runner.line.remembering
    remembering.keep()
    thread.close()
    for _ in range(2):
        remembering.keep()
    assert shift.notes.count("monitors_not_kept") == 1


def test_after_a_raise_the_packs_before_it_are_the_reference() -> None:
    recipe = one_check_recipe(Level.ACT_ALWAYS)
    shift = set_up(260, Level.ACT_ALWAYS, watching=Watching(watch=SETTINGS))
    line = shift.runner.line
    for _ in shift.runner.steps():
        if line.monitors.watch.seen == 230 and not line.guard.raises:
            line.guard.raises += 1  # as a signed act does
            before = line.monitors.watch
    assert before.lacks_packs == 0
    begun = line.monitors.watch
    assert (begun.lacks_packs, begun.seen) == (0, len(shift.records) - 230)
    assert begun.scores[0].subject.checks == (recipe.checks[0].name,)


def test_a_station_goes_on_watching_where_it_was(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggg")
    for _ in range(2):
        with closing(Station(load_station(file), RealClock(), print)) as station:
            station.run(lambda: False)
            monitors = station.data.monitors(station.loaded.hash)
    assert monitors.is_file()
    assert station.line.monitors.watch.seen == 6
    assert station.line.remembering.records == 3
