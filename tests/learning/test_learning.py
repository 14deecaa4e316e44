"""A new defect on a simulated line: picked, labelled, learned, caught."""

from itertools import pairwise
from pathlib import Path

import pytest

from deploy.learning.days import Evening, Learning, LearningPlan
from deploy.learning.document import document, labels_until
from deploy.learning.labelling import People
from deploy.learning.new_defect import NewDefect, day_of
from edge_agent.core.packs import Verdict
from tests.learning.lines import DEFECT, station_eyes

PLAN = LearningPlan(DEFECT, People(noticed=1.0, mistakes=0.0), days=6, packs=24, labels=16)


@pytest.fixture(scope="module")
def evenings(tmp_path_factory: pytest.TempPathFactory) -> list[Evening]:
    pytest.importorskip("torch")
    folder = tmp_path_factory.mktemp("learning")
    return list(Learning(PLAN, folder, lambda _: None).evenings())


def test_without_a_head_the_station_lets_the_new_defect_pass(evenings: list[Evening]) -> None:
    first = evenings[0]
    assert first.of_stained > 10
    assert first.caught <= 0.1 * first.of_stained


def test_labels_make_a_head_that_catches_it_and_leaves_good_packs_alone(
    evenings: list[Evening],
) -> None:
    last = evenings[-1]
    assert last.caught > 0.5 * last.of_stained
    assert last.disturbed < 0.2 * last.of_good


def test_labels_only_grow_and_never_beyond_the_budget(evenings: list[Evening]) -> None:
    counts = [0, *(one.labels for one in evenings)]
    grown = [after - before for before, after in pairwise(counts)]
    assert all(0 <= more <= PLAN.labels for more in grown)
    assert 0 < evenings[-1].stained < evenings[-1].labels


def test_the_document_says_from_which_label_on_it_is_caught(evenings: list[Evening]) -> None:
    told = document(PLAN, evenings)
    assert [day["day"] for day in told["days"]] == [1, 2, 3, 4, 5, 6]
    assert told["labels_until_caught"]["0.50"]["labels"] <= evenings[-1].labels


def test_caught_counts_only_what_stays_caught() -> None:
    caught = (0, 9, 2, 9, 9)
    days = [
        Evening(day, 10 * day, day, count, 10, 0, 10, None)
        for day, count in enumerate(caught, start=1)
    ]
    assert labels_until(days, 0.8) == {"labels": 40, "labelled_defective": 4, "day": 4}
    assert labels_until(days, 0.95) is None


def test_the_same_seed_makes_the_same_packs_and_each_day_another_lot() -> None:
    first, again = (list(day_of(DEFECT, 1, 3)) for _ in range(2))
    assert first == again
    assert first[0].lot != next(day_of(DEFECT, 2, 1)).lot


def test_a_station_reads_over_the_stain(tmp_path: Path) -> None:
    eyes = station_eyes(tmp_path)
    always = NewDefect(DEFECT.product, 1.0, DEFECT.seed)
    said = [eyes.looked(pack).result.verdict for pack in day_of(always, 3, 5)]
    assert said.count(Verdict.OK) >= 4
