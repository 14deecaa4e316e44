"""The what-if: the reference case to the pack, honest intervals, refusal of what says nothing."""

from dataclasses import replace

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.fates import OperatorModel
from edge_agent.core.guarantees.bounds import interval
from edge_agent.core.lecture_case import lecture_case
from edge_agent.core.money import NO_AI, MoneyRow, Prices, adds_up, money_table
from edge_agent.core.pack_columns import PackColumns, PackFact, columns_of
from edge_agent.core.packs import Level, PackVerdict, Verdict
from edge_agent.core.whatif import SWEPT_LEVELS, THRESHOLDS, net_intervals, what_if, worth

OPERATOR = OperatorModel()


def drawn(packs: int, seed: int, known_share: float = 1.0) -> PackColumns:
    random = np.random.default_rng(seed)
    facts = []
    for place in range(packs):
        defective = bool(random.random() < 0.1)
        score = float(random.beta(6, 2) if defective else random.beta(2, 8))
        said = Verdict.NOT_OK if score > 0.6 else Verdict.UNSURE if score > 0.4 else Verdict.OK
        truth = defective if random.random() < known_share else None
        verdict = PackVerdict(said, score, ())
        facts.append(PackFact(truth, verdict, place * 0.5, 10.0, float(random.random())))
    return columns_of(facts)


def test_the_reference_case_without_inspection_is_reproduced_exactly() -> None:
    document = what_if(lecture_case(), Prices(), OPERATOR).document()
    case_a = document["money"][0]
    assert case_a["case"] == NO_AI
    assert (case_a["output"], case_a["shipped"], case_a["claimed"]) == (100, 100, 10)
    assert (document["packs"], document["truth_known"]) == (100, 100)


def test_verdicts_that_are_all_right_leave_only_what_people_do_wrong() -> None:
    rows = {
        case.money.case: case.money for case in what_if(lecture_case(), Prices(), OPERATOR).levels
    }
    assert rows["report"].claimed == 10
    assert (rows["recommend"].reviewed, rows["recommend"].rejected_wrongly) == (10, 0)
    for acting in ("act_when_sure", "act_always"):
        assert (rows[acting].shipped, rows[acting].claimed) == (90, 0)


def test_levels_are_the_money_table_and_every_row_adds_up() -> None:
    packs = drawn(500, seed=1)
    found = what_if(packs, Prices(), OPERATOR)
    assert tuple(case.money for case in found.levels) == money_table(packs, Prices(), OPERATOR)
    assert adds_up([case.money for case in (*found.levels, *found.thresholds)])
    named = {(case.money.case, case.threshold) for case in found.thresholds}
    assert named == {(level.value, float(at)) for level in SWEPT_LEVELS for at in THRESHOLDS}


def test_of_thresholds_that_earn_the_same_the_best_is_in_their_middle() -> None:
    best = what_if(lecture_case(), Prices(), OPERATOR).best
    assert {case.threshold for case in best} == {0.51}


def test_the_best_threshold_earns_at_least_as_much_as_any_other() -> None:
    found = what_if(drawn(800, seed=2), Prices(), OPERATOR)
    for best in found.best:
        mine = [case for case in found.thresholds if case.money.case == best.money.case]
        assert best.money.net_eur == max(case.money.net_eur for case in mine)


def test_shares_have_their_exact_intervals() -> None:
    found = what_if(drawn(500, seed=3), Prices(), OPERATOR)
    for case in (*found.levels, found.thresholds[40]):
        money = case.money
        assert case.claimed_share == interval(money.claimed, money.shipped)
        good = money.shipped - money.claimed + money.rejected_wrongly
        assert case.false_reject_rate == interval(money.rejected_wrongly, good)


@pytest.mark.parametrize("shares", [(0.002, 0.1, 0.05), (0.05, 0.01, 0.3)])
def test_the_interval_of_euros_holds_for_other_packs_of_the_same_plant(
    shares: tuple[float, float, float],
) -> None:
    """Claims may be so rare that most shifts see none."""
    claimed, rejected, reviewed = shares
    random, packs = np.random.default_rng(6), 300
    counts = random.multinomial(packs, (claimed, rejected, 1 - claimed - rejected), 1000)
    looks = random.binomial(packs, reviewed, 1000)
    rows = [
        MoneyRow("level", packs, packs - int(gone), int(back), int(gone), reviewed=int(seen))
        for (back, gone, _), seen in zip(counts, looks, strict=True)
    ]
    expected = packs * worth(shares, Prices())
    held = [found.low <= expected <= found.high for found in net_intervals(rows, Prices())]
    assert np.mean(held) >= 0.95


def test_the_interval_of_euros_lies_around_what_was_earned() -> None:
    for case in what_if(drawn(500, seed=7), Prices(), OPERATOR).thresholds:
        assert case.net_eur.low < case.money.net_eur < case.net_eur.high


def test_work_is_of_all_packs_and_rows_of_those_whose_truth_is_known() -> None:
    packs = drawn(1200, seed=4, known_share=0.3)
    found = what_if(packs, Prices(), OPERATOR)
    held = next(case for case in found.levels if case.money.case == Level.ACT_WHEN_SURE)
    unsure = int(packs.are(Verdict.UNSURE).sum())
    assert found.truth_known == held.money.output == int(packs.known.sum())
    assert held.money.held < unsure
    assert held.work_min == pytest.approx(unsure * 2 / 60)
    assert held.decisions_per_min == pytest.approx(unsure / (1199 * 0.5 / 60))


def test_packs_without_any_truth_are_refused() -> None:
    with pytest.raises(InvalidInput, match="truth known for 0 of 50 packs"):
        what_if(drawn(50, seed=5, known_share=0.0), Prices(), OPERATOR)


def test_no_packs_are_refused() -> None:
    with pytest.raises(InvalidInput, match="no recorded packs"):
        what_if(columns_of([]), Prices(), OPERATOR)


@pytest.mark.parametrize("thresholds", [[0.5, 0.4], [0.0, 0.5], [0.5, 1.1], [float("nan")]])
def test_thresholds_that_are_no_order_are_refused(thresholds: list[float]) -> None:
    with pytest.raises(InvalidInput, match="ascend"):
        what_if(lecture_case(), Prices(), OPERATOR, np.array(thresholds))


def test_a_time_that_is_none_is_refused() -> None:
    fact = PackFact(True, None, 0.0, 10.0, 0.5)
    with pytest.raises(InvalidInput, match="shown_s"):
        columns_of([replace(fact, shown_s=float("nan"))])


def test_packs_are_taken_in_the_order_in_which_they_were_shown() -> None:
    late, early = PackFact(True, None, 9.0, 1.0, 0.5), PackFact(False, None, 3.0, 1.0, 0.5)
    assert columns_of([late, early]).defective.tolist() == [False, True]
