"""An agreement study over the API: blind, one pack at a time, the model after the people."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_agent.core.roles import Role
from edge_agent.core.study.plan import new_plan
from edge_agent.core.study.result import from_document
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.study.folder import StudyFolder
from edge_agent.study.picture_sets import packs_in
from hardware.pictures import encode_png
from tests.line.small_station import box_picture
from tests.study.recordings import recording
from tests.web.visitors import Served, Visitor, served

BOXES = "/api/v1/studies/boxes"
PACKS, TRIALS = 20, 2


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Served]:
    """With a study that was begun, and one that was not."""
    with served(tmp_path) as station:
        studies = station.site.folder / "studies"
        study_folder(studies / "boxes")
        study_folder(studies / "later")
        plan = new_plan(packs_in(studies / "boxes", None), TRIALS, 1)
        StudyFolder(studies / "boxes" / "study").begin(plan)
        yield station


def study_folder(folder: Path) -> None:
    """Every other one lacks its panel; each picture is a little brighter than the one before."""
    folder.mkdir(parents=True)
    rows = ["file,truth,lot"]
    for number in range(PACKS):
        pixels = box_picture(panel_is_blank=number % 2 == 1)
        brighter = np.clip(pixels.astype(int) + number, 0, 255).astype(np.uint8)
        (folder / f"{number:02}.png").write_bytes(encode_png(brighter))
        rows.append(f"{number:02}.png,{'defective' if number % 2 else 'good'},L{number % 2}")
    (folder / "truth.csv").write_text("\n".join([*rows, ""]))


def begun(station: Served, name: str = "olga") -> Visitor:
    person = station.person(Role.OPERATOR, name)
    answer = person.ask("POST", f"{BOXES}/session", json={})
    assert answer.status_code == 200, answer.text
    return person


def answer(person: Visitor, shown: dict[str, Any], verdict: str = "ok") -> dict[str, Any]:
    body = {"trial": shown["trial"], "place": shown["place"], "verdict": verdict}
    told = person.ask("POST", f"{BOXES}/answers", json=body)
    assert told.status_code == 200, told.text
    state: dict[str, Any] = told.json()
    return state


def judge_all(person: Visitor) -> dict[str, Any]:
    """As the order that is shown says: lot L1 was printed on what is defective."""
    state: dict[str, Any] = person.get(f"{BOXES}/next").json()
    while (shown := state["next"]) is not None:
        state = answer(person, shown, "not_ok" if shown["must_say"]["lot"] == "L1" else "ok")
    return state


def test_a_pack_is_shown_under_no_name_and_without_its_truth(station: Served) -> None:
    person = begun(station)
    state = person.get(f"{BOXES}/next").json()
    assert set(state["next"]) == {"trial", "place", "pictures", "views", "must_say"}
    picture = person.get(f"{BOXES}/picture?trial=1&place=1")
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"] == "no-store"
    assert "content-disposition" not in picture.headers


def test_no_other_pack_than_the_one_to_judge_is_shown(station: Served) -> None:
    person = begun(station)
    assert person.get(f"{BOXES}/picture?trial=1&place=2").status_code == 404
    answer(person, {"trial": 1, "place": 1})
    assert person.get(f"{BOXES}/picture?trial=1&place=1").status_code == 404
    assert person.get(f"{BOXES}/picture?trial=1&place=2").status_code == 200
    assert person.get(f"{BOXES}/picture?trial=1&place=2&picture=2").status_code == 404


def test_the_first_answer_counts_however_often_it_is_given(station: Served) -> None:
    person = begun(station)
    assert answer(person, {"trial": 1, "place": 1}, "not_ok")["judged"] == 1
    assert answer(person, {"trial": 1, "place": 1}, "ok")["judged"] == 1
    ahead = {"trial": 1, "place": 3, "verdict": "ok"}
    assert person.ask("POST", f"{BOXES}/answers", json=ahead).status_code == 404
    kept = (station.site.folder / "studies/boxes/study/answers/olga.json").read_text()
    assert kept.count("not_ok") == 1


def test_a_session_goes_on_where_it_was_left(station: Served) -> None:
    answer(begun(station), {"trial": 1, "place": 1})
    state = begun(station).get(f"{BOXES}/next").json()
    assert (state["judged"], state["next"]["place"]) == (1, 2)


def test_everybody_sees_an_order_of_his_own(station: Served) -> None:
    orders = []
    for name in ("olga", "paul"):
        person, places = begun(station, name), []
        state = person.get(f"{BOXES}/next").json()
        for _ in range(8):
            places.append(state["next"]["must_say"]["lot"])
            state = answer(person, state["next"])
        orders.append(places)
    assert orders[0] != orders[1]


def test_who_is_judging_sees_no_result_and_makes_none(station: Served) -> None:
    person = begun(station)
    answer(person, {"trial": 1, "place": 1})
    for told in (person.get(f"{BOXES}/report"), person.ask("POST", f"{BOXES}/result")):
        assert told.status_code == 409
        assert f"{PACKS * TRIALS - 1} packs still to judge" in told.json()["detail"]


def test_the_result_has_people_and_model_and_is_the_one_that_gates_read(station: Served) -> None:
    person = begun(station)
    state = judge_all(person)
    assert (state["judged"], state["next"]) == (PACKS * TRIALS, None)
    assert person.get(f"{BOXES}/report").status_code == 404
    counted = person.ask("POST", f"{BOXES}/result").json()
    assert counted["trouble"] is None
    report = person.get(f"{BOXES}/report").json()
    assert report == counted["report"]
    by_name = {one["name"]: one for one in report["appraisers"]}
    assert by_name["olga"]["effectiveness"]["k"] == PACKS
    assert by_name["model"]["miss"]["k"] == 0
    kept = (station.site.folder / "studies/boxes/study/study.json").read_bytes()
    assert from_document(json.loads(kept)).packs == PACKS


def test_the_first_session_begins_the_study(station: Served) -> None:
    person = station.person(Role.OPERATOR)
    assert person.get("/api/v1/studies/later/next").status_code == 409
    state = person.ask("POST", "/api/v1/studies/later/session", json={"trials": 4}).json()
    assert (state["packs"], state["trials"], state["judged"]) == (PACKS, 4, 0)


def test_names_are_for_those_who_may_judge(station: Served) -> None:
    answer(begun(station), {"trial": 1, "place": 1})
    named = [
        [person["name"] for person in study["people"]]
        for role in (Role.QUALITY, Role.VIEWER)
        for study in station.person(role).get("/api/v1/studies").json()["studies"][:1]
    ]
    assert named == [["olga"], []]


def test_recorded_packs_are_studied_by_the_recipe_they_were_recorded_with(
    station: Served, tmp_path: Path
) -> None:
    recording(tmp_path, PACKS)
    person, place = station.person(Role.OPERATOR), "/api/v1/studies/recorded"
    state = person.ask("POST", f"{place}/session", json={"trials": TRIALS}).json()
    assert (state["of"], state["next"]["views"]) == (PACKS * TRIALS, ["top"])
    while (shown := state["next"]) is not None:
        body = {"trial": shown["trial"], "place": shown["place"], "verdict": "ok"}
        state = person.ask("POST", f"{place}/answers", json=body).json()
    report = person.ask("POST", f"{place}/result").json()["report"]
    assert report["recipe_hash"] == load_recipe(tmp_path / "recipe").hash
    for_gates = json.loads((station.site.folder / "study.json").read_bytes())
    assert from_document(for_gates).appraiser("model") is not None


def test_what_cannot_be_studied_is_told(station: Served) -> None:
    person = station.person(Role.OPERATOR)
    assert person.get("/api/v1/studies/others/next").status_code == 404
    few = station.site.folder / "studies" / "few"
    few.mkdir()
    (few / "truth.csv").write_text("file,truth\nnone.png,good\n")
    refused = person.ask("POST", "/api/v1/studies/few/session", json={})
    assert (refused.status_code, "none.png" in refused.json()["detail"]) == (404, True)
    names = [one["name"] for one in person.get("/api/v1/studies").json()["studies"]]
    assert names == ["boxes", "few", "later"]
