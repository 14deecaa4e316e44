"""The money table: the same packs in every case, nothing counted twice, people only where asked."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.fates import OperatorModel, asks_at
from edge_agent.core.money import NO_AI, MoneyRow, Prices, adds_up, money_table
from edge_agent.core.pack_columns import PackFact, columns_of
from edge_agent.core.packs import Box, CheckKind, CheckResult, Level, PackVerdict, Verdict
from edge_agent.core.policy import Ask, as_decision, decide, without_verdict
from edge_agent.core.recipe import Check, NoAnswer, Recipe, SurfaceLimits, View

BOX = Box(0, 0, 10, 10)
CHECK = Check("look", CheckKind.SURFACE, "top", BOX, SurfaceLimits())
RECIPE = Recipe("pack", (View("top", ("top.png",), BOX),), (CHECK,))
PERFECT = OperatorModel(hit_share=1.0, false_alarm_share=0.0, response_s=1.0)


def said(verdict: Verdict) -> PackVerdict:
    result = CheckResult("look", CheckKind.SURFACE, "top", verdict, 0.5)
    return PackVerdict(verdict, 0.5, (), (result,))


def fact(
    defective: bool,
    verdict: Verdict | None,
    shown_s: float = 0.0,
    time_left_s: float = 10.0,
    luck: float = 0.5,
) -> PackFact:
    return PackFact(
        defective, None if verdict is None else said(verdict), shown_s, time_left_s, luck
    )


def table(
    facts: list[PackFact],
    operator: OperatorModel = PERFECT,
    no_answer: NoAnswer = NoAnswer.PASS,
) -> dict[str, MoneyRow]:
    waiting = [replace(fact, no_answer=no_answer) for fact in facts]
    rows = money_table(columns_of(waiting), Prices(), operator)
    return {row.case: row for row in rows}


def test_without_inspection_one_faulty_pack_in_ten_comes_back_as_a_claim() -> None:
    facts = [fact(number % 10 == 0, Verdict.OK) for number in range(100)]
    row = table(facts)[NO_AI]
    assert (row.output, row.shipped, row.claimed) == (100, 100, 10)


def test_report_changes_nothing_at_the_gate() -> None:
    facts = [fact(True, Verdict.NOT_OK), fact(False, Verdict.OK)]
    rows = table(facts)
    assert rows["report"].net_eur == rows[NO_AI].net_eur


def test_an_unsure_pack_is_held_when_sure_is_asked_for_and_rejected_always() -> None:
    rows = table([fact(False, Verdict.UNSURE)])
    assert (rows["act_when_sure"].held, rows["act_when_sure"].shipped) == (1, 1)
    assert rows["act_always"].rejected_wrongly == 1


def test_a_pack_without_a_verdict_is_rejected_only_where_the_station_acts() -> None:
    rows = table([fact(False, None)])
    rejected = {case: row.rejected_wrongly for case, row in rows.items()}
    assert rejected == {
        NO_AI: 0,
        "report": 0,
        "recommend": 0,
        "act_when_sure": 1,
        "act_always": 1,
    }


def test_one_operator_answers_one_recommendation_after_the_other() -> None:
    at_once = [fact(True, Verdict.NOT_OK, time_left_s=3.5) for _ in range(5)]
    row = table(at_once)["recommend"]
    assert (row.rejected_rightly, row.no_answer) == (3, 2)


def test_a_belt_that_waits_gets_every_answer_and_tells_who_was_late() -> None:
    at_once = [fact(True, Verdict.NOT_OK, time_left_s=3.5) for _ in range(5)]
    row = table(at_once, no_answer=NoAnswer.STOP)["recommend"]
    assert (row.rejected_rightly, row.no_answer) == (5, 2)


def test_nobody_is_asked_when_the_gate_comes_too_soon() -> None:
    row = table([fact(True, Verdict.NOT_OK, time_left_s=2.9)])["recommend"]
    assert (row.claimed, row.reviewed, row.no_answer) == (1, 0, 0)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("verdict", [*Verdict, None])
def test_a_case_does_with_a_pack_what_the_policy_decides(
    level: Level, verdict: Verdict | None
) -> None:
    (code,) = asks_at(level, columns_of([fact(True, verdict)]))
    done = as_decision(Ask(code), "look", level)
    wanted = (
        without_verdict(level, "no verdict")
        if verdict is None
        else decide(RECIPE.at_level(level), level, said(verdict))
    )
    assert (done.action, done.recommended) == (wanted.action, wanted.recommended)


def test_packs_whose_truth_is_not_known_keep_the_operator_busy_and_are_in_no_row() -> None:
    unknown = [
        replace(fact(True, Verdict.NOT_OK, time_left_s=3.5), defective=None) for _ in range(3)
    ]
    row = table([*unknown, fact(True, Verdict.NOT_OK, time_left_s=3.5)])["recommend"]
    assert (row.output, row.claimed, row.no_answer) == (1, 1, 1)


facts_strategy = some.lists(
    some.builds(
        fact,
        some.booleans(),
        some.sampled_from([*Verdict, None]),
        some.floats(0, 100),
        some.floats(0, 20),
        some.floats(0, 0.999),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(facts_strategy, some.sampled_from(NoAnswer))
def test_every_case_has_the_same_packs_and_ends_each_once(
    facts: list[PackFact], no_answer: NoAnswer
) -> None:
    waiting = [replace(fact, no_answer=no_answer) for fact in facts]
    rows = money_table(columns_of(waiting), Prices(), OperatorModel())
    assert adds_up(rows)
    assert [row.case for row in rows] == [NO_AI, *(level.value for level in Level)]
    defective = sum(bool(fact.defective) for fact in facts)
    assert all(row.claimed + row.rejected_rightly == defective for row in rows)
