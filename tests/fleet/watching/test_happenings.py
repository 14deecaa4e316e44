"""What begins with a word ends with one, and a line that stands is not silent."""

from typing import Any

import pytest

from deploy.fleet.watching.happenings import Happening, happened, heard, waited
from deploy.fleet.watching.kinds import Kind, Severity
from deploy.fleet.watching.rhythm import LEAST_SILENCE_S, Rhythm
from deploy.fleet.watching.station import StationMemory

HOUR_S = 3600.0


def after(memory: StationMemory, kind: str, at_s: float, **body: Any) -> StationMemory:
    return happened(memory, Happening(kind, body, at_s, at_s)).memory


def running(until_s: float) -> StationMemory:
    """A record every minute."""
    memory = StationMemory()
    for at_s in range(0, int(until_s) + 1, 60):
        memory = heard(memory, float(at_s)).memory
    return memory


def silent(memory: StationMemory, now_s: float) -> bool:
    return bool(waited(memory, now_s, 0.0).news)


def test_a_line_that_runs_and_says_nothing_is_silent() -> None:
    memory = running(HOUR_S)
    assert not silent(memory, HOUR_S + LEAST_SILENCE_S)
    told = waited(memory, HOUR_S + LEAST_SILENCE_S + 1, 0.0)
    (finding,) = told.news
    assert (finding.kind, finding.severity) == (Kind.SILENT, Severity.CRITICAL)
    assert finding.began_s == HOUR_S
    again = waited(told.memory, HOUR_S + LEAST_SILENCE_S + 30, 0.0)
    assert again.news == ()
    (longer,) = waited(told.memory, 2 * HOUR_S, 0.0).news
    assert (longer.number, longer.figures) == (finding.number, {"minutes": 60})
    (ended,) = heard(told.memory, 2 * HOUR_S).news
    assert ended.ended_s == 2 * HOUR_S


@pytest.mark.parametrize(
    ("stop", "start"),
    [
        (("belt_stop", {"why": "person"}), ("belt_stop_over", {"why": "person"})),
        (("packml", {"to": "held"}), ("packml", {"to": "execute"})),
        (("ended", {}), ("started", {})),
    ],
)
def test_a_line_that_stands_is_not_silent_until_it_runs_again(
    stop: tuple[str, dict[str, str]], start: tuple[str, dict[str, str]]
) -> None:
    memory = after(running(HOUR_S), stop[0], HOUR_S, **stop[1])
    assert not silent(memory, 20 * HOUR_S)
    memory = after(memory, start[0], 20 * HOUR_S, **start[1])
    assert not silent(memory, 20 * HOUR_S + LEAST_SILENCE_S)
    assert silent(memory, 20 * HOUR_S + LEAST_SILENCE_S + 1)


def test_one_reason_that_goes_leaves_the_other() -> None:
    memory = after(running(HOUR_S), "belt_stop", HOUR_S, why="person")
    memory = after(memory, "belt_stop", HOUR_S, why="bin full")
    memory = after(memory, "belt_stop_over", HOUR_S, why="person")
    assert not silent(memory, 9 * HOUR_S)


def test_a_pause_that_was_there_before_is_usual_up_to_twice_its_length() -> None:
    memory = heard(running(HOUR_S), 3 * HOUR_S).memory
    assert not silent(memory, 7 * HOUR_S)
    assert silent(memory, 7 * HOUR_S + 1)


def test_a_pause_is_forgotten_after_a_week() -> None:
    rhythm = Rhythm().heard(0.0).heard(HOUR_S)
    for at_s in range(2, 24 * 8):
        rhythm = rhythm.heard(at_s * HOUR_S / 2 + HOUR_S)
    assert rhythm.heard(24 * 8 * HOUR_S).longest_s < 97 * HOUR_S


def test_a_centre_that_was_off_itself_blames_nobody() -> None:
    memory = running(HOUR_S)
    assert not waited(memory, 9 * HOUR_S, 9 * HOUR_S - 60).news


def test_a_station_that_never_spoke_is_not_silent() -> None:
    assert not silent(StationMemory(), 9 * HOUR_S)


def test_a_fallen_level_is_one_finding_until_it_is_given_back() -> None:
    memory = after(StationMemory(), "level_fell", 1.0, cause="score_drift", revoked=["lot"])
    memory = after(memory, "level_fell", 2.0, cause="score_drift")
    memory = after(memory, "level_fell", 3.0, cause="gate_lost", revoked=[])
    assert [one.severity for one in memory.findings] == [Severity.CRITICAL, Severity.WARNING]
    assert after(memory, "level_raised", 4.0).findings == ()


def test_a_lost_camera_is_one_finding_until_it_is_back() -> None:
    memory = after(StationMemory(), "camera_lost", 1.0, view="top", why="cable")
    memory = after(memory, "camera_lost", 2.0, view="top", why="cable")
    (lost,) = memory.findings
    assert (lost.kind, lost.view) == (Kind.CAMERA_LOST, "top")
    assert after(memory, "camera_back", 3.0, view="bottom").findings == (lost,)
    assert after(memory, "camera_back", 3.0, view="top").findings == ()


def test_other_events_change_nothing() -> None:
    memory = running(HOUR_S)
    assert after(memory, "bin_full", 5.0, full=True) == memory
