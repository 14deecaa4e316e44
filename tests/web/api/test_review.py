"""The review queue over the API: what waits, what is said of it, what is taken back."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from edge_agent.core.labels import LabelSource
from edge_agent.core.packs import Action, Record
from edge_agent.core.roles import Act, Role, Scope
from edge_agent.core.told import Examined, Reviewed, WithdrawReview
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.events import EventReader
from edge_agent.store.labels import labels_in
from tests.core.statistics.records import a_pack, an_asked_pack, an_unsure_pack
from tests.people.samples import NOW
from tests.web.visitors import Served, Visitor
from tests.web.with_line import talking
from tests.web.writing_line import Writing, at_work

REVIEW = "/api/v1/review"
GOOD = {"said": "good"}
FAULTY = {"said": "defective", "checks": ["lot"]}
QUEUE = [an_unsure_pack(1, 0.3), an_unsure_pack(2, 0.49), an_asked_pack(3, None)]


def today(records: list[Record]) -> list[Record]:
    return [replace(record, seen_at=NOW - timedelta(hours=1)) for record in records]


@contextmanager
def working(station: Served, records: list[Record], draws: bool = False) -> Iterator[Writing]:
    folder = station.site.folder
    with closing(Writing(folder / "events.db", draws)) as writing:
        writing.write_all(today(records))
        with at_work(folder, writing), talking(station):
            yield writing


def waiting(visitor: Visitor, query: str = "") -> list[int]:
    answer = visitor.get(REVIEW + query)
    assert answer.status_code == 200, answer.text
    return [item["pack_no"] for item in answer.json()["items"]]


def said(visitor: Visitor, pack_no: int, body: dict[str, Any], **headers: str) -> int:
    return visitor.change("POST", f"{REVIEW}/1/{pack_no}", body, **headers).status_code


def withdrawn(visitor: Visitor, pack_no: int) -> int:
    return visitor.change("DELETE", f"{REVIEW}/1/{pack_no}", None).status_code


def reviews(visitor: Visitor, pack_no: int) -> list[tuple[str, str]]:
    answer = visitor.get(f"{REVIEW}/1/{pack_no}").json()
    return [(one["person"], one["said"]) for one in answer["reviews"]]


def test_a_station_that_has_not_run_has_nothing_to_review(station: Served) -> None:
    visitor = station.machine(Scope.STATE)
    assert waiting(visitor) == []
    assert visitor.get(f"{REVIEW}/1/1").status_code == 404


def test_the_queue_comes_in_pages_the_most_informative_first(station: Served) -> None:
    with working(station, QUEUE):
        visitor = station.person(Role.OPERATOR)
        assert waiting(visitor) == [3, 2, 1]
        assert waiting(visitor, "?why=unsure") == [2, 1]
        first = visitor.get(f"{REVIEW}?limit=2")
        second = visitor.get(first.links["next"]["url"])
        assert [item["pack_no"] for item in second.json()["items"]] == [1]
        other = first.json()["next_cursor"]
        assert visitor.get(f"{REVIEW}?why=unsure&cursor={other}").status_code == 409


def test_a_pack_older_than_a_week_waits_no_more(station: Served) -> None:
    with working(station, QUEUE):
        assert waiting(station.machine(Scope.STATE)) == [3, 2, 1]
        station.clock.at += timedelta(days=7)
        assert waiting(station.machine(Scope.STATE, Scope.RECORDS)) == []


def test_a_word_on_a_pack_is_a_label_and_the_pack_waits_no_more(station: Served) -> None:
    with working(station, QUEUE) as line:
        anna = station.person(Role.OPERATOR, "anna")
        assert said(anna, 1, FAULTY) == 204
        assert said(anna, 2, GOOD) == 204
        assert waiting(anna) == [3]
        assert line.heard == [
            Reviewed(1, 1, True, ("lot",), "anna"),
            Reviewed(1, 2, False, (), "anna"),
        ]
        with closing(EventReader(line.store.path)) as reader:
            labels = list(labels_in(reader))
    assert {(one.pack_no, one.defective, one.source, one.by) for one in labels} == {
        (1, True, LabelSource.OPERATOR, "anna"),
        (2, False, LabelSource.OPERATOR, "anna"),
    }


def test_every_word_is_a_signed_act(station: Served) -> None:
    with working(station, QUEUE):
        anna, quality = station.person(Role.OPERATOR, "anna"), station.person(Role.QUALITY)
        said(anna, 1, FAULTY)
        withdrawn(anna, 1)
        acts = quality.get("/api/v1/audit?what=review").json()["items"]
    assert [(act["who"], act["subject"]["pack"], act["subject"]["new"]) for act in acts] == [
        ("anna", "1/1", "withdrawn"),
        ("anna", "1/1", "defective: lot"),
    ]
    assert {act["what"] for act in acts} == {Act.REVIEW}


def test_a_word_is_replaced_and_taken_back_by_who_said_it_alone(station: Served) -> None:
    with working(station, QUEUE) as line:
        anna, boris = station.person(Role.OPERATOR, "anna"), station.person(Role.ENGINEER, "boris")
        said(anna, 1, FAULTY)
        said(boris, 1, FAULTY)
        said(anna, 1, GOOD)
        assert sorted(reviews(anna, 1)) == [("anna", "good"), ("boris", "defective")]
        assert withdrawn(anna, 1) == 204
        assert withdrawn(anna, 1) == 404
        assert reviews(anna, 1) == [("boris", "defective")]
        assert 1 not in waiting(anna)
        assert withdrawn(boris, 1) == 204
        assert 1 in waiting(anna)
        assert line.heard[-1] == WithdrawReview(1, 1, "boris")


def test_who_cannot_tell_has_looked(station: Served) -> None:
    with working(station, QUEUE):
        anna = station.person(Role.OPERATOR, "anna")
        assert said(anna, 1, {"said": "unsure"}) == 204
        assert waiting(anna) == [3, 2]
        assert reviews(anna, 1) == [("anna", "unsure")]


def test_said_twice_under_one_key_is_said_once(station: Served) -> None:
    with working(station, QUEUE) as line:
        anna = station.person(Role.OPERATOR, "anna")
        key = {"Idempotency-Key": "a-key-of-my-very-own"}
        assert [said(anna, 1, FAULTY, **key) for _ in range(2)] == [204, 204]
        assert said(anna, 1, GOOD, **key) == 422
        assert len(line.heard) == 1
        again = {"Idempotency-Key": "another-key-of-my-own"}
        taken = [
            anna.change("DELETE", f"{REVIEW}/1/1", None, **again).status_code for _ in range(2)
        ]
        assert taken == [204, 204]
        assert len(line.heard) == 2


@pytest.mark.parametrize(
    ("pack_no", "body", "status"),
    [
        (99, GOOD, 404),
        (1, {"said": "defective", "checks": ["no such check"]}, 422),
        (1, {"said": "good", "checks": ["lot"]}, 422),
        (1, {"said": "perhaps"}, 422),
        (1, {}, 422),
    ],
)
def test_a_word_that_cannot_be_right_is_refused_and_recorded_nowhere(
    station: Served, pack_no: int, body: dict[str, Any], status: int
) -> None:
    with working(station, QUEUE) as line:
        anna, quality = station.person(Role.OPERATOR, "anna"), station.person(Role.QUALITY)
        assert said(anna, pack_no, body) == status
        assert line.heard == []
        assert quality.get("/api/v1/audit?what=review").json()["items"] == []


def test_without_a_line_nothing_is_kept(station: Served) -> None:
    with closing(Writing(station.site.folder / "events.db")) as writing:
        writing.write_all(today(QUEUE))
    anna, quality = station.person(Role.OPERATOR, "anna"), station.person(Role.QUALITY)
    assert said(anna, 1, FAULTY) == 503
    assert quality.get("/api/v1/audit?what=review").json()["items"] == []
    assert waiting(anna) == [3, 2, 1]


def test_a_drawn_pack_shows_nothing_of_what_was_said_until_it_is_examined(station: Served) -> None:
    with working(station, QUEUE[:1], draws=True) as line:
        quinn = station.person(Role.QUALITY, "quinn")
        (blind,) = quinn.get(REVIEW).json()["items"]
        assert (blind["whys"], blind["record"], blind["is_blind"]) == (["audit"], None, True)
        assert [one["name"] for one in blind["checks"]] == ["lot"]
        assert said(quinn, 1, FAULTY) == 204
        assert line.heard == [Examined(1, 1, ("lot",), "quinn")]
        seen = quinn.get(f"{REVIEW}/1/1").json()
        assert seen["pack"]["record"]["verdict"]["verdict"] == "unsure"
        assert seen["pack"]["whys"] == ["audit", "unsure"]
        assert seen["reviews"][0]["is_audit"] is True


def test_an_audit_wants_an_answer_and_keeps_it(station: Served) -> None:
    with working(station, QUEUE[:1], draws=True) as line:
        quinn = station.person(Role.QUALITY, "quinn")
        assert said(quinn, 1, {"said": "unsure"}) == 409
        assert said(quinn, 1, {"said": "defective"}) == 422
        assert said(quinn, 1, GOOD) == 204
        assert said(quinn, 1, FAULTY) == 409
        assert withdrawn(quinn, 1) == 409
        assert len(line.heard) == 1


def test_checks_are_those_of_the_recipe_where_it_is_kept(station: Served) -> None:
    source = station.site.settings.station.recipe
    loaded = load_recipe(source)
    DataFolder(station.site.folder).keep_recipe(loaded, source)
    with working(station, [replace(QUEUE[0], recipe_hash=loaded.hash)]):
        (item,) = station.person(Role.OPERATOR).get(REVIEW).json()["items"]
    assert [(one["name"], one["view"]) for one in item["checks"]] == [("top-panel", "top")]


def test_any_recorded_pack_may_be_reviewed(station: Served) -> None:
    with working(station, [a_pack(7), an_asked_pack(8, Action.REJECT)]):
        anna = station.person(Role.OPERATOR, "anna")
        assert waiting(anna) == []
        assert said(anna, 8, GOOD) == 204
        assert reviews(anna, 8) == [("anna", "good")]


def test_a_machine_sees_the_queue_and_says_nothing(station: Served) -> None:
    with working(station, QUEUE):
        program = station.machine(Scope.STATE, Scope.RECORDS)
        assert waiting(program) == [3, 2, 1]
        assert said(program, 1, GOOD) == 403
        assert said(station.person(Role.VIEWER), 1, GOOD) == 403
