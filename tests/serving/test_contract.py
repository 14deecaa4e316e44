"""Whatever form inspects, it answers the same object, and refuses the same with the same words."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from edge_agent.control.framing import Frame
from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.web.inspecting.work import Work
from edge_agent.web.service.service import Served
from hardware.clock import RealClock
from hardware.pictures import encode_png
from tests.line.small_station import box_picture
from tests.serving.forms import Form

pytestmark = pytest.mark.filterwarnings("ignore:.*type hint:UserWarning")

TOP, BLANK = encode_png(box_picture()), encode_png(box_picture(panel_is_blank=True))
BOX: dict[str, str | list[str]] = {"recipe": "box", "view": "top"}
OWN = {"id", "created", "usage"}


def known(document: dict[str, Any]) -> dict[str, Any]:
    """Without what is another one each time."""
    return {name: one for name, one in document.items() if name not in OWN}


@pytest.fixture(scope="session")
def inspector() -> Work:
    """Of this very process."""
    return Work(RealClock())


def inspected_by(inspector: Work, what: Served, picture: bytes, language: str) -> dict[str, Any]:
    """What the inspector itself says of it."""
    asked = {"recipe": str(what.recipes / "box"), "bundle": str(BASE_BUNDLE), "views": ["top"]}
    order = {"lot": None, "expiry": None, "gtin": None, "language": language}
    answer = inspector.answer(Frame({**asked, **order}, (picture,)))
    inspected: dict[str, Any] = answer["inspected"]
    return inspected


@pytest.mark.parametrize(
    ("picture", "language"), [(TOP, "en"), (BLANK, "de")], ids=["good", "blank"]
)
def test_a_picture_is_inspected_as_the_inspector_does(
    picture: bytes, language: str, form: Form, what: Served, inspector: Work
) -> None:
    answer = form.ask([picture], {**BOX, "language": language})
    assert answer.status == 200, answer.document
    told = answer.document
    assert told["object"] == "inspection"
    wanted = as_json(inspected_by(inspector, what, picture, language))
    assert known(told) == {"object": "inspection", **wanted}
    assert (told["verdict"] == "ok") is (picture is TOP)
    assert told["model"]["sha256"] == base_bundle().sha256
    assert UUID(told["id"]).version == 7
    assert told["created"].endswith("Z")
    assert (told["usage"]["pictures"], told["usage"]["pixels"]) == (1, 320 * 240)
    assert told["usage"]["inspect_ms"] > 0
    assert told["usage"]["queued_ms"] >= 0


def as_json(inspected: dict[str, Any]) -> dict[str, Any]:
    """Boxes are lists there."""
    checks = [{**one, "box": one["box"] and list(one["box"])} for one in inspected["checks"]]
    return {**inspected, "checks": checks}


def test_two_views_of_a_pack_are_one_verdict(form: Form) -> None:
    told = form.ask([TOP, BLANK], {"recipe": "box", "view": ["top", "bottom"]}).document
    assert [check["view"] for check in told["checks"]] == ["top", "bottom"]
    assert [check["verdict"] for check in told["checks"]] == ["ok", "not_ok"]
    assert (told["verdict"], told["views_missing"]) == ("not_ok", [])


def test_a_recipe_may_be_asked_for_by_its_hash(form: Form, what: Served) -> None:
    recipe_hash = load_recipe(what.recipes / "box").hash
    told = form.ask([TOP], {**BOX, "recipe": recipe_hash}).document
    assert told["recipe"] == {"name": "box", "hash": recipe_hash}


def bomb() -> bytes:
    """Nothing but black, and a header that promises 60 megapixels."""
    held = BytesIO()
    Image.new("L", (10_000, 6_000)).save(held, "png")
    return held.getvalue()


@pytest.mark.parametrize(
    ("pictures", "fields", "status", "says"),
    [
        ([TOP], {"recipe": "tray"}, 404, "recipes: box"),
        ([TOP], {"recipe": ""}, 422, "#/recipe"),
        ([], BOX, 422, "picture"),
        ([TOP] * 9, {"recipe": "box"}, 422, ""),
        ([b"GIF89a"], BOX, 422, "is no picture"),
        ([TOP[:200]], BOX, 422, "picture 1"),
        ([bomb()], BOX, 422, "50 megapixels"),
        ([TOP, TOP], BOX, 422, "2 pictures and 1 views"),
        ([TOP], {**BOX, "view": "side"}, 422, "'side'"),
        ([TOP], {**BOX, "gtin": "4006381333932"}, 422, "gtin"),
        ([TOP], {**BOX, "expiry": "24.12.2026"}, 422, "#/expiry"),
        ([TOP], {**BOX, "language": "fr"}, 422, "#/language"),
    ],
)
def test_what_cannot_be_right_is_refused_in_a_problem_document(
    pictures: list[bytes], fields: dict[str, Any], status: int, says: str, form: Form
) -> None:
    answer = form.ask(pictures, fields)
    assert answer.status == answer.document["status"] == status, answer.document
    assert says in answer.document["detail"]
    assert answer.document["instance"] == "/api/v1/inspect"


def test_pictures_that_are_too_large_together_are_refused(form: Form) -> None:
    answer = form.ask([bytes(33 * 1024 * 1024)], BOX)
    assert (answer.status, answer.document["title"]) == (413, "Too large")


def test_after_a_refusal_it_goes_on(form: Form) -> None:
    assert form.ask([b"\x89PNG" + bytes(99)], BOX).status == 422
    assert form.ask([TOP], BOX).status == 200
