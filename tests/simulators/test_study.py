"""A simulated study: real packs drawn, really judged; people who err as often as stated."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.study.plan import PackSet, Plan, new_plan
from edge_agent.core.study.result import MODEL, Shown
from edge_agent.study.documents import study_document
from edge_agent.study.picture_sets import packs_in
from simulators.study import Sizes, simulated_study
from simulators.study_packs import NEAR_FAULTS, PRODUCT, draw_one, drawn_packs, truth_lines
from simulators.study_people import PEOPLE, SimulatedPerson, person_answers
from tests.core.study.packs import a_set

STEADY = SimulatedPerson(
    name="steady",
    hit_share=0.9,
    false_alarm_share=0.05,
    borderline_factor=1.0,
    learning=1.0,
    fatigue=0.0,
)


def of_clear_packs(count: int) -> PackSet:
    both = a_set(count // 2, count // 2)
    return PackSet(tuple(replace(pack, borderline=False) for pack in both.packs))


def wrong(plan: Plan, person: SimulatedPerson) -> list[bool]:
    """Of each answer in the order of showing."""
    answers = person_answers(plan, person, np.random.default_rng(3))
    defective = {pack.name: pack.defective for pack in plan.packs}
    return [(answer.verdict.value == "not_ok") != defective[answer.pack] for answer in answers]


def test_people_err_as_often_as_stated() -> None:
    """2,000 answers of each kind: four standard errors are 2.7 and 2 points."""
    plan = new_plan(of_clear_packs(2000), 2, 1)
    errors = np.array(wrong(plan, STEADY))
    defective = np.array([one.pack.defective for one in plan.showings(STEADY.name)])
    assert errors[defective].mean() == pytest.approx(0.10, abs=0.027)
    assert errors[~defective].mean() == pytest.approx(0.05, abs=0.02)


def test_people_learn_from_round_to_round() -> None:
    plan = new_plan(of_clear_packs(2000), 3, 1)
    errors = np.array(wrong(plan, replace(STEADY, hit_share=0.7, learning=0.5))).reshape(3, -1)
    first, second, third = errors.mean(axis=1)
    assert first > 1.4 * second > 1.4 * 1.4 * third


def test_people_get_tired_within_a_round() -> None:
    plan = new_plan(of_clear_packs(2000), 2, 1)
    errors = np.array(wrong(plan, replace(STEADY, fatigue=0.2))).reshape(2, 2, 1000)
    assert errors[:, 1].mean() > 1.5 * errors[:, 0].mean()


def test_half_of_the_drawn_packs_are_defective_and_four_in_ten_borderline() -> None:
    packs = drawn_packs(50, 3, np.random.default_rng(1))
    assert [pack.number for pack in packs] == list(range(1, 51))
    defective = [pack for pack in packs if pack.defect is not None]
    assert len(defective) == 25
    assert sum(pack.borderline for pack in packs) == 20
    assert all(
        (pack.defect.fault in NEAR_FAULTS) is pack.borderline for pack in defective if pack.defect
    )


def test_a_pack_is_photographed_anew_for_every_trial(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    pack, order = drawn_packs(4, 2, random)[0], PRODUCT.sample_order(random)
    draw_one(tmp_path, order, pack)
    (tmp_path / "truth.csv").write_text("\n".join(truth_lines([pack], order)), encoding="utf-8")
    (found,) = packs_in(tmp_path, None).packs
    assert len({capture[0].sha256 for capture in found.captures}) == 2
    assert found.defective is (pack.defect is not None)
    assert found.order is not None
    assert found.order.lot == order.lot


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_small_study_from_drawing_to_document() -> None:
    sizes = Sizes(packs=20, trials=2, examples=(1,), people=PEOPLE[1:])
    result, assumed = simulated_study(5, lambda _: None, sizes)
    document = study_document(result)
    assert result.simulated
    assert (result.packs, result.defective, result.borderline) == (20, 10, 8)
    names = [one.name for one in result.appraisers]
    assert names == ["ordinary", "newcomer", MODEL]
    model = result.appraisers[-1]
    assert (model.shown, model.trials, model.miss.n) == (Shown.RE_ACQUIRED, 2, 20)
    assert model.effectiveness.k >= 17
    assert [point.examples for point in result.taught] == [1]
    assert result.taught[0].miss.k <= 2
    assert [person["name"] for person in assumed["people"]] == names[:2]
    assert document["notes"][0].startswith("Packs or people are simulated")
