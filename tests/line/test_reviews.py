"""What people say of packs that have ended becomes events, and what-if and gate read them right."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.labels import LABEL_EVENT, WITHDRAWN_EVENT, Label, LabelSource, truths_of
from edge_agent.core.packs import Action, Level
from edge_agent.core.review import REVIEW_UNSURE_EVENT
from edge_agent.core.told import Answer, Asked, Reviewed, WithdrawReview
from edge_agent.line.reviews import Reviews
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.labels import label_body, labels_in
from tests.line.plants import SLOW_LINE, set_up
from tests.samples import NOON, a_record


class StoreRecorder:
    """Writes at once."""

    trouble: str | None = None

    def __init__(self, store: EventStore) -> None:
        self.store = store

    def write(self, record: Any, frames: Any) -> None:
        self.store.append_records([record])

    def event(self, kind: str, body: dict[str, object]) -> None:
        self.store.append(kind, body, NOON)


def said(defective: bool | None, person: str = "anna", pack_no: int = 1) -> Reviewed:
    return Reviewed(1, pack_no, defective, ("lot",) if defective else (), person)


def standing(folder: Path) -> list[Label]:
    with closing(EventReader(folder / "events.db")) as reader:
        return list(labels_in(reader))


def kinds(folder: Path) -> list[str]:
    with closing(EventReader(folder / "events.db")) as reader:
        return [stored.event.kind for stored in reader.events()]


def test_a_word_is_a_label_of_who_said_it_and_the_last_one_stands(tmp_path: Path) -> None:
    with closing(EventStore.open(tmp_path / "events.db")) as store:
        reviews = Reviews(StoreRecorder(store))
        store.append_records([a_record(1)])
        reviews.reviewed(said(True))
        assert standing(tmp_path) == [Label(1, 1, True, LabelSource.OPERATOR, ("lot",), "anna")]
        reviews.reviewed(said(False))
        reviews.reviewed(said(True, "boris"))
        assert [label.defective for label in standing(tmp_path)] == [False, True]
        assert truths_of(standing(tmp_path)) == {}, "two persons disagree"
        reviews.withdrawn(WithdrawReview(1, 1, "boris"))
        assert truths_of(standing(tmp_path))[1, 1].defective is False


def test_who_cannot_tell_takes_back_what_he_said(tmp_path: Path) -> None:
    with closing(EventStore.open(tmp_path / "events.db")) as store:
        reviews = Reviews(StoreRecorder(store))
        reviews.reviewed(said(True))
        reviews.reviewed(said(None))
    assert kinds(tmp_path) == [LABEL_EVENT, WITHDRAWN_EVENT, REVIEW_UNSURE_EVENT]
    assert standing(tmp_path) == []


def test_a_review_never_makes_a_what_if_refuse_the_log(tmp_path: Path) -> None:
    with closing(EventStore.open(tmp_path / "events.db")) as store:
        truth = Label(1, 1, False, LabelSource.SIMULATED)
        store.append(LABEL_EVENT, label_body(truth), NOON)
        Reviews(StoreRecorder(store)).reviewed(said(True))
    assert truths_of(standing(tmp_path)) == {(1, 1): truth}


def test_only_a_faulty_pack_has_checks_to_notice_it(tmp_path: Path) -> None:
    with closing(EventStore.open(tmp_path / "events.db")) as store:
        reviews = Reviews(StoreRecorder(store))
        with pytest.raises(InvalidInput, match="only a faulty pack"):
            reviews.reviewed(Reviewed(1, 1, False, ("lot",), "anna"))
    assert standing(tmp_path) == []


def test_the_line_hears_it_and_says_why_not() -> None:
    shift = set_up(3, Level.REPORT)
    answers: list[str | None] = []
    for word in (said(True), WithdrawReview(1, 1, "anna"), Reviewed(1, 1, False, ("a",), "anna")):
        shift.runner.line.told.put(Asked(word, answers.append))
    shift.runner.run()
    assert answers[:2] == [None, None]
    assert answers[2] is not None
    told = [kind for kind, _ in shift.notes.events]
    assert [told.count(kind) for kind in (LABEL_EVENT, WITHDRAWN_EVENT, "word_refused")] == [1] * 3


def test_an_answer_tells_how_much_time_was_left() -> None:
    shift = set_up(20, Level.RECOMMEND, plant=SLOW_LINE, defect_share=0.5)
    line = shift.runner.line
    answered: set[int] = set()

    def answer(now_ns: int) -> None:
        for work in line.packs.values():
            if work.is_open and work.pack.pack_no not in answered:
                answered.add(work.pack.pack_no)
                line.told.put(Answer(work.pack.pack_no, Action.REJECT, "anna"))

    for tenth in range(1, 200):
        shift.at_s(tenth / 10, answer)
    shift.runner.run()
    left = [body["left_s"] for kind, body in shift.notes.events if kind == "answered"]
    assert len(left) == len(answered) > 0
    assert all(isinstance(one, float) and 3 < one < 8 for one in left)
