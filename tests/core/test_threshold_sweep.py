"""Every threshold at once says the same as one pack after the other judged at that threshold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.fates import OperatorModel
from edge_agent.core.money import MoneyRow, Prices, money_table
from edge_agent.core.pack_columns import HARD_REASONS, PackFact, columns_of
from edge_agent.core.packs import Level, PackVerdict, Reason, Verdict
from edge_agent.core.recipe import NoAnswer
from edge_agent.core.threshold_sweep import AT_ONCE, sweep_of, swept_at, thresholds_reached
from edge_agent.core.whatif import SWEPT_LEVELS, THRESHOLDS, Case, Terms, at_thresholds

FEW = np.array([0.1, 0.5, 0.500001, 1.0])
QUICK = OperatorModel(hit_share=0.7, false_alarm_share=0.2, response_s=0.01)
"""Nobody ever waits for him, so that minutes and the exact queue agree."""
PRICES = Prices()

scores = some.one_of(some.floats(0, 1), some.sampled_from([*FEW.tolist(), float("nan")]))
verdicts = some.builds(
    PackVerdict,
    some.sampled_from(Verdict),
    scores,
    some.sampled_from([(), (Reason.UNREADABLE,), (Reason.LOOKS_DIFFERENT,)]),
)
facts_strategy = some.lists(
    some.builds(
        PackFact,
        some.sampled_from([True, False, None]),
        some.one_of(some.none(), verdicts),
        some.integers(0, 300).map(float),
        some.sampled_from([1.0, 2.99, 3.0, 10.0]),
        some.floats(0, 0.999),
        some.sampled_from(NoAnswer),
    ),
    max_size=30,
)


def judged_at(fact: PackFact, threshold: float) -> PackFact:
    """The definition: hard rules first, then the threshold, else what was recorded but not_ok."""
    verdict = fact.verdict
    if verdict is None or (np.isnan(verdict.score) and verdict.verdict is Verdict.NOT_OK):
        return fact
    is_hard = bool(HARD_REASONS.intersection(verdict.reasons))
    if is_hard and verdict.verdict is Verdict.UNSURE:
        return fact
    if verdict.score >= threshold:
        return replace(fact, verdict=replace(verdict, verdict=Verdict.NOT_OK))
    is_unsure = is_hard or verdict.verdict is Verdict.UNSURE
    said = Verdict.UNSURE if is_unsure else Verdict.OK
    return replace(fact, verdict=replace(verdict, verdict=said))


def swept_rows(facts: list[PackFact], operator: OperatorModel) -> list[Case]:
    packs = columns_of(facts)
    return at_thresholds(packs, Terms(PRICES, operator, packs.minutes), FEW)


@settings(deadline=None)
@given(facts_strategy)
def test_a_sweep_is_each_threshold_by_itself(facts: list[PackFact]) -> None:
    found = {(case.money.case, case.threshold): case.money for case in swept_rows(facts, QUICK)}
    for threshold in FEW.tolist():
        judged = columns_of(judged_at(fact, threshold) for fact in facts)
        wanted = {row.case: row for row in money_table(judged, PRICES, QUICK)}
        for level in SWEPT_LEVELS:
            assert found[level.value, threshold] == wanted[level.value]


@settings(deadline=None)
@given(some.lists(some.one_of(some.floats(0, 1), some.sampled_from(THRESHOLDS.tolist()))))
def test_the_fine_grid_finds_what_a_search_finds(some_scores: list[float]) -> None:
    found = thresholds_reached(np.array([*some_scores, np.inf, -np.inf]), THRESHOLDS)
    wanted = np.searchsorted(THRESHOLDS, [*some_scores, np.inf, -np.inf], side="right")
    assert found.tolist() == wanted.tolist()


def test_a_crowded_minute_has_room_for_as_many_answers_as_fit_in_it() -> None:
    """120 faulty packs in each of two minutes, 30 answers of two seconds in each."""
    bad = PackVerdict(Verdict.NOT_OK, 0.9, ())
    facts = [PackFact(True, bad, place * 0.5, 10.0, 0.0) for place in range(240)]
    row = at(swept_rows(facts, OperatorModel(1.0, 0.0, 2.0)), Level.RECOMMEND, 0.5)
    assert (row.rejected_rightly, row.no_answer, row.reviewed) == (60, 180, 60)


def test_the_exact_queue_and_the_minutes_agree_on_a_busy_operator() -> None:
    random = np.random.default_rng(7)
    bad = PackVerdict(Verdict.NOT_OK, 0.9, ())
    times = np.sort(random.random(600) * 1200)
    facts = [PackFact(True, bad, float(shown_s), 8.0, 0.0) for shown_s in times]
    operator = OperatorModel(1.0, 0.0, 2.0)
    exact = money_table(columns_of(facts), PRICES, operator)[2]
    by_minute = at(swept_rows(facts, operator), Level.RECOMMEND, 0.5)
    assert exact.no_answer > 20
    assert by_minute.reviewed == pytest.approx(exact.reviewed, rel=0.1)


def test_packs_of_unknown_truth_are_looked_at_and_counted_nowhere_else() -> None:
    unsure = PackVerdict(Verdict.UNSURE, 0.4, ())
    facts = [PackFact(known, unsure, 0.0, 10.0, 0.5) for known in (True, None, None)]
    swept = swept_at(Level.ACT_WHEN_SURE, sweep_of(columns_of(facts), QUICK, FEW))
    assert swept.looks.tolist() == [0, 3, 3, 3]
    assert swept.held.tolist() == swept.reviewed.tolist() == [0, 1, 1, 1]


def test_more_packs_than_are_taken_at_once_are_counted_as_if_at_once() -> None:
    """The minute at the border has its answers once, not twice."""
    bad = PackVerdict(Verdict.NOT_OK, 0.9, ())
    one = PackFact(True, bad, 0.0, 10.0, 0.0)
    facts = [replace(one, shown_s=place * 60.0 / 8) for place in range(AT_ONCE + 8)]
    sweep = sweep_of(columns_of(facts), OperatorModel(1.0, 0.0, response_s=15.0), FEW)
    assert sweep.answered_share.tolist() == [0.5, 0.5, 0.5, 0.0]
    assert sweep.counts[Verdict.NOT_OK].sum(axis=(0, 1, 2)).tolist() == [len(facts)] * 3 + [0]


def test_no_packs_at_all_are_no_error() -> None:
    assert {case.money.output for case in swept_rows([], QUICK)} == {0}


def at(cases: list[Case], level: Level, threshold: float) -> MoneyRow:
    return next(
        case.money
        for case in cases
        if (case.money.case, case.threshold) == (level.value, threshold)
    )
