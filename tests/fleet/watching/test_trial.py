"""Simulated lines with known faults: every one is found, and nothing is made up. Counted."""

import json
from itertools import islice

import pytest
from typer.testing import CliRunner

from deploy.fleet.commands import fleet
from deploy.fleet.demo.faults import CHANGES, Fault
from deploy.fleet.demo.trial import TrialSettings, runs
from deploy.fleet.demo.trial_figures import document, rate_interval

SHORT = TrialSettings(lines_per_fault=1, quiet_lines=0, packs=1500)
SMALL = TrialSettings(lines_per_fault=1, quiet_lines=1, packs=2400)
LARGE = TrialSettings(lines_per_fault=3, quiet_lines=8, packs=6000, seed=3)


def test_every_fault_is_found_and_no_change_alarms() -> None:
    found = document(SMALL, list(runs(SMALL)))
    assert found["false_alarms"]["count"] == 0
    for row in found["faults"]:
        assert row["planted"] == row["told"] == 1, row
        assert row["must_alarm"] is (Fault(row["fault"]) not in CHANGES)
    fading = next(row for row in found["faults"] if row["fault"] == Fault.FADING_PRINTER)
    assert fading["before_it_failed"] == 1
    assert fading["lead_hours"]["p50"] > 0


def test_the_same_seed_gives_the_same_runs() -> None:
    first, second = (list(islice(runs(SHORT), 2)) for _ in range(2))
    assert first == second
    other = TrialSettings(SHORT.lines_per_fault, 0, SHORT.packs, seed=2)
    assert list(islice(runs(other), 2)) != first


def test_the_command_gives_one_document() -> None:
    arguments = ["watch", "--simulate", "--lines", "1", "--quiet", "0", "--packs", "1000", "--json"]
    shown = json.loads(CliRunner().invoke(fleet, arguments).stdout)
    assert shown["stations"] == len(Fault)
    assert {row["fault"] for row in shown["faults"]} == set(Fault)


def test_either_a_centre_is_watched_or_lines_are_simulated() -> None:
    assert CliRunner().invoke(fleet, ["watch"]).exit_code == 2
    both = ["watch", "--simulate", "--centre", "centre.toml"]
    assert CliRunner().invoke(fleet, both).exit_code == 2


def test_the_interval_of_a_rate_is_exact() -> None:
    assert rate_interval(0, 2.0) == pytest.approx((0.0, 3.6889 / 2), rel=1e-4)
    assert rate_interval(5, 1.0) == pytest.approx((1.6235, 11.6683), rel=1e-4)


@pytest.mark.slow
@pytest.mark.release
@pytest.mark.timeout(900)
def test_of_many_lines_nearly_all_faults_are_found_and_next_to_nothing_is_made_up() -> None:
    found = document(LARGE, list(runs(LARGE)))
    for row in found["faults"]:
        if row["must_alarm"]:
            assert row["told"] >= row["planted"] - 1, row
        else:
            assert row["alarms_for_it"] == 0, row
    assert found["false_alarms"]["count"] <= 1
