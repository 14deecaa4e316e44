"""The watch alarms for the check that drifts, says why, and shares one budget of false alarms."""

import json
from dataclasses import replace

import numpy as np
import pytest

from edge_agent.core.autonomy.alarms import Alarm
from edge_agent.core.autonomy.auditing import Finding
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.pack_facts import Measure, PackFacts
from edge_agent.core.autonomy.watch import Watch, WatchSettings, detector_count
from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.state import from_json, to_json
from edge_agent.core.packs import Action, Box, CheckKind
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits, View

WHOLE = Box(0, 0, 1, 1)
KINDS = {"sticker": CheckKind.STICKER, "lot": CheckKind.PRINT, "code": CheckKind.BARCODE}
VIEWS = {"sticker": "top", "lot": "bottom", "code": "bottom"}
RECIPE = Recipe(
    "tray",
    (View("top", (), WHOLE), View("bottom", (), WHOLE), View("unused", (), WHOLE)),
    tuple(Check(name, KINDS[name], VIEWS[name], WHOLE, SurfaceLimits()) for name in KINDS),
)
SETTINGS = WatchSettings(reference_packs=200)
DETECTORS = 3 * 4 + 2 + 2 * 2


def pack(
    random: np.random.Generator,
    scores_up: float = 0.0,
    grades_down: float = 0.0,
    blur: float = 1.0,
    dim: float = 1.0,
    overridden: dict[str, bool] | None = None,
) -> PackFacts:
    """`scores_up` and `grades_down` concern the lot, `blur` and `dim` the camera above."""
    scores = dict(zip(KINDS, random.beta(2, 8, 3).tolist(), strict=True))
    grades = dict(zip(("lot", "code"), random.normal(3.2, 0.2, 2).tolist(), strict=True))
    return PackFacts(
        luck=float(random.random()),
        scores=scores | {"lot": scores["lot"] + scores_up},
        overridden=overridden or {},
        measured={
            Measure.LEGIBILITY: grades | {"lot": grades["lot"] - grades_down},
            Measure.SHARPNESS: {"top": blur * random.normal(20, 1), "bottom": 18.0},
            Measure.BRIGHTNESS: {"top": dim * random.normal(90, 1), "bottom": 80.0},
        },
    )


@pytest.fixture(scope="module")
def quiet() -> Watch:
    """After 400 quiet packs, the first 200 of which were its reference."""
    random = np.random.default_rng(1)
    watch = Watch.begin(RECIPE, SETTINGS)
    for _ in range(400):
        watch = watch.saw(pack(random))
    return watch


def test_quiet_packs_alarm_nothing(quiet: Watch) -> None:
    assert quiet.alarms == ()
    assert (quiet.seen, quiet.lacks_packs) == (400, 0)


@pytest.mark.parametrize(
    ("change", "cause", "checks", "why"),
    [
        ({"scores_up": 0.3}, Cause.SCORE_DRIFT, ("lot",), "scores of lot: no longer like"),
        ({"grades_down": 1.0}, Cause.LEGIBILITY_FALLS, ("lot",), "legibility of lot: the mean"),
        ({"blur": 0.7}, Cause.SHARPNESS_FALLS, ("sticker",), "sharpness of view top: the mean"),
        ({"dim": 0.7}, Cause.SHARPNESS_FALLS, ("sticker",), "brightness of view top: the mean"),
    ],
)
def test_what_drifts_lowers_its_own_checks(
    quiet: Watch, change: dict[str, float], cause: Cause, checks: tuple[str, ...], why: str
) -> None:
    random, watch = np.random.default_rng(2), quiet
    for _ in range(200):
        watch = watch.saw(pack(random, **change))  # type: ignore[arg-type]
    (alarm,) = watch.alarms
    assert (alarm.cause, alarm.checks) == (cause, checks)
    assert alarm.why.startswith(why)


def test_overrides_of_one_check_lower_that_one(quiet: Watch) -> None:
    random, watch = np.random.default_rng(3), quiet
    for number in range(60):
        watch = watch.saw(pack(random, overridden={"lot": number % 2 == 0, "code": False}))
    (alarm,) = watch.alarms
    assert (alarm.cause, alarm.checks) == (Cause.OVERRIDES_RISE, ("lot",))
    assert "more than the tolerated 10.00%" in alarm.why
    lot = next(one for one in watch.overrides if one.subject.of == "lot")
    assert lot.chart.alarms


@pytest.mark.parametrize(
    ("action", "what"),
    [(Action.PASS, "audited escapes of lot"), (Action.REJECT, "audited wrong rejects of lot")],
)
def test_errors_that_an_audit_finds_lower_the_check_that_made_them(
    quiet: Watch, action: Action, what: str
) -> None:
    watch = quiet
    for number in range(30):
        wrong = {"lot": True, "code": False}
        watch = watch.audited(Finding(1, number, action, action is Action.PASS, wrong))
    (alarm,) = watch.alarms
    assert (alarm.cause, alarm.checks) == (Cause.AUDIT_ERRORS_RISE, ("lot",))
    assert alarm.why.startswith(what)


def test_an_alarm_stands_as_it_was_and_is_news_once(quiet: Watch) -> None:
    random, watch = np.random.default_rng(4), quiet
    news: list[Alarm] = []
    for number in range(400):
        before = watch
        watch = watch.saw(pack(random, grades_down=1.5 if number < 200 else 0.0))
        news += watch.news_since(before)
    assert tuple(news) == watch.alarms
    assert [alarm.cause for alarm in news] == [Cause.LEGIBILITY_FALLS]


def test_what_was_not_measured_is_not_watched_and_does_no_harm(quiet: Watch) -> None:
    bare = PackFacts(luck=0.5)
    after = quiet.saw(bare)
    assert after == replace(quiet, seen=401)


def test_a_watch_says_nothing_before_its_reference_is_whole() -> None:
    random, watch = np.random.default_rng(5), Watch.begin(RECIPE, SETTINGS)
    assert watch.lacks_packs == 200
    for _ in range(150):
        watch = watch.saw(pack(random))
    assert watch.lacks_packs == 50
    assert all(score.detector is None for score in watch.scores)
    assert all(fall.detector is None for fall in watch.falls)
    for _ in range(50):
        watch = watch.saw(pack(random))
    assert all(score.detector is not None for score in watch.scores)
    assert all(fall.detector is not None for fall in watch.falls)


def test_the_packs_of_a_shadow_run_are_a_reference_and_count_no_label() -> None:
    random = np.random.default_rng(6)
    shadow = [pack(random, overridden={"lot": True}) for _ in range(300)]
    watch = Watch.begin(RECIPE, SETTINGS, shadow)
    assert (watch.lacks_packs, watch.seen, watch.alarms) == (0, 0, ())
    assert all(one.detector.seen == 0 for one in watch.overrides)
    assert all(one.detector is not None and one.detector.seen == 0 for one in watch.scores)
    for _ in range(100):
        watch = watch.saw(pack(random, grades_down=1.5))
    assert [alarm.cause for alarm in watch.alarms] == [Cause.LEGIBILITY_FALLS]


def test_all_detectors_together_keep_one_budget(quiet: Watch) -> None:
    assert detector_count(RECIPE) == len(list(quiet.watchers())) == DETECTORS
    per_pack = {
        "overrides": SETTINGS.recommendations_per_pack,
        "escapes": SETTINGS.audits_per_pack,
        "wrong_rejects": SETTINGS.audits_per_pack,
    }
    labelled = sum(
        share / one.detector.alarm_at
        for name, share in per_pack.items()
        for one in getattr(quiet, name)
    )
    unlabelled = sum(1 / score.alarm_at for score in quiet.scores)
    unlabelled += sum(1 / fall.alarm_at for fall in quiet.falls)
    assert labelled + unlabelled == pytest.approx(1 / SETTINGS.packs_per_false_alarm)


def test_the_promise_is_one_false_lowering_in_200_000_packs() -> None:
    usual = WatchSettings()
    assert (usual.packs_per_false_alarm, usual.reference_packs) == (200_000, 1000)
    assert (usual.recommendations_per_pack, usual.audits_per_pack) == (0.2, 0.02)


def test_a_tolerated_rate_beyond_a_third_still_has_a_chart() -> None:
    watch = Watch.begin(RECIPE, replace(SETTINGS, overrides_tolerated=0.5))
    assert watch.overrides[0].chart.looked_for == 0.75


def test_a_chart_looks_for_three_times_what_is_tolerated(quiet: Watch) -> None:
    chart = quiet.escapes[0].chart
    assert chart.looked_for == pytest.approx(0.03)
    assert chart.alarm_at == 5.0


def test_a_recipe_without_checks_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no checks"):
        Watch.begin(replace(RECIPE, checks=()), SETTINGS)


@pytest.mark.parametrize("packs", [0, 100, 250])
def test_a_restart_changes_nothing(packs: int) -> None:
    random, watch = np.random.default_rng(7), Watch.begin(RECIPE, SETTINGS)
    for _ in range(packs):
        watch = watch.saw(pack(random, overridden={"lot": False}))
    restored = from_json(Watch, to_json(watch))
    assert restored == watch
    coming = pack(random)
    assert restored.saw(coming) == watch.saw(coming)


def test_a_memory_with_something_foreign_deep_inside_is_refused(quiet: Watch) -> None:
    document = json.loads(to_json(quiet))
    document["scores"][0]["detector"]["forgiven"] = True
    with pytest.raises(InvalidInput, match="never written"):
        from_json(Watch, json.dumps(document))
