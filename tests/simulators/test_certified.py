"""The simulated line earns its levels on the way of a real station, and only for itself."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge_agent.core.autonomy.standing import UNCERTIFIED
from edge_agent.core.autonomy.verdict_rules import ruled
from edge_agent.core.certificate import Void, VoidBecause
from edge_agent.core.packs import CheckResult, Level, Reason, Verdict
from edge_agent.inspection.likeness import graded
from edge_agent.people.certificates import kept, read_certificate, valid_for
from edge_agent.people.station_key import trust_of
from simulators.certified import Certified, as_inspected, certified
from simulators.drawing.products import PRODUCTS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RECIPE = PRODUCTS["tray"].recipe()
STICKER = next(check for check in RECIPE.checks if check.name == "sticker")
LOT = next(check for check in RECIPE.checks if check.name == "lot")


def made(level: Level, folder: Path) -> Certified:
    return certified(RECIPE.at_level(level), "1f" * 32, "2e" * 32, NOW, folder)


@pytest.mark.parametrize("level", [Level.ACT_WHEN_SURE, Level.ACT_ALWAYS])
def test_every_check_is_granted_the_level_on_a_certificate(level: Level, tmp_path: Path) -> None:
    ready = made(level, tmp_path)
    names = {check.name for check in RECIPE.checks}
    assert {name: ready.standing.level_of(name) for name in names} == dict.fromkeys(names, level)
    assert ready.thresholds.keys() == names
    permitted = ready.standing.permitted(RECIPE.at_level(Level.ACT_ALWAYS))
    assert {check.level for check in permitted.checks} == {level}


@pytest.mark.parametrize("level", [Level.REPORT, Level.RECOMMEND])
def test_what_drives_nothing_needs_no_certificate(level: Level, tmp_path: Path) -> None:
    ready = made(level, tmp_path)
    assert {ready.standing.level_of(check.name) for check in RECIPE.checks} == {UNCERTIFIED}
    assert (ready.thresholds, list(tmp_path.iterdir())) == ({}, [])


def test_only_the_checks_that_act_are_certified(tmp_path: Path) -> None:
    levels = {"sticker": Level.ACT_ALWAYS, "lot": Level.RECOMMEND}
    checks = [replace(check, level=levels.get(check.name, Level.REPORT)) for check in RECIPE.checks]
    ready = certified(replace(RECIPE, checks=tuple(checks)), "1f" * 32, "2e" * 32, NOW, tmp_path)
    assert ready.thresholds.keys() == {"sticker"}
    assert ready.standing.level_of("sticker") is Level.ACT_ALWAYS
    assert ready.standing.level_of("lot") is UNCERTIFIED


def test_the_same_folder_serves_another_start(tmp_path: Path) -> None:
    keys = [made(Level.ACT_WHEN_SURE, tmp_path) for _ in range(2)]
    assert keys[0].thresholds.keys() == keys[1].thresholds.keys() != set()
    assert len(trust_of(tmp_path).keys) == 2  # the station's own and the site's


def test_a_real_camera_is_certified_by_no_demo_key(tmp_path: Path) -> None:
    made(Level.ACT_WHEN_SURE, tmp_path)
    for content in kept(tmp_path).values():
        use = replace(read_certificate(content).use, camera_profile="acA1300-200uc f8 5000K")
        verdict = valid_for(content, use, NOW, trust_of(tmp_path))
        assert isinstance(verdict, Void)
        assert verdict.because is VoidBecause.DEMO_KEY


def result(verdict: Verdict, score: float, *reasons: Reason) -> CheckResult:
    return CheckResult("lot", LOT.kind, "bottom", verdict, score, reasons=reasons)


@pytest.mark.parametrize(
    "said",
    [
        result(Verdict.OK, 0.0),
        result(Verdict.OK, 0.5),
        result(Verdict.UNSURE, 0.5, Reason.UNREADABLE),
        result(Verdict.UNSURE, 0.7, Reason.UNREADABLE),
        result(Verdict.NOT_OK, 0.8, Reason.READS_OTHER),
        result(Verdict.NOT_OK, 1.0, Reason.MISSING),
    ],
)
def test_the_verdicts_of_a_reading_stay_what_they_are(said: CheckResult) -> None:
    assert ruled(said, as_inspected(LOT)).verdict is said.verdict


def test_the_verdicts_of_a_look_stay_what_they_are() -> None:
    thresholds = as_inspected(STICKER)
    for likeness in (step / 200 for step in range(201)):
        grade = graded(likeness, STICKER.limits.min_likeness)  # type: ignore[union-attr]
        said = result(grade.verdict, grade.score)
        on_the_limit = grade.score == thresholds.not_ok_from
        assert on_the_limit or ruled(said, thresholds).verdict is grade.verdict
