"""Orders and commands over the API: by people, by machines with a token, from files."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from deploy.fleet.commands_orders import handed_in
from edge_agent.core.errors import InvalidInput, NotFound, Unreachable
from edge_agent.core.roles import Act, Role, Scope
from hardware.clock import RealClock
from simulators.broker import free_port
from tests.fleet.orders.samples import document, with_recipe_in_place
from tests.fleet.recipes.samples import acts_of
from tests.fleet.web.served_centre import ServedCentre, served_centre
from tests.uplink.recipes.samples import STATION

ORDERS = "/api/v1/orders"
CLOCK = RealClock()
LIVENESS_NS = 30_000_000_000
EXPIRY = "2026-12-24"
CSV = f"""number;recipe;lot;expiry;gtin;stations
1;box;L1;{EXPIRY};4006381333931;{STATION}
2;box;L2;{EXPIRY};4006381333931;{STATION}
"""


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServedCentre]:
    with served_centre(tmp_path / "centre") as centre:
        with_recipe_in_place(centre.site.engine, tmp_path / "box")
        yield centre


def an_order(number: str = "1", **changes: Any) -> dict[str, Any]:
    return document(number, expiry=EXPIRY, **changes)


def test_a_machine_hands_an_order_in_once_under_its_own_number(centre: ServedCentre) -> None:
    erp = centre.machine(Scope.ORDERS)
    first = erp.ask("POST", ORDERS, json=an_order())
    assert first.status_code == 200, first.text
    assert erp.ask("POST", ORDERS, json=an_order()).json() == first.json()
    assert first.json()["source"] == "machine-orders"
    assert first.json()["stations"][0]["fate"] == "waiting"
    other = erp.ask("POST", ORDERS, json=an_order(lot="L9"))
    assert (other.status_code, other.json()["title"]) == (409, "Number taken")
    assert erp.get(f"{ORDERS}/machine-orders/1").json() == first.json()
    assert erp.get(ORDERS, params={"station": STATION}).json()["orders"] == [first.json()]
    acts = [act for act in acts_of(centre.office.folder) if act.what is Act.SEND_ORDER]
    assert [act.subject.new for act in acts] == ["(01)04006381333931(17)261224(10)L1"]


def test_what_cannot_be_made_is_refused_with_its_place(centre: ServedCentre) -> None:
    erp = centre.machine(Scope.ORDERS)
    answer = erp.ask("POST", ORDERS, json=an_order(lott="L1", gtin="4006381333930"))
    pointers = {part["pointer"] for part in answer.json()["errors"]}
    assert (answer.status_code, pointers) == (422, {"#/lott", "#/gtin"})
    answer = erp.ask("POST", ORDERS, json=an_order(recipe="tub"))
    assert answer.json()["detail"].startswith(f"{STATION}: no recipe 'tub'")
    assert erp.get(ORDERS).json() == {"orders": []}


def test_a_file_of_orders_is_taken_whole_or_not_at_all(centre: ServedCentre) -> None:
    lead, headers = centre.person(Role.SHIFT_LEAD), {"Content-Type": "text/csv"}
    wrong = CSV.replace("L2;", ";")
    answer = lead.ask("POST", f"{ORDERS}/import", content=wrong.encode(), headers=headers)
    assert (answer.status_code, "no lot" in answer.json()["detail"]) == (422, True)
    assert lead.get(ORDERS).json() == {"orders": []}
    for _ in range(2):
        answer = lead.ask("POST", f"{ORDERS}/import", content=CSV.encode(), headers=headers)
        assert [one["number"] for one in answer.json()["orders"]] == ["1", "2"]
    assert lead.ask("POST", f"{ORDERS}/import", content=CSV.encode()).status_code == 422


def test_an_order_that_waits_is_cancelled(centre: ServedCentre) -> None:
    lead = centre.person(Role.SHIFT_LEAD)
    assert lead.ask("POST", ORDERS, json=an_order()).status_code == 200
    answer = lead.change("POST", f"{ORDERS}/people/1/cancel", {"reason": "no foil"})
    assert answer.json()["stations"][0]["fate"] == "cancelled"
    assert lead.change("POST", f"{ORDERS}/people/1/cancel", {}).status_code == 409
    assert lead.change("POST", f"{ORDERS}/people/9/cancel", {}).status_code == 404


def test_commands_to_a_station(centre: ServedCentre) -> None:
    lead, here = centre.person(Role.SHIFT_LEAD), f"/api/v1/stations/{STATION}"
    stop = lead.change("POST", f"{here}/stop-belt", {"reason": "glass"})
    lower = lead.change("POST", f"{here}/lower-level", {"check": "code", "to": "report"})
    assert [one.status_code for one in (stop, lower)] == [201, 201]
    words = [one["word"] for one in lead.get("/api/v1/commands").json()["commands"]]
    assert words == ["LowerLevel", "StopBelt"]
    strange = lead.change("POST", "/api/v1/stations/a/b/c/stop-belt", {})
    assert strange.status_code == 404
    assert centre.person(Role.OPERATOR).change("POST", f"{here}/stop-belt", {}).status_code == 403


@contextmanager
def at_an_address(centre: ServedCentre) -> Iterator[str]:
    """Served over a real socket."""
    port = free_port()
    config = uvicorn.Config(centre.app, port=port, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def test_the_command_hands_a_file_in_with_a_token(centre: ServedCentre, tmp_path: Path) -> None:
    token, one, many = (tmp_path / name for name in ("token", "one.json", "many.csv"))
    bearer = centre.machine(Scope.ORDERS).headers["Authorization"]
    token.write_text(bearer.removeprefix("Bearer ") + "\n")
    one.write_text(json.dumps(an_order("7")))
    many.write_text(CSV)
    with at_an_address(centre) as address:
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while (found := handed(one, token, address)) is None:
            assert CLOCK.now_ns() < end_ns, "nobody answers"
        assert found["number"] == "7"
        assert [each["number"] for each in handed_in(many, token, address)["orders"]] == ["1", "2"]
        one.write_text(json.dumps(an_order("8", recipe="tub")))
        with pytest.raises(InvalidInput, match="no recipe 'tub'"):
            handed_in(one, token, address)


def handed(file: Path, token: Path, address: str) -> dict[str, Any] | None:
    """None while nobody answers."""
    try:
        return handed_in(file, token, address)
    except Unreachable:
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 50_000_000)
        return None


def test_the_command_tells_what_is_missing_or_not_reached(tmp_path: Path) -> None:
    token, file = tmp_path / "token", tmp_path / "order.json"
    token.write_text("pwm_x\n")
    with pytest.raises(NotFound):
        handed_in(file, token, "http://127.0.0.1:9")
    file.write_text(json.dumps(an_order()))
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"):
        handed_in(file, token, "http://127.0.0.1:9")
