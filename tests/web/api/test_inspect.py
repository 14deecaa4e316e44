"""Pictures that other systems send: inspected as at the line, in a process that goes behind it."""

import os
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from edge_agent.core.roles import Role, Scope
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.recipe_files import load_recipe, save_recipe
from edge_agent.store.events import EventStore
from edge_agent.web.inspecting.child import MOST_BYTES, NICENESS
from edge_agent.web.inspecting.inspection import sortable_id
from edge_agent.web.inspecting.keeper import PLACES, InspectingProcess
from edge_agent.web.shield import longest_body
from hardware.pictures import encode_jpeg, encode_png
from tests.line.small_station import box_picture, box_recipe, save_box_recipe
from tests.people.samples import NOW
from tests.samples import a_record
from tests.web.visitors import Served, Visitor, served

INSPECT = "/api/v1/inspect"
GOOD, BLANK = encode_png(box_picture()), encode_png(box_picture(panel_is_blank=True))
HASH_LENGTH = 64


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(Path(tmp_path_factory.mktemp("station"))) as station:
        yield station


@pytest.fixture(scope="module")
def program(shared: Served) -> Visitor:
    return shared.machine(Scope.INSPECT)


def sent(visitor: Visitor, *pictures: bytes, **fields: str | list[str]) -> httpx.Response:
    files = [("picture", (f"{number}.png", one)) for number, one in enumerate(pictures)]
    return visitor.ask("POST", INSPECT, files=files, data={"recipe": "box", **fields})


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_a_picture_is_inspected_as_the_recipe_wants_it(shared: Served, program: Visitor) -> None:
    answer = sent(program, GOOD)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert (document["object"], document["verdict"]) == ("inspection", "ok")
    assert UUID(document["id"]).version == 7
    assert document["created"] == NOW.isoformat().replace("+00:00", "Z")
    assert document["model"]["sha256"] == base_bundle().sha256
    recipe = load_recipe(shared.site.settings.station.recipe)
    assert document["recipe"] == {"name": "box", "hash": recipe.hash}
    assert (document["views"], document["views_missing"]) == (["top"], [])
    [check] = document["checks"]
    assert (check["name"], check["kind"], check["view"]) == ("top-panel", "surface", "top")
    assert document["usage"]["pixels"] == 320 * 240
    assert document["usage"]["pictures"] == 1
    assert document["usage"]["inspect_ms"] > 0


def test_a_defect_is_said_in_the_language_that_was_asked_for(program: Visitor) -> None:
    english, german = (sent(program, BLANK, language=one).json() for one in ("en", "de"))
    assert english["verdict"] == german["verdict"] == "not_ok"
    assert english["reasons"] == german["reasons"] != []
    assert english["sentence"].startswith("The pack")
    assert german["sentence"].startswith("Die Packung")


def test_a_person_who_may_can_as_well(shared: Served) -> None:
    assert sent(shared.person(Role.SERVICE), GOOD).status_code == 200
    refused(sent(shared.person(Role.OPERATOR), GOOD), 403)
    refused(sent(shared.machine(Scope.STATE), GOOD), 403)
    refused(sent(shared.stranger(), GOOD), 401)


def test_views_are_found_or_named_and_what_is_missing_is_told(shared: Served) -> None:
    recipe = box_recipe(("top", "bottom"))
    below = box_picture()[:, ::-1].copy()
    golden = {"top": [box_picture()], "bottom": [below]}
    save_recipe(recipe, golden, shared.site.settings.station.recipe)
    visitor = shared.machine(Scope.INSPECT, Scope.STATE)
    try:
        alone = sent(visitor, encode_png(below)).json()
        assert (alone["views"], alone["views_missing"]) == (["bottom"], ["top"])
        both = sent(visitor, encode_png(below), GOOD).json()
        assert (both["views"], both["views_missing"]) == (["bottom", "top"], [])
        assert [check["view"] for check in both["checks"]] == ["bottom", "top"]
        assert (both["verdict"], both["usage"]["pictures"]) == ("ok", 2)
        named = sent(visitor, GOOD, GOOD, view=["top", "bottom"]).json()
        verdicts = [check["verdict"] for check in named["checks"]]
        assert verdicts[0] == "ok"
        assert verdicts[1] != "ok"
        assert named["verdict"] == verdicts[1]
        assert "two pictures of view" in refused(sent(visitor, GOOD, GOOD), 422)["detail"]
        assert (
            "2 pictures and 1 views"
            in refused(sent(visitor, GOOD, GOOD, view="top"), 422)["detail"]
        )
        assert "'side'" in refused(sent(visitor, GOOD, view="side"), 422)["detail"]
    finally:
        save_box_recipe(shared.site.settings.station.recipe, ("top",))


def bomb() -> bytes:
    """Nothing but black, and a header that promises 60 megapixels."""
    file = BytesIO()
    Image.new("1", (10_000, 6_000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"", "picture 1: is empty"),
        (b"no picture at all", "picture 1: is no picture"),
        (GOOD[: len(GOOD) // 2], "picture 1: is cut off"),
        (encode_jpeg(box_picture())[:2000], "picture 1: is no picture, or broken"),
        (bomb(), "picture 1: is too big; at most 50 megapixels"),
        (encode_png(box_picture()[:4, :4].copy()), "cannot be inspected"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "picture 1: is no picture"),
    ],
    ids=["empty", "text", "cut-off PNG", "cut-off JPEG", "bomb", "four pixels", "another format"],
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    program: Visitor, picture: bytes, said: str
) -> None:
    assert said in refused(sent(program, picture), 422)["detail"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"recipe": ""}, "#/recipe"),
        ({"expiry": "24.12.2026"}, "#/expiry"),
        ({"gtin": "12"}, "#/gtin"),
        ({"language": "fr"}, "#/language"),
        ({"lot": "L" * 61}, "#/lot"),
        ({"colour": "red"}, "#/colour"),
    ],
)
def test_what_is_wrong_in_the_form_is_pointed_at(
    program: Visitor, fields: dict[str, str], pointer: str
) -> None:
    problem = refused(sent(program, GOOD, **fields), 422)
    assert [part["pointer"] for part in problem["errors"]] == [pointer]


def test_an_order_that_cannot_be_right_is_refused(program: Visitor) -> None:
    assert "last one right" in refused(sent(program, GOOD, gtin="4006381333932"), 422)["detail"]
    assert "2026-02-30" in refused(sent(program, GOOD, expiry="2026-02-30"), 422)["detail"]


def test_a_body_that_is_no_form_is_refused(program: Visitor) -> None:
    for what in ({"json": {"recipe": "box"}}, {"data": {"recipe": "box"}}, {"content": GOOD}):
        assert "multipart" in refused(program.ask("POST", INSPECT, **what), 422)["detail"]
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    refused(program.ask("POST", INSPECT, content=b"--y\r\n", headers=headers), 422)
    problem = refused(program.ask("POST", INSPECT, files=[("recipe", b"")]), 422)
    assert "#/picture" in [part["pointer"] for part in problem["errors"]]


def test_more_than_the_bound_is_refused_and_nobody_uploads_before_he_is_known(
    shared: Served, program: Visitor
) -> None:
    long = b" " * longest_body(INSPECT)
    assert refused(sent(program, long), 413)["type"] == "/problems/too-large"
    taken = []

    async def body() -> AsyncIterator[bytes]:
        taken.append(1)
        yield b"--x\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    refused(shared.stranger().ask("POST", INSPECT, content=body(), headers=headers), 401)
    assert taken == []


def test_a_recipe_is_named_or_asked_for_by_the_hash_it_was_kept_under(
    shared: Served, program: Visitor
) -> None:
    problem = refused(sent(program, GOOD, recipe="tray"), 404)
    assert "'tray'" in problem["detail"]
    assert "box" in problem["detail"]
    kept = shared.site.folder / "recipes" / ("5" * HASH_LENGTH)
    save_box_recipe(kept, ("side",))
    by_hash = sent(program, GOOD, recipe="5" * HASH_LENGTH).json()
    assert by_hash["views"] == ["side"]
    assert sent(program, GOOD).json()["views"] == ["top"]
    refused(sent(program, GOOD, recipe="../recipe"), 404)


def test_what_is_in_force_comes_before_what_the_settings_name(station: Served) -> None:
    in_force = "7" * HASH_LENGTH
    save_box_recipe(station.site.folder / "recipes" / in_force, ("side",))
    store = EventStore.open(station.site.folder / "events.db")
    store.append_records([a_record(1, recipe_hash=in_force)])
    store.close()
    program = station.machine(Scope.INSPECT)
    assert sent(program, GOOD).json()["views"] == ["side"]


def test_a_recipe_that_cannot_be_opened_is_a_conflict(shared: Served, program: Visitor) -> None:
    kept = shared.site.folder / "recipes" / ("6" * HASH_LENGTH)
    save_box_recipe(kept, ("top",))
    (kept / "top-1.png").unlink()
    problem = refused(sent(program, GOOD, recipe="6" * HASH_LENGTH), 409)
    assert "golden picture" in problem["detail"]


def test_a_recipe_that_was_written_anew_is_opened_anew(shared: Served, program: Visitor) -> None:
    folder = shared.site.settings.station.recipe
    before = sent(program, GOOD).json()["recipe"]["hash"]
    save_box_recipe(folder, ("top",), min_likeness=0.5)
    after = sent(program, GOOD).json()["recipe"]["hash"]
    save_box_recipe(folder, ("top",))
    assert after != before


def test_the_process_goes_behind_the_line_and_its_memory_is_bounded(
    shared: Served, program: Visitor
) -> None:
    sent(program, GOOD)
    pid = process_of(shared.site.inspecting)
    assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0) + NICENESS
    limits = Path(f"/proc/{pid}/limits").read_text()
    [data] = [line for line in limits.splitlines() if line.startswith("Max data size")]
    assert str(MOST_BYTES) in data


def process_of(inspecting: InspectingProcess) -> int:
    process = inspecting._process
    assert process is not None
    return process.pid


def test_it_is_started_again_when_it_has_ended(shared: Served, program: Visitor) -> None:
    sent(program, GOOD)
    before = process_of(shared.site.inspecting)
    os.kill(before, signal.SIGKILL)
    process = shared.site.inspecting._process
    assert process is not None
    process.wait()
    assert sent(program, GOOD).status_code == 200
    assert process_of(shared.site.inspecting) != before


def test_who_comes_when_all_places_are_taken_is_told_when_to_come_again(
    shared: Served, program: Visitor
) -> None:
    sent(program, GOOD)
    pid = process_of(shared.site.inspecting)
    os.kill(pid, signal.SIGSTOP)
    turned_away = threading.Event()

    def ask(_: int) -> httpx.Response:
        answer = sent(Visitor(shared.app, **program.headers), GOOD)
        if answer.status_code == 429:
            turned_away.set()
        return answer

    with ThreadPoolExecutor(PLACES + 1) as visitors:
        asked = [visitors.submit(ask, number) for number in range(PLACES + 1)]
        was_turned_away = turned_away.wait(60)
        os.kill(pid, signal.SIGCONT)
        answers = [one.result() for one in asked]
    assert was_turned_away
    assert sorted(one.status_code for one in answers) == [*[200] * PLACES, 429]
    [busy] = [one for one in answers if one.status_code == 429]
    assert busy.headers["retry-after"] == "1"
    assert busy.json()["type"] == "/problems/too-busy"
    assert sent(program, GOOD).status_code == 200


def test_one_id_sorts_after_those_made_before() -> None:
    ids = [sortable_id(NOW.replace(microsecond=ms * 1000), bytes(10)) for ms in (1, 2, 700)]
    assert ids == sorted(ids)
    assert [(one.version, one.variant) for one in ids] == [(7, "specified in RFC 4122")] * 3
