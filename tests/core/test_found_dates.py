"""Dates in free text of real packs."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.dates import parse_format
from edge_agent.core.found_dates import PartOrder, date_order, find_dates

TODAY = date(2021, 6, 1)
UNMISTAKABLE = ("YYYY-MM-DD", "YYYY.MM.DD", "YYYYMMDD", "DD MMM YYYY", "DDMMMYY", "MMM DD YYYY")


def isos(text: str, today: date = TODAY) -> list[str | None]:
    return [found.iso for found in find_dates(text, today)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("BESTBYMAR042021", "2021-03-04"),
        ("BEST BY MAR 04 2021 09:34", "2021-03-04"),
        ("USEBY15FEB22B09:07", "2022-02-15"),
        ("EXP:DEC-28-2021", "2021-12-28"),
        ("21.01.13(11:08)", "2021-01-13"),
        ("22.01.12(B)", "2022-01-12"),
        ("19 09 2020", "2020-09-19"),
        ("FEB/21/21", "2021-02-21"),
        ("2019 MAR 11", "2019-03-11"),
        ("2020OCT27", "2020-10-27"),
        ("MAY 2022", "2022-05"),
        ("JUN 2022", "2022-06"),
        ("01 SEP 2023", "2023-09-01"),
        ("SELL BY 03/03/21 LOT 651 EST 54", "2021-03-03"),
        ("08|06|21", "2021-06-08"),
        ("02/13/2021", "2021-02-13"),
        ("11 19 2021", "2021-11-19"),
        ("10/2022", "2022-10"),
        ("2020.03", "2020-03"),
        ("EXP202607", "2026-07"),
        ("EXP 260731", "2026-07-31"),
        ("24 DE DIC DE 2022", "2022-12-24"),
        ("24. DEZ. 2022", "2022-12-24"),
        ("03 AOÛT 22", "2022-08-03"),
        ("2021年06月25日", "2021-06-25"),
        ("202012.03.", "2020-12-03"),
        ("2021.0221", "2021-02-21"),
        ("2022 03. 2 0", "2022-03-20"),
        ("2021,02,25", "2021-02-25"),
    ],
)
def test_dates_of_real_packs_are_found(text: str, iso: str) -> None:
    assert isos(text) == [iso]


@pytest.mark.parametrize(
    "text",
    [
        *("L20434 08", "L-H100DA 1216:22", "L4924000513090 1614", "13:22 C05", "WL0167 11:21"),
        *("Code No. 02616 20:48", "LOT:0C184296", "L 157828", "8801045360553", "09:34", "500 G"),
        *("31.02.2021", "24.13.2021", "2021-02-30", "12.50 EUR", "10.12 g", "", "DECEMBER"),
    ],
)
def test_times_lots_and_impossible_dates_are_none(text: str) -> None:
    assert isos(text) == []


@pytest.mark.parametrize("text", ["01.24 A", "EXP 12/26", "15 FEB", "MAY 22"])
def test_a_date_without_a_year_has_no_iso(text: str) -> None:
    assert isos(text) == [None]


def test_letters_count_as_digits_and_digits_as_letters_only_where_the_rest_forces_it() -> None:
    assert isos("210CT2020") == ["2020-10-21"]
    assert isos("2O21.O6.25") == ["2021-06-25"]
    assert isos("LOI.OI.OI") == []


def test_the_place_of_a_date_is_told() -> None:
    text = "Best Before Date: 11/11/2021 B"
    found = find_dates(text, TODAY)[0]
    assert text[found.start : found.end] == "11/11/2021"


def test_several_dates_on_one_line_are_all_found() -> None:
    assert isos("01/05/2021 02/05/2022") == ["2021-05-01", "2022-05-02"]
    assert isos("01 05 2021 02 05 2022") == ["2021-05-01", "2022-05-02"]
    assert isos("21.01.13 - 22.01.12") == ["2021-01-13", "2022-01-12"]


def test_all_texts_of_a_pack_decide_the_order_together() -> None:
    late = date(2026, 11, 22)
    assert date_order(["21.01.26", "21.06.25"], late) is PartOrder.YEAR_FIRST
    assert date_order(["03/04/2021", "12/28/2021"], TODAY) is PartOrder.MONTH_FIRST
    assert date_order(["03/04/2021", "28/12/2021"], TODAY) is PartOrder.DAY_FIRST
    assert date_order([], TODAY) is PartOrder.DAY_FIRST


def test_years_far_from_today_are_not_taken() -> None:
    assert isos("21.07.28", date(2021, 6, 1)) == ["2021-07-28"]
    assert isos("21.07.28", date(2028, 6, 1)) == ["2028-07-21"]


@given(st.sampled_from(UNMISTAKABLE), st.dates(date(2000, 1, 1), date(2069, 12, 31)))
def test_every_unmistakable_date_is_found_whatever_stands_around_it(text: str, day: date) -> None:
    printed = parse_format(text, "en").write(day)
    for around in ("{}", "EXP {} 11:08", "BESTBEFORE{}", "{} L651"):
        assert day.isoformat() in isos(around.format(printed))


@given(st.text("0123456789./- OIMARFEBL:", max_size=25))
def test_what_is_found_is_ordered_apart_and_in_the_text(text: str) -> None:
    found = find_dates(text, TODAY)
    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


@pytest.mark.pictures
def test_nearly_all_dates_of_the_labelled_crops_are_found(picture_data: Path) -> None:
    with (picture_data / "expdate-date-crops" / "labels.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["iso_if_unambiguous"]]
    right = [row for row in rows if isos(row["text"]) == [row["iso_if_unambiguous"]]]
    assert len(rows) > 200
    assert len(right) / len(rows) > 0.97
