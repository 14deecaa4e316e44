"""Recipes over the API, as people use it: taken in, compared, agreed on by two, sent, asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.fleet.recipes.talking import RecipeDesk
from edge_agent.core.roles import Act, Role
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.recipes.checking import open_apart
from edge_agent.uplink.recipes.listing import MOST_BYTES
from hardware.pictures import decode_picture
from tests.fleet.orders.test_desk import Pigeonhole
from tests.fleet.recipes.samples import acts_of, box_files, heard_of, zipped
from tests.fleet.web.served_centre import ServedCentre, served_centre
from tests.uplink.recipes.samples import STATION
from tests.web.visitors import Visitor

VERSIONS = "/api/v1/recipe-versions"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServedCentre]:
    with served_centre(tmp_path / "centre") as centre:
        yield centre


def added(visitor: Visitor, archive: bytes, **about: str) -> Any:
    headers = {"Content-Type": "application/zip"}
    answer = visitor.ask("POST", VERSIONS, params=about, content=archive, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_from_an_archive_to_a_release_by_two_persons(centre: ServedCentre, tmp_path: Path) -> None:
    heard_of(centre.site.engine)
    mia, otto = centre.person(Role.ENGINEER, "mia"), centre.person(Role.QUALITY, "otto")
    first = added(mia, zipped(box_files(tmp_path / "one")), note="as it was taught")
    files = {**box_files(tmp_path / "two", 0.7, blank=True), "proposal.png": b"x"}
    second = added(mia, zipped(files), parent=first["hash"])
    assert (second["left_out"], second["parent"]) == (["proposal.png"], first["hash"])
    here = f"{VERSIONS}/{second['hash']}"

    compared = otto.get(f"{here}/compared/{first['hash']}").json()
    (part,) = compared["difference"]["parts"]
    assert part["keys"] == [{"key": "min_likeness", "old": 0.6, "new": 0.7}]
    (picture,) = compared["pictures"]
    png = otto.get(picture["png"])
    assert decode_picture(png.content, "sheet").shape == (240, 3 * 320 + 16, 3)
    assert otto.get(f"{here}/files/recipe.toml").content == files["recipe.toml"]

    send = {"stations": [STATION], "reason": "new seal"}
    assert otto.change("POST", f"{here}/release", send).status_code == 409
    step = {"compared_with": first["hash"], "reason": "new seal"}
    assert mia.change("POST", f"{here}/propose", step).status_code == 200
    refused = mia.change("POST", f"{here}/approve", step)
    assert (refused.status_code, refused.json()["title"]) == (403, "Not permitted")
    approved = otto.change("POST", f"{here}/approve", step).json()
    assert (approved["proposed_by"], approved["approved_by"]) == ("mia", "otto")
    assert [one["step"] for one in approved["steps"]] == ["proposed", "approved"]

    (release,) = otto.change("POST", f"{here}/release", send).json()["releases"]
    assert (release["station"], release["state"]) == (STATION, "offered")
    listed = mia.get("/api/v1/recipe-releases", params={"station": STATION}).json()
    assert listed["releases"] == [release]
    acts = [act for act in acts_of(centre.office.folder) if act.subject.recipe == "box"]
    assert [(act.who, act.what) for act in acts] == [
        ("mia", Act.PROPOSE_RECIPE),
        ("otto", Act.APPROVE_RECIPE),
        ("otto", Act.APPROVE_RECIPE),
    ]
    assert second["hash"] in (acts[1].subject.new or "")
    offers_what_was_released(centre)


def offers_what_was_released(centre: ServedCentre) -> None:
    site, post = centre.site, Pigeonhole()
    key = SigningKey.load(site.places.key)
    RecipeDesk(site.engine, key, post, site.clock, open_apart).step()
    assert [one.topic for one in post.sent] == [f"packwarden/v1/{STATION}/recipe"]


def test_a_recipe_that_stations_would_refuse_is_refused_where_it_comes_in(
    centre: ServedCentre, tmp_path: Path
) -> None:
    mia = centre.person(Role.ENGINEER)
    files = box_files(tmp_path / "one")
    broken = {**files, "recipe.toml": files["recipe.toml"].replace(b"surface", b"surfac")}
    headers = {"Content-Type": "application/zip"}
    for archive, why in ((zipped(broken), "recipe.toml, line"), (b"PK", "no zip archive")):
        answer = mia.ask("POST", VERSIONS, content=archive, headers=headers)
        assert (answer.status_code, why in answer.json()["detail"]) == (422, True), answer.text
    assert mia.ask("POST", VERSIONS, content=b"x").status_code == 422
    huge = {**headers, "Content-Length": str(2 * MOST_BYTES)}
    assert mia.ask("POST", VERSIONS, content=b"x", headers=huge).status_code == 413
    assert mia.get(VERSIONS).json() == {"versions": []}


def test_what_is_not_there_is_told(centre: ServedCentre, tmp_path: Path) -> None:
    mia = centre.person(Role.ENGINEER)
    one = added(mia, zipped(box_files(tmp_path / "one")))["hash"]
    strange = "0" * 64
    for path in (strange, f"{one}/files/side.png", f"{one}/compared/{strange}"):
        assert mia.get(f"{VERSIONS}/{path}").status_code == 404
    assert mia.get(f"{VERSIONS}/{one}/compared/{one}/pictures/side.png").status_code == 404
    wish = {"station": STATION, "recipe": "box"}
    assert mia.change("POST", "/api/v1/recipe-wishes", wish).status_code == 404
    heard_of(centre.site.engine)
    asked = mia.change("POST", "/api/v1/recipe-wishes", wish)
    assert asked.status_code == 201
    assert mia.get("/api/v1/recipe-wishes").json()["wishes"] == [asked.json()]
    assert asked.json()["state"] == "asked"
