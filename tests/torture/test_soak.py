"""`make torture PART=soak`: its rules one by one, and a whole station for a minute."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from deploy.torture.soak.agreement import compared
from deploy.torture.soak.at_release import keep, soak
from deploy.torture.soak.grounds import BROKER, UPLINK, Wanted
from deploy.torture.soak.judging import judged, tells_slope
from deploy.torture.soak.packs import PackTimes
from deploy.torture.soak.rota import LAST_OF_ROUND, Fault, Planned, faults, planned, scenario_events
from deploy.torture.soak.running import Soaked
from deploy.torture.soak.trends import Life, theil_sen
from hardware.interfaces import Frame
from simulators.devices import PlantCamera
from simulators.plant import Plant
from simulators.settings import PlantSettings
from tests.peers import needs

HOURS = np.arange(0, 1, 1 / 60)
VIEW = "top"


def quiet(_: str) -> None:
    pass


# Trends


def test_a_line_has_its_slope_and_so_it_has_with_a_wild_point() -> None:
    straight = 100 + 3.0 * HOURS
    wild = straight.copy()
    wild[17] = 900.0
    for values in (straight, wild):
        trend = theil_sen([Life(HOURS, values)])
        assert trend is not None
        assert trend.slope == pytest.approx(3.0)
        assert trend.low <= 3.0 <= trend.high


def test_noise_alone_has_a_slope_near_nothing_and_an_interval_around_it() -> None:
    noise = np.random.default_rng(1).normal(100, 1, HOURS.size)
    trend = theil_sen([Life(HOURS, noise)])
    assert trend is not None
    assert trend.low < 0 < trend.high
    assert abs(trend.slope) < 1


def test_a_process_that_begins_anew_with_less_hides_no_growth() -> None:
    lives = [Life(HOURS, 50 + 8 * HOURS), Life(HOURS + 1, 50 + 8 * HOURS)]
    trend = theil_sen(lives)
    assert trend is not None
    assert trend.slope == pytest.approx(8.0)
    assert theil_sen([Life(HOURS[:2], HOURS[:2])]) is None


def test_a_warm_up_is_of_each_life_and_a_minute_counts_once() -> None:
    hours = 5 + np.arange(0, 0.5, 1 / 720)
    life = Life(hours, np.where(hours < 5.2, 7.0, 9.0)).after(0.2).by_minute()
    assert set(life.values) == {9.0}
    assert life.hours.size == 18


# Faults


def test_every_round_has_every_fault_and_ends_another_process() -> None:
    of_a_round = len(set(Fault) - set(LAST_OF_ROUND)) + 1
    first = list(islice(faults(), 3 * of_a_round))
    assert set(first) == set(Fault)
    assert tuple(first[of_a_round - 1 :: of_a_round]) == LAST_OF_ROUND


def test_faults_come_every_minute_and_leave_time_to_recover() -> None:
    plan = planned(600, 60)
    assert [one.at_s for one in plan] == [60.0 * number for number in range(1, 10)]
    assert all(one.for_s <= 30 for one in plan)
    assert {event.do for event in scenario_events(plan)} == {
        "unplug_camera",
        "unplug_gate",
        "fill_disk",
        "darken_camera",
        "freeze_camera",
    }


def test_only_packs_that_came_while_all_was_well_are_undisturbed() -> None:
    times = PackTimes(np.array([1.0, 10.0, 14.0, 30.0]), np.array([5.0, 80.0, 60.0, 6.0]))
    well = times.undisturbed([Planned(Fault.DISK, 9.0, 3.0)])
    assert list(well.seen_s) == [1.0, 30.0]
    assert well.percentile(100) == 6.0


def test_a_camera_goes_dark_and_freezes_and_recovers() -> None:
    plant = Plant(PlantSettings(), [], (VIEW,), np.random.default_rng(1))
    camera = PlantCamera(plant, VIEW)

    def given(level: int) -> int:
        pixels = np.full((4, 4, 3), level, np.uint8)
        plant.frames[VIEW].append(Frame(VIEW, pixels, 1, 0, 0, 0))
        frame = camera.next(0)
        assert frame is not None
        return int(frame.pixels[0, 0, 0])

    camera.darken()
    assert given(160) == 5
    camera.freeze()
    assert [given(level) for level in (70, 80, 90)] == [70, 70, 70]
    camera.recover()
    assert given(90) == 90


def test_growth_is_judged_in_a_run_of_a_release_and_told_in_a_short_one() -> None:
    assert tells_slope(55 * 60)
    assert not tells_slope(10 * 60)


# What is there in the end


def test_what_lacks_is_invented_or_jumped_over_is_told() -> None:
    log = [(1, 1, 1), (1, 2, 2), (2, 1, 1), (2, 3, 2)]
    same = compared(iter(log), iter(log))
    assert same == {"packs": 4, "lost": 0, "invented": 0, "gaps": 1}
    other = [(1, 1, 1), (1, 2, 9), (2, 3, 2), (3, 1, 1)]
    found = compared(iter(log), iter(other))
    assert (found["lost"], found["invented"]) == (2, 2)


def counted(soaked: Soaked) -> dict[str, float]:
    """Figures that count, and must be nothing."""
    grow = ("came", "grow", "slower", "quarter")
    return {
        one.name: one.value
        for one in judged(soaked)
        if one.at_most == 0 and not any(word in one.name for word in grow)
    }


@needs("mosquitto")
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_station_loses_nothing_and_nothing_dies_while_faults_come_closely(tmp_path: Path) -> None:
    """Twice in one folder; every fault but those that end pages and centre."""
    seen = 0
    for seconds, kills in ((24.0, {BROKER: 1, UPLINK: 1}), (8.0, {BROKER: 1})):
        soaked = soak(tmp_path, Wanted(300.0, seconds, 2.5), 1.0, quiet)
        assert counted(soaked) == dict.fromkeys(counted(soaked), 0)
        seen += soaked.ledger["seen"]
        assert soaked.agreement.packs == seen
        assert soaked.kills == kills
    assert seen > 50
    keep(tmp_path, soaked, judged(soaked))
    assert "<polyline" in (tmp_path / "course-2.svg").read_text(encoding="utf-8")
