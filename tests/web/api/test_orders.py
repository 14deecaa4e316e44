"""What can be made, what is made, and the way to another order."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge_agent.control.line_state import ChangeoverState, FirstPacksState
from edge_agent.core.changeover import ORDER_CHANGED, Difference, OrderSource, Told
from edge_agent.core.order import Order
from edge_agent.core.packs import Box, CheckKind, Level, Outcome
from edge_agent.core.recipe import BarcodeLimits, Check, PrintLimits
from edge_agent.core.roles import Role, Scope
from edge_agent.core.told import AnnounceOrder, AnswerFirstPack, CancelChangeover, ChangeOrder
from edge_agent.inspection.products import products_of
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.store.events import EventStore
from tests.browser.panel import ShownLine
from tests.control.samples import a_state
from tests.line.small_station import box_picture, box_recipe
from tests.samples import NOON, a_record
from tests.web.visitors import Served, Visitor, served
from tests.web.with_line import talking

GTIN = "4006381333931"
CRATE = {"recipe": "crate", "lot": "C1", "expiry": "2026-12-24", "gtin": GTIN}
ORDER = Order("crate", "C1", date(2026, 12, 24), GTIN)
LABEL = f"(01)0{GTIN}(17)261224(10)C1"


def save_crate(folder: Path) -> None:
    """Crates have their number, a lot and a date printed on them."""
    region = Box(100, 80, 100, 60)
    boxes = box_recipe(("top",))
    checks = (
        Check("ean", CheckKind.BARCODE, "top", region, BarcodeLimits(gtin=GTIN)),
        Check("lot", CheckKind.PRINT, "top", region, PrintLimits("LOT {lot}", lot_pattern="C.*")),
        Check("date", CheckKind.PRINT, "top", region, PrintLimits("EXP {expiry}", "DD.MM.YY")),
    )
    crate = replace(boxes, name="crate", checks=(*boxes.checks, *checks))
    save_recipe(crate, {"top": [box_picture()]}, folder)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Served]:
    """Makes boxes, and may go over to crates."""
    with served(tmp_path) as station:
        save_crate(tmp_path / "products" / "crate")
        table = station.site.settings.station.model_copy(update={"products": tmp_path / "products"})
        settings = station.site.settings.model_copy(update={"station": table})
        yield Served(replace(station.site, settings=settings), station.clock)


@contextmanager
def at_work(station: Served, changeover: ChangeoverState | None = None) -> Iterator[ShownLine]:
    with closing(ShownLine(station.site.folder)) as line:
        own = products_of(station.site.settings.station.recipe, None)[0]
        state = replace(
            a_state(), order=Order("box", "B1"), changeover=changeover or line.state.changeover
        )
        line.state = replace(state, identity=replace(state.identity, recipe_hash=own.hash))
        with talking(station):
            yield line


def begun(visitor: Visitor, **changes: Any) -> httpx.Response:
    return visitor.change("POST", "/api/v1/orders", {**CRATE, **changes})


def test_all_that_can_be_made_is_told_with_its_golden_pictures(station: Served) -> None:
    with at_work(station):
        viewer = station.person(Role.VIEWER)
        own, crate = viewer.get("/api/v1/recipes").json()["products"]
        assert (own["name"], own["is_made"], own["gtins"]) == ("box", True, [])
        assert (crate["name"], crate["is_made"], crate["gtins"]) == ("crate", False, [GTIN])
        assert [one["print"] and one["print"]["date_format"] for one in crate["checks"]] == [
            None,
            None,
            "DD.MM.YYYY",
            "DD.MM.YY",
        ]
        assert crate["level"] == Level.REPORT
        picture = viewer.get(crate["views"][0]["golden"])
        assert picture.headers["content-type"] == "image/png"
        small = viewer.get(crate["views"][0]["golden"], params={"longest_side_px": 64})
        assert small.headers["content-type"] == "image/jpeg"
        assert len(small.content) < len(picture.content)
        seen = viewer.get(
            crate["views"][0]["golden"], headers={"If-None-Match": picture.headers["etag"]}
        )
        assert seen.status_code == 304


@pytest.mark.parametrize("path", [f"{'0' * 64}/golden/top", "{own}/golden/side"])
def test_a_picture_of_nothing_that_is_made_here_is_not_found(station: Served, path: str) -> None:
    viewer = station.person(Role.VIEWER)
    own = viewer.get("/api/v1/recipes").json()["products"][0]["recipe_hash"]
    assert viewer.get(f"/api/v1/recipes/{path.format(own=own)}").status_code == 404


def test_a_change_is_said_to_the_line_with_its_scans_and_by_whom(station: Served) -> None:
    with at_work(station) as line:
        operator = station.person(Role.OPERATOR)
        answer = begun(operator, source="scanner", scanned=[LABEL])
    assert answer.status_code == 204, answer.text
    assert line.heard == [ChangeOrder(ORDER, "some-operator", OrderSource.SCANNER, (LABEL,))]


def test_a_program_with_its_scope_begins_and_announces_and_one_without_does_not(
    station: Served,
) -> None:
    announced = {**CRATE, "source": "mes"}
    with at_work(station) as line:
        orders, state = station.machine(Scope.ORDERS), station.machine(Scope.STATE)
        assert begun(orders, source="plc").status_code == 204
        assert orders.change("POST", "/api/v1/orders/announced", announced).status_code == 204
        assert begun(state).status_code == 403
        assert state.change("POST", "/api/v1/orders/announced", announced).status_code == 403
    told, announced_word = line.heard
    assert isinstance(told, ChangeOrder)
    assert announced_word == AnnounceOrder(ORDER, OrderSource.MES, "machine-orders")


def test_what_the_line_refuses_is_told_with_its_sentence(station: Served) -> None:
    with at_work(station) as line:
        line.refusal = "the scan says lot 'C2', chosen is 'C1'"
        answer = begun(station.person(Role.SHIFT_LEAD))
    assert answer.status_code == 409
    assert answer.json()["detail"] == line.refusal


def test_a_change_is_cancelled_and_a_first_pack_answered(station: Served) -> None:
    with at_work(station) as line:
        operator = station.person(Role.OPERATOR)
        assert operator.change("POST", "/api/v1/orders/cancel", {}).status_code == 204
        path = "/api/v1/first-packs/7/answer"
        assert operator.change("POST", path, {"found_good": False}).status_code == 204
    name = "some-operator"
    assert line.heard == [CancelChangeover(name), AnswerFirstPack(7, False, name)]


@pytest.mark.parametrize(
    "wrong", [{"recipe": ""}, {"gtin": "12"}, {"expiry": "tomorrow"}, {"scanned": ["x"] * 11}]
)
def test_an_order_that_is_none_is_refused_before_the_line_hears_it(
    station: Served, wrong: dict[str, Any]
) -> None:
    with at_work(station) as line:
        assert begun(station.person(Role.OPERATOR), **wrong).status_code == 422
    assert line.heard == []


def test_what_is_made_now_is_told_with_how_far_a_change_is(station: Served) -> None:
    differs = Difference(Told.LOT, "C2", "C1", OrderSource.SCANNER)
    first = FirstPacksState(3, 1, False, ())
    with at_work(station, ChangeoverState(mismatch=(differs,), first_packs=first)):
        current = station.person(Role.VIEWER).get("/api/v1/orders/current").json()
    assert current["recipe"] == "box"
    assert current["order"]["lot"] == "B1"
    assert current["changeover"]["mismatch"][0]["said"] == "C2"
    assert current["changeover"]["first_packs"]["right"] == 1


def test_the_order_before_is_told_with_what_became_of_its_packs(station: Served) -> None:
    ended = [replace(a_record(no), recipe="crate", order=ORDER) for no in (1, 2)]
    missed = replace(a_record(3), recipe="crate", order=ORDER, outcome=Outcome.MISSED)
    body = {"from": {**CRATE}, "to": {"recipe": "box", "lot": "B1"}}
    with closing(EventStore.open(station.site.folder / "events.db")) as store:
        store.append_records([*ended, missed, replace(missed, pack_no=4, recipe="box")])
        store.append(ORDER_CHANGED, body, NOON)
    with at_work(station):
        before = station.person(Role.VIEWER).get("/api/v1/orders/current").json()["before"]
    assert before["order"] == CRATE
    counts = {"seen": 3, "passed": 2, "rejected": 0, "held": 0, "missed": 1}
    assert before["packs"] == counts


def test_without_a_line_nothing_is_told_of_it(station: Served) -> None:
    viewer = station.person(Role.VIEWER)
    assert viewer.get("/api/v1/orders/current").status_code == 503
    assert [one["is_made"] for one in viewer.get("/api/v1/recipes").json()["products"]] == [
        False,
        False,
    ]


def previewed(station: Served, **asked: Any) -> dict[str, Any]:
    answer = station.person(Role.VIEWER).get("/api/v1/orders/preview", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_preview_reads_scans_and_finds_the_product(station: Served) -> None:
    found = previewed(station, text=[LABEL, "hello"])
    label, hello = found["scans"]
    assert label["said"] == {"gtin": f"0{GTIN}", "lot": "C1", "expiry": "2026-12-24"}
    assert label["fits"] == ["crate"]
    assert hello["fits"] == []
    assert found["prints"] == []


def test_a_preview_says_what_would_be_printed_and_what_is_lacking(station: Served) -> None:
    found = previewed(station, recipe="crate", lot="C1")
    assert [one["text"] for one in found["prints"]] == ["LOT C1", None]
    assert "GTIN" in found["why_not"] or "expiry" in found["why_not"]
    whole = previewed(station, text=LABEL, **CRATE)
    assert [one["text"] for one in whole["prints"]] == ["LOT C1", "EXP 24.12.26"]
    assert whole["differences"] == []


def test_a_preview_says_what_speaks_against_it(station: Served) -> None:
    found = previewed(station, text=LABEL, **{**CRATE, "lot": "C9"})
    (differs,) = found["differences"]
    assert (differs["what"], differs["said"], differs["chosen"]) == ("lot", "C1", "C9")


def test_nothing_is_previewed_of_what_cannot_be_made(station: Served) -> None:
    answer = station.person(Role.VIEWER).get("/api/v1/orders/preview", params={"recipe": "barrel"})
    assert answer.status_code == 404
