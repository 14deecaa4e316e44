"""Feedback over the API: who is told what and when, and what is handed on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.packs import Verdict
from edge_agent.core.roles import Act, Role, Scope
from tests.fleet.feedback.samples import TABLE, a_pack, arrive, overridden, picker
from tests.fleet.recipes.samples import acts_of
from tests.fleet.web.served_centre import ServedCentre, served_centre
from tests.people.samples import NOW
from tests.web.visitors import Visitor

FEEDBACK = "/api/v1/feedback"
GOOD = [{"check": "expiry", "verdict": "good"}, {"check": "lot", "verdict": "good"}]
BAD = [{"check": "expiry", "verdict": "defective", "defect": "smudged"}, GOOD[1]]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServedCentre]:
    """Packs 1 and 2 want two persons, pack 3 one."""
    with served_centre(tmp_path / "centre") as centre:
        engine, folder = centre.site.engine, centre.site.places.pictures
        doubtful = [overridden(a_pack(folder, n, Verdict.NOT_OK, 0.9)) for n in (1, 2)]
        arrive(engine, [*doubtful, a_pack(folder, 3)], NOW)
        assert picker(engine, folder, TABLE).round(NOW) == 3
        yield centre


def leased(visitor: Visitor, what: str = "items", most: int = 5) -> list[dict[str, Any]]:
    answer = visitor.ask("POST", f"{FEEDBACK}/{what}/lease", json={"most": most})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def says(visitor: Visitor, number: int, words: list[dict[str, Any]], what: str = "answer") -> Any:
    return visitor.change("POST", f"{FEEDBACK}/items/{number}/{what}", {"words": words})


def test_what_is_lent_tells_nothing_of_the_stations_verdict_and_the_answer_tells_it(
    centre: ServedCentre,
) -> None:
    anna = centre.person(Role.OPERATOR)
    first = leased(anna)[0]
    text = json.dumps(first)
    for word in ("not_ok", "unsure", "overridden", "score", "reasons", "0.9", "why"):
        assert word not in text, word
    assert first["checks"][0]["expected"] == "24.12.2026"
    assert first["checks"][0]["box"] == [8, 6, 16, 12]
    assert anna.get(f"/api/v1/pictures/{first['pictures']['bottom']}").status_code == 200
    told = says(anna, first["number"], GOOD).json()
    assert told["why"] == "overridden"
    assert told["station_said"][0]["verdict"] == "not_ok"


def test_the_same_answer_sent_twice_is_one_and_another_one_is_refused(
    centre: ServedCentre,
) -> None:
    anna = centre.person(Role.OPERATOR)
    number = leased(anna)[0]["number"]
    path, key = f"{FEEDBACK}/items/{number}/answer", {"Idempotency-Key": "the-very-same-key"}
    answers = [anna.change("POST", path, {"words": GOOD}, **key) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    again = says(anna, number, BAD)
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")


def test_two_disagree_and_only_a_third_one_of_the_right_role_decides(centre: ServedCentre) -> None:
    anna, ben = centre.person(Role.ENGINEER, "anna"), centre.person(Role.QUALITY, "ben")
    number = leased(anna)[0]["number"]
    says(anna, number, BAD)
    assert [one["number"] for one in leased(ben)] == [number]  # anna was lent the others
    says(ben, number, GOOD)
    assert leased(anna, "adjudications") == leased(ben, "adjudications") == []
    operator = centre.person(Role.OPERATOR)
    refused = operator.ask("POST", f"{FEEDBACK}/adjudications/lease", json={"most": 1})
    assert refused.status_code == 403
    carl = centre.person(Role.QUALITY, "carl")
    (item,) = leased(carl, "adjudications")
    asked = [one for one in item["checks"] if one["is_asked"]]
    assert [one["name"] for one in asked] == ["expiry"]
    assert [one["verdict"] for one in asked[0]["said"]] == ["defective", "good"]
    assert "anna" not in json.dumps(item)
    assert says(carl, number, [BAD[0]], "adjudicate").status_code == 200
    found = carl.get(f"{FEEDBACK}/agreement").json()
    assert (found["whole"]["packs"], found["whole"]["same"]) == (2, 1)
    assert [one["check"] for one in found["of_checks"]] == ["expiry", "lot"]


def test_what_was_taken_back_comes_again_with_ones_own_words(centre: ServedCentre) -> None:
    anna = centre.person(Role.OPERATOR)
    number = leased(anna)[0]["number"]
    says(anna, number, BAD)
    back = anna.change("POST", f"{FEEDBACK}/items/{number}/take-back", None)
    assert back.status_code == 200, back.text
    assert back.json()["checks"][0]["said"] == [BAD[0]]
    assert "smudged" in back.json()["checks"][0]["kinds"]
    assert anna.change("POST", f"{FEEDBACK}/items/{number}/take-back", None).status_code == 409


def test_who_leaves_a_pack_out_is_told_nothing(centre: ServedCentre) -> None:
    anna = centre.person(Role.OPERATOR)
    number = leased(anna)[0]["number"]
    answer = anna.change("POST", f"{FEEDBACK}/items/{number}/skip", {})
    assert answer.json() == {"number": number, "why": None, "station_said": []}


def test_figures_tell_what_waits_and_what_was_done(centre: ServedCentre) -> None:
    anna, ben = centre.person(Role.OPERATOR, "anna"), centre.person(Role.OPERATOR, "ben")
    says(anna, leased(anna, most=1)[0]["number"], GOOD)
    figures = ben.get(FEEDBACK).json()
    assert figures["waiting"] == {"second": 1, "waiting": 2}
    assert figures["picked_today"] == {"overridden": 2, "unsure": 1}
    assert (figures["answered_today"], figures["own_today"]) == (1, 0)
    assert anna.get(FEEDBACK).json()["own_today"] == 1


def test_labels_are_taken_away_and_counted_by_a_machine_and_that_is_on_record(
    centre: ServedCentre,
) -> None:
    anna = centre.person(Role.OPERATOR)
    for item in leased(anna):
        says(anna, item["number"], BAD)
    machine = centre.machine(Scope.RECORDS)
    answer = machine.get(f"{FEEDBACK}/labels")
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) == 6
    assert lines[0]["trust"] == "review"
    assert lines[0]["origin"]["pack_no"] in (1, 2, 3)
    count = machine.get(f"{FEEDBACK}/labels/count").json()
    assert count["labels"] == 6
    after = {"after": count["last_number"]}
    assert machine.get(f"{FEEDBACK}/labels/count", params=after).json()["labels"] == 0
    assert machine.get(f"{FEEDBACK}/labels", params=after).text == ""
    exports = [act for act in acts_of(centre.office.folder) if act.what is Act.EXPORT]
    assert next(act.subject.new for act in exports) == "labels after 0"
    assert centre.machine(Scope.STATE).get(f"{FEEDBACK}/labels").status_code == 403


@pytest.mark.parametrize(
    "words",
    [
        [],
        GOOD[:1],
        [*GOOD, {"check": "seal", "verdict": "good"}],
        [{"check": "expiry", "verdict": "perhaps"}, GOOD[1]],
        [{**BAD[0], "verdict": "good"}, GOOD[1]],
        [{**BAD[0], "defect": "a\x00b"}, GOOD[1]],
        [{**BAD[0], "defect": "x" * 61}, GOOD[1]],
    ],
)
def test_a_word_that_cannot_be_right_is_refused(
    centre: ServedCentre, words: list[dict[str, Any]]
) -> None:
    anna = centre.person(Role.OPERATOR)
    answer = says(anna, leased(anna)[0]["number"], words)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert says(anna, 9_999, GOOD).status_code == 404
