"""Simulated drift: faults are lowered in time, quiet shifts are not lowered, delays as told."""

from dataclasses import replace

import numpy as np
import pytest

from edge_agent.core.autonomy.watch import Watch
from edge_agent.core.monitoring.e_detector import EDetector
from edge_agent.core.monitoring.mean_fall import MeanFall
from edge_agent.core.monitoring.score_drift import ScoreDrift
from simulators.drawing.products import TRAY
from simulators.drift_detectors import NEVER, Drifts, Falls, Rates
from simulators.drift_figures import Growth
from simulators.drifts import GROWN, SETTINGS, TOLERATED, delay, fault_grows
from simulators.quiet_streams import quiet, quiet_streams

REFERENCE_DELAYS = {0.02: 839, 0.03: 370, 0.05: 131, 0.10: 49}


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "growing"), [("fade", 1000), ("fog", 200)])
def test_a_fading_printer_and_a_fogging_camera_are_lowered_in_time(
    fault: str, growing: int
) -> None:
    lowered = fault_grows(fault, growing, runs=200, seed=1)
    assert lowered.in_time() >= 190


@pytest.mark.slow
@pytest.mark.parametrize("rate", GROWN)
def test_growing_overrides_are_noticed_as_soon_as_the_reference_says(rate: float) -> None:
    assert delay(rate, 20_000, runs=1000, seed=1).median == pytest.approx(
        REFERENCE_DELAYS[rate], rel=0.2
    )


@pytest.mark.slow
def test_all_detectors_together_lower_quiet_packs_no_more_often_than_promised() -> None:
    """With a promise of one in 2,000, since 200,000 would take too many packs to tell."""
    settings = replace(SETTINGS, packs_per_false_alarm=2000)
    found = quiet(settings, streams=200, packs=4000, seed=1)
    assert found.per(2000).high <= 1.0
    assert found.lowerings > 0


def test_the_streams_are_those_of_the_watch() -> None:
    watch = Watch.begin(TRAY.recipe(), SETTINGS)
    simulated = sorted(
        (stream.cause, round(stream.detectors.alarm_at))
        for stream in quiet_streams(SETTINGS, 2, np.random.default_rng(1))
    )
    labels = (*watch.overrides, *watch.escapes, *watch.wrong_rejects)
    real = [(one.subject.cause, round(one.detector.alarm_at)) for one in labels]
    real += [(score.subject.cause, round(score.alarm_at)) for score in watch.scores]
    real += [(fall.subject.cause, round(fall.alarm_at)) for fall in watch.falls]
    assert simulated == sorted(real)


def test_many_streams_at_once_are_the_station_s_own_detectors() -> None:
    random = np.random.default_rng(2)
    reference, values = random.beta(2, 8, (3, 300)), random.beta(3, 6, (80, 3))
    luck, wrong = random.random((80, 3)), (random.random((80, 3)) < 0.2).astype(np.float64)
    falls, drifts = Falls(reference, 0.1, 50.0), Drifts(reference, 50.0)
    rates = Rates(3, TOLERATED, 50.0)
    fall, drift = MeanFall.begin(reference[1], 0.1, 50.0), ScoreDrift.begin(reference[1], 50.0)
    rate = EDetector.begin(TOLERATED, 50.0)
    for pack in range(80):
        falls.saw(1 - values[pack], luck[pack])
        drifts.saw(values[pack], luck[pack])
        rates.saw(wrong[pack], luck[pack])
        fall = fall.saw(float(1 - values[pack, 1]))
        drift = drift.saw(float(values[pack, 1]), float(luck[pack, 1]))
        rate = rate.saw(bool(wrong[pack, 1]))
    assert falls.bets[1] == pytest.approx(fall.bets)
    assert drifts.wealth[1] == pytest.approx(drift.restarted)
    assert rates.bets[1] == pytest.approx(rate.bets)
    assert (rates.first_alarm < NEVER).all()


def test_packs_without_a_label_change_nothing() -> None:
    rates = Rates(2, TOLERATED, 50.0)
    rates.saw(np.array([1.0, np.nan]), np.zeros(2))
    assert (rates.bets[0] > 0).all()
    assert (rates.bets[1] == 0).all()


@pytest.mark.parametrize("fault", ["fade", "fog"])
def test_the_measured_figures_are_those_of_a_fault_that_grows(fault: str) -> None:
    growth = Growth.read(fault)
    assert 0 < growth.doubled_at(0.01) < growth.doubled_at(0.1) < 1
    assert growth.wrong[-1] > 0.8
    middle = np.full(1, 0.5)
    for name in growth.measures:
        if name.startswith("legibility"):
            assert growth.drawn(name, 0.0, middle) > growth.drawn(name, 0.7, middle)
    between = growth.drawn("sharpness", 0.05, middle)
    ends = [growth.drawn("sharpness", stage, middle)[0] for stage in (0.0, 0.1)]
    assert between[0] == pytest.approx(sum(ends) / 2)
    assert growth.drawn("sharpness", 1.0, middle)[0] == growth.measures["sharpness"][-1][10]
