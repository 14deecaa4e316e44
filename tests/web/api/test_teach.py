"""Teaching over the API: proposed from good pictures, edited, tried, kept, and what is refused."""

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge_agent.core.errors import StoreFailed
from edge_agent.core.order import Order
from edge_agent.core.roles import Act, Role
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.events import EventStore
from edge_agent.store.pictures import PictureStore
from edge_agent.web.teaching.drafts import MOST_DRAFTS, Drafts, GivenPicture
from hardware.pictures import encode_png
from tests.inspection.drawn import GTIN, Drawn, draw, frame
from tests.samples import a_record
from tests.web.visitors import Served, Visitor, served

TEACH = "/api/v1/teach"
GOOD = encode_png(frame(draw(Drawn())))
OTHER_LOT = encode_png(frame(draw(Drawn(lot="L24A118"))))
ORDER = {"lot": "L24A113", "expiry": "2026-12-24", "gtin": GTIN}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(Path(tmp_path_factory.mktemp("station"))) as station:
        yield station


@pytest.fixture(scope="module")
def engineer(shared: Served) -> Visitor:
    return shared.person(Role.ENGINEER)


def asked(visitor: Visitor, path: str, pictures: list[bytes], **fields: Any) -> httpx.Response:
    """As a form in parts, also where no picture is in it."""
    parts: list[tuple[str, Any]] = [(name, (None, value)) for name, value in fields.items()]
    parts += [("picture", (f"{i}.png", one, "image/png")) for i, one in enumerate(pictures)]
    return visitor.ask("POST", path, files=parts)


@pytest.fixture(scope="module")
def draft(engineer: Visitor) -> dict[str, Any]:
    answer = asked(engineer, TEACH, [GOOD], name="carton", view="top")
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_a_good_picture_proposes_what_to_check_where(draft: dict[str, Any]) -> None:
    assert [check["name"] for check in draft["recipe"]["checks"]] == [
        "look",
        "lot",
        "expiry",
        "barcode",
    ]
    assert draft["pictures"] == [
        {"view": "top", "name": "top-1.png", "width_px": 1280, "height_px": 960}
    ]
    assert draft["warnings"] == []


def test_the_good_picture_can_be_seen_and_nothing_else(
    engineer: Visitor, draft: dict[str, Any]
) -> None:
    place = f"{TEACH}/{draft['id']}/pictures"
    assert engineer.get(f"{place}/top-1.png").content.startswith(b"\x89PNG")
    assert engineer.get(f"{place}/recipe.toml").status_code == 404
    assert engineer.get(f"{place}/..%2Fgiven.json").status_code == 404


def test_a_region_that_leaves_the_picture_changes_nothing(
    engineer: Visitor, draft: dict[str, Any]
) -> None:
    place = f"{TEACH}/{draft['id']}"
    before = engineer.get(place).json()["recipe"]
    wrong = {**before, "checks": [{**before["checks"][0], "region": [1200, 0, 200, 50]}]}
    answer = engineer.ask("PUT", place, json=wrong)
    assert answer.status_code == 422
    assert "leaves its golden picture, which is 1280 x 960" in answer.json()["detail"]
    assert engineer.get(place).json()["recipe"] == before


def test_a_draft_is_tried_on_another_pack(engineer: Visitor, draft: dict[str, Any]) -> None:
    place = f"{TEACH}/{draft['id']}/try"
    good = asked(engineer, place, [GOOD], view="top", **ORDER).json()
    assert (good["verdict"], good["object"]) == ("ok", "inspection")
    other = asked(engineer, place, [OTHER_LOT], view="top", **ORDER).json()
    wrong = {check["name"] for check in other["checks"] if check["verdict"] == "not_ok"}
    assert wrong == {"lot"}


def test_a_recorded_pack_teaches_and_is_tried_with_its_own_order(
    shared: Served, engineer: Visitor, draft: dict[str, Any]
) -> None:
    pictures = PictureStore(shared.site.pictures, 10_000_000)
    order = Order("carton", "L24A113", date(2026, 12, 24), GTIN)
    store = EventStore.open(shared.site.folder / "events.db")
    store.append_records([a_record(pictures={"top": pictures.save(GOOD)}, order=order)])
    store.close()
    tried = asked(engineer, f"{TEACH}/{draft['id']}/try", [], record="1/1")
    assert tried.status_code == 200, tried.text
    assert tried.json()["verdict"] == "ok"
    taught = asked(engineer, TEACH, [], name="again", record="1/1")
    assert [view["name"] for view in taught.json()["recipe"]["views"]] == ["top"]


def test_a_draft_is_kept_as_a_recipe_and_recorded(
    shared: Served, engineer: Visitor, draft: dict[str, Any]
) -> None:
    place = f"{TEACH}/{draft['id']}/save"
    kept = engineer.change("POST", place, {"folder": "carton", "reason": "new product"})
    assert kept.status_code == 201, kept.text
    loaded = load_recipe(shared.site.folder / "taught" / "carton")
    assert (loaded.recipe.name, loaded.hash) == ("carton", kept.json()["recipe_hash"])
    act = shared.office.audit.act(shared.office.audit.head().sha256).done
    assert (act.what, act.subject.recipe, act.reason) == (Act.TEACH, "carton", "new product")
    again = engineer.change("POST", place, {"folder": "carton", "reason": "once more"})
    assert (again.status_code, "already" in again.json()["detail"]) == (409, True)
    assert shared.office.audit.act(shared.office.audit.head().sha256).done == act


@pytest.mark.parametrize(
    ("pictures", "fields", "told"),
    [
        ([], {}, "give at least one"),
        ([b"GIF89a"], {"view": "top"}, "0.png: is no picture"),
        ([GOOD], {}, "which view it shows"),
        ([GOOD], {"view": "../top"}, "#/view/0"),
        ([GOOD[:5000]], {"view": "top"}, "0.png"),
    ],
)
def test_what_cannot_teach_is_refused_in_a_sentence(
    engineer: Visitor, pictures: list[bytes], fields: dict[str, str], told: str
) -> None:
    answer = asked(engineer, TEACH, pictures, name="x", **fields)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


def test_a_draft_that_is_not_there_is_not_found(engineer: Visitor) -> None:
    gone = f"{TEACH}/{uuid.UUID(int=1)}"
    assert engineer.get(gone).status_code == 404
    assert asked(engineer, f"{gone}/try", [GOOD], view="top").status_code == 404


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "teaching").write_text("a file where a folder should be")
    with pytest.raises(StoreFailed, match="free the disk"):
        Drafts(tmp_path / "teaching").begin([GivenPicture("top", "a", b"x")])


def test_the_oldest_draft_makes_room(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    begun = [drafts.begin([GivenPicture("top", "a", b"x")]) for _ in range(MOST_DRAFTS + 1)]
    assert [draft.folder.is_dir() for draft in begun] == [False, *[True] * MOST_DRAFTS]
