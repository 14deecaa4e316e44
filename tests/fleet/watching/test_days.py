"""A day's scores are another distribution only where that is certain, and matters."""

from dataclasses import replace

import numpy as np
import pytest

from deploy.fleet.watching.days import alarming, figures_of_day
from deploy.fleet.watching.monitors import MeasureMonitor, begun
from deploy.fleet.watching.profile import next_day
from deploy.fleet.watching.subjects import REFERENCE_PACKS, Signal, Subject

SCORES = Subject(Signal.SCORES, "lot")


def monitor(subject: Subject = SCORES, seed: int = 1) -> MeasureMonitor:
    reference = np.random.default_rng(seed).gamma(2, 0.02, REFERENCE_PACKS).tolist()
    known = begun(subject)
    assert isinstance(known, MeasureMonitor)
    return known.referring(reference)


def after_day(known: MeasureMonitor, packs: int, times: float, seed: int = 2) -> MeasureMonitor:
    assert known.day is not None
    seen = np.random.default_rng(seed).gamma(2, 0.02 * times, packs).tolist()
    return replace(known, day=known.day.saw_all(seen))


def test_a_day_like_the_reference_alarms_nobody() -> None:
    alarms = 0
    for seed in range(200):
        known = [after_day(monitor(seed=seed), 3000, 1.0, seed + 1000)]
        alarms += sum(alarming(one) for one in figures_of_day(known))
    assert alarms == 0


@pytest.mark.parametrize("times", [0.4, 2.5])
def test_scores_of_another_distribution_alarm(times: float) -> None:
    (figures,) = figures_of_day([after_day(monitor(), 3000, times)])
    assert figures.shift > 0.25
    assert figures.distance > 0.15
    assert alarming(figures)


def test_a_difference_that_is_certain_and_small_alarms_nobody() -> None:
    (figures,) = figures_of_day([after_day(monitor(), 50_000, 1.2)])
    assert figures.chance < 1e-6
    assert not alarming(figures)


def test_what_pictures_lose_their_own_detectors_tell() -> None:
    sharp = after_day(monitor(Subject(Signal.SHARPNESS, "top")), 3000, 3.0)
    (figures,) = figures_of_day([sharp])
    assert figures.shift > 0.25
    assert not alarming(figures)


def test_a_day_of_few_packs_says_nothing() -> None:
    assert figures_of_day([after_day(monitor(), 199, 3.0), begun(SCORES)]) == []


def test_an_alarm_of_a_day_stands_until_all_is_as_usual_again() -> None:
    alarmed = next_day(after_day(monitor(), 3000, 2.5), alarms=True)
    assert isinstance(alarmed, MeasureMonitor)
    assert alarmed.alarms
    assert alarmed.day is not None
    assert sum(alarmed.day.counts) == 0
    usual = np.random.default_rng(5).gamma(2, 0.02, 600)
    calm = alarmed
    for start in range(0, 600, 25):
        calm = calm.resting(usual[start : start + 25].tolist(), now_s=float(start))
    assert not calm.alarms
