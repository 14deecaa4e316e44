"""Packs, events, pictures, levels and the recipe, as they lie in the data folder."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Grant, Standing, Suspension
from edge_agent.core.packs import Level, Outcome, Verdict
from edge_agent.core.roles import Scope
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.events import EventStore
from edge_agent.store.pictures import PictureStore
from edge_agent.store.standing import StandingFile
from edge_agent.web.api.record_routes import RecordPage
from hardware.pictures import encode_png
from tests.samples import NOON, a_picture, a_record
from tests.web.visitors import Served, Visitor

RECORDS = "/api/v1/records"


@pytest.fixture
def program(station: Served) -> Visitor:
    return station.machine(Scope.STATE)


def data(station: Served) -> DataFolder:
    return DataFolder(station.site.folder)


def record_packs(station: Served, count: int, **changes: Any) -> None:
    """Every third is not ok, and rejected; a second between two."""
    store = EventStore.open(data(station).events)
    records = []
    for i in range(1, count + 1):
        is_bad = i % 3 == 0
        records.append(
            a_record(
                i,
                Verdict.NOT_OK if is_bad else Verdict.OK,
                outcome=Outcome.REJECTED if is_bad else Outcome.PASSED,
                seen_at=NOON + timedelta(seconds=i),
                **changes,
            )
        )
    store.append_records(records)
    store.close()


def walked(visitor: Visitor, path: str) -> list[dict[str, Any]]:
    """All items, by the links that the pages give."""
    items: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        answer = visitor.get(following)
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        following = answer.links.get("next", {}).get("url")
        assert (following is None) == (answer.json()["next_cursor"] is None)
    return items


def test_a_station_that_has_not_run_has_no_packs(station: Served, program: Visitor) -> None:
    assert program.get(RECORDS).json() == {"items": [], "next_cursor": None}
    assert program.get("/api/v1/events").json() == {"items": [], "next_cursor": None}
    assert program.get(f"{RECORDS}/1/1").status_code == 404
    assert program.get("/api/v1/recipes/in-force").status_code == 404
    assert program.get("/api/v1/station").json()["in_force"] is None
    assert program.get("/api/v1/levels").json()["checks"] == []
    record_packs(station, 1)
    assert len(program.get(RECORDS).json()["items"]) == 1


def test_pages_give_every_pack_once_the_newest_first(station: Served, program: Visitor) -> None:
    record_packs(station, 10)
    record_packs(station, 5)
    places = [(item["boot"], item["seq"]) for item in walked(program, f"{RECORDS}?limit=4")]
    assert places == sorted(places, reverse=True)
    assert len(places) == 15


def test_packs_that_come_meanwhile_shift_no_page(station: Served, program: Visitor) -> None:
    record_packs(station, 6)
    first = program.get(f"{RECORDS}?limit=3")
    record_packs(station, 4)
    rest = walked(program, first.links["next"]["url"])
    assert [item["seq"] for item in [*first.json()["items"], *rest]] == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("query", "packs"),
    [
        ("verdict=not_ok", [9, 6, 3]),
        ("outcome=passed&limit=2", [10, 8, 7, 5, 4, 2, 1]),
        ("verdict=not_ok&outcome=passed", []),
        ("seen_from=2026-06-01T12:00:08Z", [10, 9, 8]),
        ("seen_before=2026-06-01T14:00:03%2B02:00", [2, 1]),
        ("lot=L123&decision=pass&level=report&limit=500", [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        ("lot=L999", []),
    ],
)
def test_packs_are_found_by_what_they_are(
    station: Served, program: Visitor, query: str, packs: list[int]
) -> None:
    record_packs(station, 10)
    found = walked(program, f"{RECORDS}?{query}")
    assert [item["record"]["pack_no"] for item in found] == packs


@pytest.mark.parametrize(
    "query",
    [
        "verdict=good",
        "limit=501",
        "seen_from=yesterday",
        "seen_from=0.5",
        "seen_from=2026-06-01T12:00:08",
    ],
)
def test_a_question_that_cannot_be_right_is_refused(program: Visitor, query: str) -> None:
    assert program.get(f"{RECORDS}?{query}").status_code == 422


def test_a_cursor_is_given_back_as_it_was_got_or_refused(station: Served, program: Visitor) -> None:
    record_packs(station, 3)
    given = program.get(f"{RECORDS}?limit=1").json()["next_cursor"]
    middle = len(given) // 2
    forged = given[:middle] + ("A" if given[middle] != "A" else "B") + given[middle + 1 :]
    for cursor in (forged, "", "x", "%E2%82%AC", given[:-4]):
        assert program.get(f"{RECORDS}?cursor={cursor}").status_code == 409
    assert program.get(f"{RECORDS}?verdict=ok&cursor={given}").status_code == 409
    assert program.get(f"/api/v1/events?cursor={given}").status_code == 409
    assert program.get(f"{RECORDS}?cursor={given}").status_code == 200


def test_one_pack_is_told_whole(station: Served, program: Visitor) -> None:
    record_packs(station, 3)
    answer = program.get(f"{RECORDS}/1/2").json()
    page = RecordPage.model_validate({"items": [answer], "next_cursor": None})
    assert page.items[0].record == a_record(2, seen_at=NOON + timedelta(seconds=2))
    assert program.get(f"{RECORDS}/1/4").status_code == 404


def test_a_score_that_is_no_number_is_told(station: Served, program: Visitor) -> None:
    bad = a_record(1)
    checks = bad.verdict.checks
    store = EventStore.open(data(station).events)
    verdict = type(bad.verdict)(Verdict.UNSURE, float("nan"), (), checks)
    store.append_records([a_record(1, verdict=Verdict.OK, latency_ms=None)])
    store.append_records([type(bad)(**{**vars_of(bad), "verdict": verdict})])
    store.close()
    items = program.get(RECORDS).json()["items"]
    assert items[0]["record"]["verdict"]["score"] == "NaN"


def vars_of(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}


def test_events_are_found_by_their_kind(station: Served, program: Visitor) -> None:
    store = EventStore.open(data(station).events)
    for i in range(4):
        store.append("gate_lost" if i % 2 else "gate_back", {"count": i}, NOON)
    store.close()
    assert [item["seq"] for item in walked(program, "/api/v1/events?limit=3")] == [4, 3, 2, 1]
    lost = walked(program, "/api/v1/events?kind=gate_lost&limit=1")
    assert [item["body"]["count"] for item in lost] == [3, 1]
    assert lost[0]["at"] == "2026-06-01T12:00:00Z"


def test_a_picture_is_its_hash_and_never_changes(station: Served, program: Visitor) -> None:
    encoded = encode_png(a_picture())
    store = PictureStore(data(station).pictures, 1_000_000)
    digest = store.save(encoded)
    answer = program.get(f"/api/v1/pictures/{digest}")
    assert hashlib.sha256(answer.content).hexdigest() == digest
    assert answer.headers["content-type"] == "image/png"
    assert "immutable" in answer.headers["cache-control"]
    seen = {"If-None-Match": answer.headers["etag"]}
    assert program.get(f"/api/v1/pictures/{digest}", headers=seen).status_code == 304
    assert program.get(f"/api/v1/pictures/{'0' * 64}").status_code == 404
    for name in ("..%2F..%2Fpeople.db", "people.db", digest.upper()):
        assert program.get(f"/api/v1/pictures/{name}").status_code in (404, 422)


def test_the_recipe_in_force_is_that_of_the_last_pack(station: Served, program: Visitor) -> None:
    source = station.site.settings.station.recipe
    loaded = load_recipe(source)
    data(station).keep_recipe(loaded, source)
    record_packs(station, 1, recipe="box", recipe_hash=loaded.hash, software="packwarden 9")
    answer = program.get("/api/v1/recipes/in-force").json()
    assert answer["recipe_hash"] == loaded.hash
    assert [check["name"] for check in answer["recipe"]["checks"]] == ["top-panel"]
    assert program.get(f"/api/v1/recipes/{loaded.hash}").json() == answer
    assert program.get(f"/api/v1/recipes/{'0' * 64}").status_code == 404
    told = program.get("/api/v1/station").json()
    assert told["full_name"] == "plant-1/line-1/box"
    assert told["in_force"]["software"] == "packwarden 9"


def test_levels_are_told_as_kept_and_as_they_hold_now(station: Served, program: Visitor) -> None:
    grants = {"print": Grant(Level.ACT_WHEN_SURE, "2e" * 32), "sticker": Grant(Level.RECOMMEND)}
    lost = Suspension(Cause.CAMERA_FAULT, "no picture", Level.RECOMMEND)
    StandingFile(data(station).standing, "tray").keep(
        Standing(grants, (lost,), handover_open=True), is_stopped=True
    )
    told = program.get("/api/v1/levels").json()
    levels = [(one["check"], one["granted"], one["now"]) for one in told["checks"]]
    assert levels == [
        ("print", "act_when_sure", "recommend"),
        ("sticker", "recommend", "recommend"),
    ]
    assert told["suspensions"][0]["cause"] == "camera_fault"
    assert (told["handover_open"], told["is_stopped"]) == (True, True)


def test_an_edited_standing_is_no_standing(station: Served, program: Visitor) -> None:
    StandingFile(data(station).standing, "tray").keep(Standing({"print": Grant()}), False)
    text = data(station).standing.read_text().replace("recommend", "report")
    data(station).standing.write_text(text)
    answer = program.get("/api/v1/levels")
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/store-damaged"
