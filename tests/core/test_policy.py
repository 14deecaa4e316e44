"""The autonomy levels, against an independent statement of what each may do."""

from itertools import product

import pytest

from edge_agent.core.errors import Conflict
from edge_agent.core.judge import judge
from edge_agent.core.packs import (
    Action,
    Box,
    CheckKind,
    CheckResult,
    Decision,
    Level,
    PackVerdict,
    Reason,
    Verdict,
)
from edge_agent.core.policy import (
    answered,
    decide,
    kept_default,
    lower_of,
    refuse_unless_holdable,
    station_level,
    without_verdict,
)
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits

LEVELS = [Level.REPORT, Level.RECOMMEND, Level.ACT_WHEN_SURE, Level.ACT_ALWAYS]
VERDICTS = [Verdict.OK, Verdict.UNSURE, Verdict.NOT_OK]
MILDEST_FIRST = ["pass", "report", "recommend", "hold", "reject"]
SCORE = {Verdict.OK: 0.0, Verdict.UNSURE: 0.5, Verdict.NOT_OK: 1.0}
WHOLE = Box(0, 0, 1, 1)


def recipe_of(*levels: Level) -> Recipe:
    checks = (
        Check(f"check {number}", CheckKind.SURFACE, "top", WHOLE, SurfaceLimits(), level)
        for number, level in enumerate(levels)
    )
    return Recipe("two checks", (), tuple(checks))


def verdict_of(recipe: Recipe, *verdicts: Verdict) -> PackVerdict:
    results = [
        CheckResult(check.name, check.kind, check.view, verdict, SCORE[verdict])
        for check, verdict in zip(recipe.checks, verdicts, strict=True)
    ]
    return judge(recipe, results)


def may_do(level: Level, verdict: Verdict) -> str:
    """What one check at this level has done about a pack with this verdict, in plain words."""
    if verdict is Verdict.OK:
        return "pass"
    if level is Level.REPORT:
        return "report"
    if level is Level.RECOMMEND:
        return "recommend"
    if level is Level.ACT_WHEN_SURE and verdict is Verdict.UNSURE:
        return "hold"
    return "reject"


def did(decision: Decision) -> str:
    """What a decision amounts to, in the same words."""
    if decision.action is Action.PASS and decision.recommended is Action.REJECT:
        return "recommend"
    return decision.action.value


def rank(word: str) -> int:
    return MILDEST_FIRST.index("pass" if word == "report" else word)


@pytest.mark.parametrize("ceiling", LEVELS, ids=str)
def test_the_strictest_check_wins_at_its_level_under_the_ceiling(ceiling: Level) -> None:
    for first, second in product(LEVELS, repeat=2):
        recipe = recipe_of(first, second)
        in_force = [
            LEVELS[min(LEVELS.index(one), LEVELS.index(ceiling))] for one in (first, second)
        ]
        for verdicts in product(VERDICTS, repeat=2):
            wanted = max(map(may_do, in_force, verdicts), key=MILDEST_FIRST.index)
            decision = decide(recipe, ceiling, verdict_of(recipe, *verdicts))
            assert rank(did(decision)) == rank(wanted)
            assert ("report" in decision.rule) == (wanted == "report")
            assert decision.level is max(in_force, key=LEVELS.index)


@pytest.mark.parametrize("ceiling", LEVELS, ids=str)
def test_below_the_acting_levels_nothing_is_driven(ceiling: Level) -> None:
    for levels in product(LEVELS, repeat=2):
        recipe = recipe_of(*levels)
        acts = any(level.acts for level in levels) and ceiling.acts
        for verdicts in product(VERDICTS, repeat=2):
            decision = decide(recipe, ceiling, verdict_of(recipe, *verdicts))
            assert decision.driven is acts
            assert acts or decision.action is Action.PASS


def test_a_higher_level_never_acts_less_and_a_lower_ceiling_never_more() -> None:
    for verdicts in product(VERDICTS, repeat=2):
        for levels in product(LEVELS, repeat=2):
            recipe = recipe_of(*levels)
            verdict = verdict_of(recipe, *verdicts)
            under = [rank(did(decide(recipe, ceiling, verdict))) for ceiling in LEVELS]
            assert under == sorted(under)
        for other in LEVELS:
            rising = [recipe_of(level, other) for level in LEVELS]
            acted = [rank(did(decide(one, Level.ACT_ALWAYS, verdict))) for one in rising]
            assert acted == sorted(acted)


def test_a_worse_verdict_never_gets_a_milder_decision() -> None:
    for levels in product(LEVELS, repeat=2):
        recipe = recipe_of(*levels)
        for other in VERDICTS:
            worse = [verdict_of(recipe, verdict, other) for verdict in VERDICTS]
            ranks = [rank(did(decide(recipe, Level.ACT_ALWAYS, one))) for one in worse]
            assert ranks == sorted(ranks)


def test_a_check_that_was_never_answered_counts_as_unsure() -> None:
    recipe = recipe_of(Level.ACT_WHEN_SURE, Level.REPORT)
    silent = judge(recipe, [])
    assert decide(recipe, Level.ACT_ALWAYS, silent).action is Action.HOLD


def test_code_and_print_that_disagree_count_at_the_stations_level() -> None:
    """No single check sees it, so another check that only reports must not hide it."""
    recipe = recipe_of(Level.REPORT, Level.ACT_ALWAYS)
    for verdicts in product(VERDICTS, repeat=2):
        seen = verdict_of(recipe, *verdicts)
        reasons = (*seen.reasons, Reason.CODE_PRINT_DISAGREE)
        disagreeing = PackVerdict(Verdict.NOT_OK, 1.0, reasons, seen.checks)
        assert decide(recipe, Level.ACT_ALWAYS, disagreeing).action is Action.REJECT
        assert did(decide(recipe, Level.RECOMMEND, disagreeing)) == "recommend"


def test_a_recipe_without_checks_reports_and_acts_on_nothing() -> None:
    recipe = recipe_of()
    decision = decide(recipe, Level.ACT_ALWAYS, judge(recipe, []))
    assert (decision.action, decision.driven) == (Action.PASS, False)
    assert station_level(recipe, Level.ACT_ALWAYS) is Level.REPORT


@pytest.mark.parametrize("level", LEVELS, ids=str)
def test_silence_rejects_at_the_acting_levels_and_drives_nothing_below(level: Level) -> None:
    action = Action.REJECT if level.acts else Action.PASS
    decision = without_verdict(level, "late")
    assert decision == Decision(action, "late", level, driven=level.acts)


@pytest.mark.parametrize("level", LEVELS, ids=str)
def test_what_an_armed_gate_guards_is_rejected_without_a_word_of_the_machine(level: Level) -> None:
    decision = kept_default(level, "level lowered")
    assert decision == Decision(Action.REJECT, "level lowered", level, driven=False)


@pytest.mark.parametrize(
    ("level", "verdict", "decision"),
    [
        (
            Level.ACT_ALWAYS,
            Verdict.NOT_OK,
            Decision(Action.REJECT, "check 0: reject", Level.ACT_ALWAYS, driven=True),
        ),
        (
            Level.ACT_WHEN_SURE,
            Verdict.UNSURE,
            Decision(Action.HOLD, "check 0: unsure, hold", Level.ACT_WHEN_SURE, driven=True),
        ),
        (
            Level.RECOMMEND,
            Verdict.UNSURE,
            Decision(
                *(Action.PASS, "check 0: recommend", Level.RECOMMEND),
                driven=False,
                recommended=Action.REJECT,
            ),
        ),
        (
            Level.REPORT,
            Verdict.NOT_OK,
            Decision(Action.PASS, "check 0: report", Level.REPORT, driven=False),
        ),
        (
            Level.ACT_ALWAYS,
            Verdict.OK,
            Decision(Action.PASS, "all checks ok", Level.ACT_ALWAYS, driven=True),
        ),
    ],
)
def test_a_decision_names_its_check_and_rule(
    level: Level, verdict: Verdict, decision: Decision
) -> None:
    recipe = recipe_of(level)
    assert decide(recipe, Level.ACT_ALWAYS, verdict_of(recipe, verdict)) == decision


def test_of_checks_that_ask_alike_the_recipes_first_is_named() -> None:
    recipe = recipe_of(Level.ACT_ALWAYS, Level.ACT_ALWAYS)
    verdict = verdict_of(recipe, Verdict.NOT_OK, Verdict.NOT_OK)
    assert decide(recipe, Level.ACT_ALWAYS, verdict).rule == "check 0: reject"


def test_the_rule_says_that_code_and_print_disagree_or_that_nothing_is_checked() -> None:
    recipe = recipe_of(Level.ACT_ALWAYS)
    seen = verdict_of(recipe, Verdict.OK)
    disagreeing = PackVerdict(Verdict.NOT_OK, 1.0, (Reason.CODE_PRINT_DISAGREE,), seen.checks)
    decision = decide(recipe, Level.ACT_ALWAYS, disagreeing)
    assert decision.rule == "code and print disagree: reject"
    nothing = recipe_of()
    assert decide(nothing, Level.ACT_ALWAYS, judge(nothing, [])).rule == "no checks: report"


@pytest.mark.parametrize("action", list(Action), ids=str)
def test_an_answer_is_carried_out_and_names_the_person(action: Action) -> None:
    recipe = recipe_of(Level.RECOMMEND)
    asked = decide(recipe, Level.ACT_ALWAYS, verdict_of(recipe, Verdict.NOT_OK))
    decision = answered(asked, action, "Ada")
    assert (decision.action, decision.driven, decision.level) == (action, True, asked.level)
    assert decision.recommended is Action.REJECT
    assert decision.rule == f"check 0: recommend; Ada: {action.value}"


def test_the_lower_of_two_levels_never_raises() -> None:
    for level, ceiling in product(LEVELS, repeat=2):
        expected = LEVELS[min(LEVELS.index(level), LEVELS.index(ceiling))]
        assert lower_of(level, ceiling) is expected


def test_act_when_sure_needs_somewhere_to_hold() -> None:
    for level, ceiling in product(LEVELS, repeat=2):
        recipe = recipe_of(level)
        refuse_unless_holdable(recipe, ceiling, can_hold=True)
        if lower_of(level, ceiling) is Level.ACT_WHEN_SURE:
            with pytest.raises(Conflict) as caught:
                refuse_unless_holdable(recipe, ceiling, can_hold=False)
            assert str(caught.value) == (
                "recipe two checks: level act_when_sure needs a second outlet or a belt stop to "
                "hold unsure packs; this gate has neither"
            )
        else:
            refuse_unless_holdable(recipe, ceiling, can_hold=False)


@pytest.mark.parametrize("level", LEVELS, ids=str)
def test_a_pack_that_keeps_its_guard_is_rejected_and_nothing_is_driven(level: Level) -> None:
    decision = kept_default(level, "level fell: reject")
    assert decision == Decision(Action.REJECT, "level fell: reject", level, driven=False)
