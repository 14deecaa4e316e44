"""Orders are taken once, and only where the station could make them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from deploy.fleet.orders.asked import OrderRefused, order_of, read_order
from deploy.fleet.orders.entering import OrderTaken, Sender, cancel, enter, fates_of, listed
from deploy.fleet.orders.from_csv import read_orders
from deploy.fleet.recipes.agreeing import Step
from edge_agent.core.errors import Conflict
from tests.fleet.orders.samples import asked, document, with_recipe_in_place
from tests.fleet.recipes.samples import MIA, OTTO, heard_of, step
from tests.samples import NOON
from tests.uplink.recipes.samples import STATION

ERP = Sender("erp", "erp")


def test_an_order_is_entered_once_however_often_it_is_handed_in(
    engine: Engine, tmp_path: Path
) -> None:
    with_recipe_in_place(engine, tmp_path / "box")
    with engine.begin() as connection:
        first = enter(connection, asked(), ERP, NOON)
        again = enter(connection, asked(), ERP, NOON + timedelta(hours=1))
        assert again == first
        with pytest.raises(OrderTaken, match="number of its own"):
            enter(connection, asked(lot="L9"), ERP, NOON)
        elsewhere = enter(connection, asked(lot="L9"), Sender("mes", "mes"), NOON)
        assert elsewhere.id != first.id
        assert len(listed(connection, STATION, 10)) == 2


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"expiry": "2026-01-01"}, "is in the past"),
        ({"expiry": "2028-01-01"}, "days ahead; the recipe allows at most 90"),
        ({"lot": None}, "check 'expiry': the order has no lot"),
        ({"gtin": None}, "check 'code': the order has no GTIN"),
        ({"recipe": "tub"}, "no recipe 'tub' of this centre is in place there"),
        ({"stations": [STATION, "plant-1/line-1/other"]}, "plant-1/line-1/other: nothing was ever"),
        ({"not_after": "2026-01-01T00:00:00Z"}, "is over"),
    ],
)
def test_what_the_station_would_refuse_is_refused_here_in_its_words(
    engine: Engine, tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    with_recipe_in_place(engine, tmp_path / "box")
    with engine.begin() as connection:
        with pytest.raises(OrderRefused, match=why):
            enter(connection, asked(**changes), ERP, NOON)
        assert not listed(connection, None, 10)


def test_a_recipe_on_which_two_no_longer_agree_takes_no_order(
    engine: Engine, tmp_path: Path
) -> None:
    recipe_hash = with_recipe_in_place(engine, tmp_path / "box")
    with engine.begin() as connection:
        step(connection, recipe_hash, Step.DECLINED, OTTO)
        step(connection, recipe_hash, Step.PROPOSED, MIA)
        with pytest.raises(OrderRefused, match="is not approved by two persons"):
            enter(connection, asked(), ERP, NOON)


@pytest.mark.parametrize(
    ("changes", "place", "what"),
    [
        ({"lott": "L1"}, "/lott", "no such key; there are schema, number"),
        ({"gtin": "4006381333930"}, "/gtin", "wrong check digit"),
        ({"gtin": "12"}, "/gtin", "must have 8, 12, 13 or 14 digits"),
        ({"schema": 2}, "/schema", "should be 1"),
        ({"stations": []}, "/stations", "at least 1"),
        ({"stations": ["box"]}, "/stations/0", "match pattern"),
        ({"expiry": "tomorrow"}, "/expiry", "date"),
        ({"planned": "2026-07-20T06:00:00"}, "/planned", "timezone"),
        ({"begins": "perhaps"}, "/begins", "by_person"),
        ({"number": ""}, "/number", "at least 1"),
    ],
)
def test_what_is_no_order_is_refused_with_its_place(
    changes: dict[str, Any], place: str, what: str
) -> None:
    with pytest.raises(OrderRefused) as refused:
        order_of(document(**changes))
    pointer, told = refused.value.parts[0]
    assert pointer == place
    assert what in told


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b"x" * 70_000]
)
def test_bytes_that_are_no_order_are_refused(payload: bytes) -> None:
    with pytest.raises(OrderRefused):
        read_order(payload)


def test_what_waits_is_cancelled_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    with_recipe_in_place(engine, tmp_path / "box")
    with engine.begin() as connection:
        row = enter(connection, asked(), ERP, NOON)
        cancel(connection, "erp", "1", "cancelled by mia")
        (at,) = fates_of(connection, [row.id])[row.id]
        assert (at.fate, at.why) == ("cancelled", "cancelled by mia")
        with pytest.raises(Conflict, match="waits nowhere"):
            cancel(connection, "erp", "1", "again")


CSV = """number,recipe,lot,expiry,gtin,stations,planned
1,box,L1,2026-08-20,4006381333931,plant-1/line-1/box plant-1/line-2/box,
2,box,"L,2",2026-08-21,,plant-1/line-1/box,2026-07-21T06:00:00Z
"""


@pytest.mark.parametrize("text", [CSV, "\ufeff" + CSV.replace("\n", "\r\n") + "\r\n"])
def test_a_file_of_orders(text: str) -> None:
    first, second = read_orders(text.encode())
    assert first == asked(stations=[STATION, "plant-1/line-2/box"])
    assert (second.lot, second.gtin, second.planned is not None) == ("L,2", None, True)


def test_a_spreadsheet_s_semicolons_are_understood() -> None:
    text = CSV.replace('"L,2"', "L2").replace(",", ";")
    assert [one.lot for one in read_orders(text.encode())] == ["L1", "L2"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: expected the columns"),
        (CSV.replace("recipe", "recipes", 1), "unknown: recipes"),
        ("number,recipe\n1,box\n", "missing: stations"),
        (CSV + "3,box\n", "line 4: 2 fields, and the first line has 7"),
        (CSV.replace("3931", "3930"), "1 of 2 orders are wrong; line 2: /gtin"),
        (CSV.replace("\n2,", "\n1,"), "line 3: number '1' stands in line 2 already"),
        (CSV + '3,"box', "no CSV"),
    ],
)
def test_a_file_with_something_wrong_is_refused_with_its_lines(text: str, why: str) -> None:
    with pytest.raises(OrderRefused, match=why):
        read_orders(text.encode())


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(OrderRefused, match="not UTF-8"):
        read_orders(b"number\xff")


def test_stations_are_heard_of_before_they_get_orders(engine: Engine, tmp_path: Path) -> None:
    with_recipe_in_place(engine, tmp_path / "box")
    heard_of(engine, "plant-1/line-9/box")
    with engine.begin() as connection, pytest.raises(OrderRefused, match="release it"):
        enter(connection, asked(stations=["plant-1/line-9/box"]), ERP, NOON)
