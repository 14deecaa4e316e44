"""A gate is passed when every item is met, and says of every item what is there and missing."""

from dataclasses import replace
from typing import Any

import pytest

from edge_agent.core.autonomy.gate import GateItem, GateReport, Item, gate
from edge_agent.core.autonomy.needs import NEEDS, stricter
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.packs import Level
from tests.core.autonomy.gates import NOTHING, SETTING, calibration, study, whole_evidence

ASKED = {
    Level.REPORT: [Item.HEALTH],
    Level.RECOMMEND: [
        Item.GOOD_PACKS,
        Item.DEFECTIVE_PACKS,
        Item.LOTS_OR_DAYS,
        Item.EXPECTED_MISS,
        Item.HEALTH,
    ],
    Level.ACT_WHEN_SURE: [
        Item.GOOD_PACKS,
        Item.DEFECTIVE_PACKS,
        Item.LOTS_OR_DAYS,
        Item.FALSE_REJECT,
        Item.MISS,
        Item.STUDY,
        Item.CHALLENGE_PACKS,
        Item.SHADOW_RUN,
        Item.LATE_VERDICTS,
        Item.MONITORS,
        Item.HEALTH,
    ],
    Level.ACT_ALWAYS: [
        Item.GOOD_PACKS,
        Item.DEFECTIVE_PACKS,
        Item.LOTS_OR_DAYS,
        Item.FALSE_REJECT,
        Item.MISS,
        Item.STUDY,
        Item.CHALLENGE_PACKS,
        Item.SHADOW_RUN,
        Item.LATE_VERDICTS,
        Item.AUDIT,
        Item.MONITORS,
        Item.HEALTH,
    ],
}


def about(share: float) -> Any:
    return pytest.approx(share, abs=1e-7)


def item(report: GateReport, name: Item) -> GateItem:
    return next(item for item in report.items if item.name is name)


def found(name: Item, level: Level = Level.ACT_ALWAYS, **changes: Any) -> GateItem:
    return item(gate(whole_evidence(**changes), level), name)


@pytest.mark.parametrize("level", Level)
def test_a_level_asks_for_its_items_in_their_order(level: Level) -> None:
    report = gate(whole_evidence(), level)
    assert [item.name for item in report.items] == ASKED[level]
    assert (report.check, report.level, report.simulated) == ("lot", level, False)


@pytest.mark.parametrize("level", Level)
def test_whole_evidence_passes_every_level(level: Level) -> None:
    report = gate(whole_evidence(), level)
    assert report.is_passed
    assert report.missing_packs == 0
    assert all(item.missing_packs == 0 for item in report.items)


def test_nothing_at_all_passes_nothing_but_what_needs_nothing() -> None:
    assert gate(NOTHING, Level.REPORT).is_passed
    recommend = gate(NOTHING, Level.RECOMMEND)
    assert [item.is_met for item in recommend.items] == [False] * 4 + [True]
    assert recommend.missing_packs == 59
    acting = gate(NOTHING, Level.ACT_ALWAYS)
    assert [item.is_met for item in acting.items] == [False] * 11 + [True]
    assert [item.missing_packs for item in acting.items] == [
        *(368, 736, 0, 368, 736, 50, 9, 1000, 598, 1, 1000, 0)
    ]
    assert (acting.is_passed, acting.missing_packs) == (False, 1000)


SPOILT = [
    (Item.GOOD_PACKS, {"calibration": calibration(goods=367)}),
    (Item.DEFECTIVE_PACKS, {"calibration": calibration(defects=735)}),
    (Item.LOTS_OR_DAYS, {"calibration": calibration(blocks=2)}),
    (Item.FALSE_REJECT, {"calibration": calibration(good_score=1.0)}),
    (Item.MISS, {"calibration": calibration(defect_score=0.0)}),
    (Item.STUDY, {"study": None}),
    (Item.CHALLENGE_PACKS, {"challenges_caught": 8}),
    (Item.SHADOW_RUN, {"shadow_packs": 999}),
    (Item.LATE_VERDICTS, {"late": 2}),
    (Item.AUDIT, {"audited": 9}),
    (Item.MONITORS, {"alarms": ("scores of lot: no longer like the reference",)}),
    (Item.HEALTH, {"troubles": ("camera top was lost",)}),
]


@pytest.mark.parametrize(("name", "changes"), SPOILT)
def test_one_unmet_item_keeps_the_gate_shut(name: Item, changes: dict[str, Any]) -> None:
    report = gate(whole_evidence(**changes), Level.ACT_ALWAYS)
    assert not report.is_passed
    assert not item(report, name).is_met


def test_missing_packs_are_told_as_the_most_that_any_item_lacks() -> None:
    few = whole_evidence(calibration=calibration(goods=300), shadow_packs=800)
    report = gate(few, Level.ACT_WHEN_SURE)
    assert item(report, Item.GOOD_PACKS) == GateItem(
        Item.GOOD_PACKS,
        300,
        368,
        68,
        False,
        "300 good packs with confirmed truth; 368 are needed, so 68 more",
    )
    assert item(report, Item.FALSE_REJECT).missing_packs == 68
    assert report.missing_packs == 200


def test_enough_packs_are_told_too() -> None:
    assert found(Item.GOOD_PACKS) == GateItem(
        Item.GOOD_PACKS, 400, 368, 0, True, "400 good packs with confirmed truth; 368 are needed"
    )
    assert found(Item.DEFECTIVE_PACKS).sentence == (
        "800 packs confirmed defective for this check; 736 are needed"
    )
    assert found(Item.SHADOW_RUN).sentence == (
        "1000 packs inspected with exactly this recipe, bundle and camera; 1000 are needed"
    )
    assert found(Item.CHALLENGE_PACKS).sentence == (
        "9 challenge packs of this check caught one after the other; 9 are needed"
    )


def test_packs_of_few_lots_are_no_fair_sample() -> None:
    assert found(Item.LOTS_OR_DAYS, calibration=calibration(blocks=2)) == GateItem(
        Item.LOTS_OR_DAYS,
        2,
        3,
        0,
        False,
        "2 different lots or days among the packs; 3 are needed, so 1 more",
    )
    one = found(Item.LOTS_OR_DAYS, calibration=calibration(blocks=1))
    assert one.sentence == "1 lot or day among the packs; 3 are needed, so 2 more"
    assert found(Item.LOTS_OR_DAYS).is_met


def test_a_rate_is_told_with_its_bound_and_evidence() -> None:
    reject = found(Item.FALSE_REJECT)
    assert reject.have == pytest.approx(0.00918, abs=1e-5)
    assert (reject.needed, reject.is_met) == (0.01, True)
    assert reject.sentence == (
        "false_reject <= 1.000% at 0.11 with confidence 97.50%: 0 errors in 400 good packs"
    )
    assert found(Item.MISS).needed == 0.005
    assert found(Item.MISS, Level.ACT_WHEN_SURE).needed == 0.02
    unmet = found(Item.MISS, calibration=calibration(defects=700))
    assert (unmet.is_met, unmet.missing_packs) == (False, 36)
    assert unmet.sentence.endswith("it takes 36 more defective packs without one")


def test_a_station_that_asks_for_more_gets_more() -> None:
    needs = stricter(NEEDS[Level.ACT_WHEN_SURE], {"false_reject": 0.001, "challenges": 20})
    report = gate(whole_evidence(), Level.ACT_WHEN_SURE, needs)
    assert item(report, Item.FALSE_REJECT).needed == 0.001
    assert item(report, Item.CHALLENGE_PACKS).missing_packs == 11
    assert not report.is_passed


def test_the_thresholds_are_those_that_keep_the_promise() -> None:
    assert gate(whole_evidence(), Level.ACT_ALWAYS).thresholds == Thresholds(0.11, 0.11)
    mixed = whole_evidence(calibration=calibration(good_score=0.95, defect_score=0.9))
    assert gate(mixed, Level.ACT_ALWAYS).thresholds == Thresholds(0.89, 0.96)
    for broken in (calibration(goods=10), calibration(defects=10)):
        report = gate(whole_evidence(calibration=broken), Level.ACT_ALWAYS)
        assert report.thresholds is None
    assert gate(whole_evidence(), Level.RECOMMEND).thresholds is None


def test_a_recommendation_names_most_defective_packs() -> None:
    met = found(Item.EXPECTED_MISS, Level.RECOMMEND)
    assert met == GateItem(
        Item.EXPECTED_MISS,
        about(1 / 801),
        0.05,
        0,
        True,
        "recommending from 0.9: 0 of 800 defective packs unnamed, expected at most 5.000%",
    )
    unmet = found(Item.EXPECTED_MISS, Level.RECOMMEND, calibration=calibration(defects=10))
    assert unmet == GateItem(
        Item.EXPECTED_MISS,
        about(1 / 11),
        0.05,
        9,
        False,
        "no threshold is expected to leave at most 5.000% unnamed: 0 of 10 defective packs "
        "unnamed; it takes 9 more defective packs that are named",
    )


# The study


def test_an_acceptable_study_of_what_is_in_force_counts() -> None:
    assert found(Item.STUDY) == GateItem(
        Item.STUDY,
        "acceptable",
        "acceptable",
        0,
        True,
        "in the agreement study the model is acceptable",
    )


def test_a_model_that_is_not_acceptable_needs_another_model_not_more_packs() -> None:
    assert found(Item.STUDY, study=study(wrong=20)) == GateItem(
        Item.STUDY,
        "not_acceptable",
        "acceptable",
        0,
        False,
        "in the agreement study the model is not acceptable",
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"study": None}, "no agreement study was made"),
        ({"setting": None}, "the agreement study was made with another recipe"),
        (
            {"study": study(recipe_hash="00" * 32)},
            "the agreement study was made with another recipe",
        ),
        (
            {"study": study(bundle_sha256="00" * 32)},
            "the agreement study was made with another bundle",
        ),
        (
            {"study": study(simulated=True)},
            "the agreement study was simulated, which says nothing of a real camera",
        ),
    ],
)
def test_a_study_of_something_else_does_not_count(changes: dict[str, Any], why: str) -> None:
    assert found(Item.STUDY, **changes) == GateItem(
        Item.STUDY, None, "acceptable", 50, False, f"{why}; run packwarden study on 50 packs"
    )


def test_a_simulated_study_counts_for_a_simulated_line() -> None:
    report = gate(
        whole_evidence(study=study(simulated=True), calibration=calibration(simulated=True)),
        Level.ACT_ALWAYS,
    )
    assert item(report, Item.STUDY).is_met
    assert report.simulated


# The shadow run


def test_few_late_verdicts_are_proven_not_observed() -> None:
    assert found(Item.LATE_VERDICTS) == GateItem(
        Item.LATE_VERDICTS,
        about(0.0029912),
        0.005,
        0,
        True,
        "late_verdicts <= 0.500% with confidence 95%: 0 late verdicts in 1000 packs",
    )
    assert found(Item.LATE_VERDICTS, late=1).is_met
    assert found(Item.LATE_VERDICTS, late=2) == GateItem(
        Item.LATE_VERDICTS,
        about(0.0062823),
        0.005,
        258,
        False,
        "late_verdicts <= 0.500% is not proven: 2 late verdicts in 1000 packs are too little "
        "evidence; it takes 258 more packs without one",
    )
    exactly = found(Item.LATE_VERDICTS, shadow_packs=598)
    assert (exactly.is_met, exactly.missing_packs) == (True, 0)
    assert found(Item.LATE_VERDICTS, shadow_packs=597).missing_packs == 1


def test_an_audit_examines_a_share_of_all_packs() -> None:
    assert found(Item.AUDIT) == GateItem(
        Item.AUDIT,
        0.01,
        0.01,
        0,
        True,
        "10 of 1000 packs were audited at random; 1.0% are needed",
    )
    assert found(Item.AUDIT, audited=8, shadow_packs=1001) == GateItem(
        Item.AUDIT,
        about(8 / 1001),
        0.01,
        3,
        False,
        "8 of 1001 packs were audited at random; 1.0% are needed, so 3 more",
    )
    assert found(Item.AUDIT, audited=30).missing_packs == 0
    one_less = "9 of 1000 packs were audited at random; 1.0% are needed, so 1 more"
    assert found(Item.AUDIT, audited=9).sentence == one_less
    nothing = found(Item.AUDIT, audited=0, shadow_packs=0)
    assert (nothing.have, nothing.is_met, nothing.missing_packs) == (0.0, False, 1)
    few = found(Item.AUDIT, audited=1, shadow_packs=20)
    assert (few.is_met, few.missing_packs) == (True, 0)


# What watches


def test_quiet_monitors_that_have_their_reference_are_needed() -> None:
    assert found(Item.MONITORS) == GateItem(
        Item.MONITORS, "quiet", "quiet", 0, True, "no monitor alarms"
    )
    assert found(Item.MONITORS, watch_lacks=40) == GateItem(
        Item.MONITORS,
        None,
        "quiet",
        40,
        False,
        "the monitors need 40 more packs for their reference",
    )


def test_an_alarm_is_told_in_its_own_words() -> None:
    alarms = ("scores of lot: no longer like the reference", "overrides of lot: more than 10 %")
    assert found(Item.MONITORS, alarms=alarms, watch_lacks=40) == GateItem(
        Item.MONITORS, "alarm", "quiet", 0, False, "; ".join(alarms)
    )


def test_health_is_asked_at_every_level() -> None:
    assert found(Item.HEALTH, Level.REPORT) == GateItem(
        Item.HEALTH,
        "healthy",
        "healthy",
        0,
        True,
        "devices, bundle and calibration are healthy",
    )
    troubles = ("camera top was lost", "the bundle is not the one that was signed")
    assert found(Item.HEALTH, Level.REPORT, troubles=troubles) == GateItem(
        Item.HEALTH, "trouble", "healthy", 0, False, "; ".join(troubles)
    )


def test_a_setting_of_which_nothing_is_known_has_no_study() -> None:
    evidence = replace(whole_evidence(), setting=replace(SETTING, recipe_hash="00" * 32))
    assert not item(gate(evidence, Level.ACT_ALWAYS), Item.STUDY).is_met
