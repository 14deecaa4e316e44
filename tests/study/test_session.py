"""A person at the terminal: blind, answered once, resumed where it stopped."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from edge_agent.core.errors import Conflict, InvalidInput, StoreDamaged
from edge_agent.core.packs import Verdict
from edge_agent.core.study.plan import Plan, new_plan
from edge_agent.study.conducting import counted, planned, progress
from edge_agent.study.folder import StudyFolder, appraiser_name
from edge_agent.study.picture_sets import packs_in
from edge_agent.study.session import judge_packs
from hardware.clock import RealClock
from tests.study.sets import picture_folder, save


class Person:
    """Types these lines, and remembers what was told and which files lay there."""

    def __init__(self, study: StudyFolder, typed: Iterable[str]) -> None:
        self.study, self.typed = study, iter(typed)
        self.heard: list[str] = []
        self.seen: list[tuple[str, ...]] = []

    def ask(self) -> str:
        files = sorted((self.study.folder / "showing").glob("*"))
        self.seen.append(tuple(file.name for file in files))
        return next(self.typed, "")

    def judge(self, plan: Plan, name: str = "anna") -> bool:
        return judge_packs(self.study, plan, name, self.ask, self.heard.append)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return picture_folder(tmp_path / "pictures")


@pytest.fixture
def study(pictures: Path) -> StudyFolder:
    return StudyFolder(pictures / "study")


@pytest.fixture
def plan(study: StudyFolder, pictures: Path) -> Plan:
    return planned(study, lambda _: packs_in(pictures, None), 2, None)


def true_answers(plan: Plan, name: str = "anna") -> Iterator[str]:
    for showing in plan.showings(name):
        yield "d\n" if showing.pack.defective else "g\n"


def test_who_answers_everything_is_in_the_result(study: StudyFolder, plan: Plan) -> None:
    assert Person(study, true_answers(plan)).judge(plan)
    result = counted(study, plan, RealClock().wall())
    assert result is not None
    (anna,) = result.appraisers
    assert (anna.name, anna.effectiveness.k, anna.miss.k) == ("anna", 20, 0)
    assert result.recipe_hash is None


def test_neither_what_is_told_nor_what_is_shown_tells_name_or_truth(
    study: StudyFolder, plan: Plan
) -> None:
    person = Person(study, true_answers(plan))
    person.judge(plan)
    told = " ".join([*person.heard[1:], *(name for files in person.seen for name in files)])
    for word in ("defective", "good", "borderline"):
        assert word not in told
    assert person.seen[:2] == [("anna-1-001.png",), ("anna-1-002.png",)]
    assert "must say lot L1234" in told


def test_nothing_lies_about_after_a_session(study: StudyFolder, plan: Plan) -> None:
    Person(study, ["g\n", "q\n"]).judge(plan)
    assert list((study.folder / "showing").iterdir()) == []


def test_a_session_goes_on_where_it_stopped_whoever_stopped_it(
    study: StudyFolder, plan: Plan
) -> None:
    typed = list(true_answers(plan))
    assert not Person(study, [*typed[:7], "q\n"]).judge(plan)
    assert not Person(study, typed[7:9]).judge(plan)  # the input ends
    assert progress(study, plan) == {"anna": {"judged": 9, "of": 40}}
    assert counted(study, plan, RealClock().wall()) is None
    person = Person(study, typed[9:])
    assert person.judge(plan)
    assert person.seen[0] == ("anna-1-010.png",)
    result = counted(study, plan, RealClock().wall())
    assert result is not None
    assert result.appraisers[0].effectiveness.k == 20


def test_what_is_no_answer_is_asked_again(study: StudyFolder, plan: Plan) -> None:
    person = Person(study, ["x\n", "\n", "G\n", "q\n"])
    person.judge(plan)
    assert [one.verdict for one in study.answers("anna")] == [Verdict.OK]
    assert sum("is no answer" in line for line in person.heard) == 2


def test_a_study_that_was_begun_stays_what_it_is(study: StudyFolder, plan: Plan) -> None:
    def nothing(_: int) -> None:
        raise AssertionError("the packs of a study are chosen once")

    assert planned(study, nothing, None, None) == plan  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="begun with --trials 2, not 3"):
        planned(study, nothing, 3, None)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="begun with --seed 1, not 9"):
        planned(study, nothing, None, 9)  # type: ignore[arg-type]


def test_a_picture_that_was_changed_since_is_refused(
    study: StudyFolder, plan: Plan, pictures: Path
) -> None:
    first = plan.showings("anna")[0].capture[0].file
    save(first, 222)
    with pytest.raises(Conflict, match="was changed since the study began"):
        Person(study, true_answers(plan)).judge(plan)
    first.unlink()
    with pytest.raises(Conflict, match="not there any more"):
        Person(study, true_answers(plan)).judge(plan)


def test_answers_that_were_edited_are_refused(study: StudyFolder, plan: Plan) -> None:
    Person(study, ["g\n", "g\n", "q\n"]).judge(plan)
    file = study.answers_file("anna")
    file.write_text(file.read_text().replace('"trial":1', '"trial":2', 1))
    with pytest.raises(InvalidInput, match="do not belong to this plan"):
        Person(study, ["g\n"]).judge(plan)
    file.write_text('[{"trial": 1}]')
    with pytest.raises(StoreDamaged, match=r"0\.pack"):
        study.answers("anna")
    file.write_text("{")
    with pytest.raises(StoreDamaged, match="no JSON"):
        study.answers("anna")


@pytest.mark.parametrize("name", ["model", "../anna", "a", "Model ", "x" * 50])
def test_a_name_that_nobody_should_bear_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        appraiser_name(name)


def test_a_name_is_spelt_one_way() -> None:
    assert appraiser_name(" Anna ") == "anna"


def test_a_set_that_is_too_small_begins_no_study(tmp_path: Path) -> None:
    pictures = picture_folder(tmp_path / "few", 6)
    study = StudyFolder(tmp_path / "study")
    with pytest.raises(InvalidInput, match="needs at least 20"):
        planned(study, lambda _: packs_in(pictures, None), None, None)
    assert study.begun() is None


def test_the_plan_comes_back_from_the_disk_as_it_was(study: StudyFolder, plan: Plan) -> None:
    assert study.begun() == plan == new_plan(plan.pack_set, 2, 1)
