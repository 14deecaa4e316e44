from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.dates import parse_format
from edge_agent.inspection.date_formats import format_of

PRINTED = {
    "24.12.2026": "DD.MM.YYYY",
    "2026/12/24": "YYYY/MM/DD",
    "12-24-2026": "MM-DD-YYYY",
    "24 DEC 26": "DD MMM YY",
    "DEC/24/26": "MMM/DD/YY",
    "24DEC26": "DDMMMYY",
    "MAR 04 2021": "MMM DD YYYY",
    "20261224": "YYYYMMDD",
    "241226": "DDMMYY",
    "261224": "YYMMDD",
    "24 Dezember 2026": "DD MMMM YYYY",
}


@pytest.mark.parametrize("printed", PRINTED)
def test_a_printed_date_tells_its_format(printed: str) -> None:
    iso = "2021-03-04" if "MAR" in printed else "2026-12-24"
    found = format_of(printed, iso)
    assert found is not None
    assert found.text == PRINTED[printed]


@pytest.mark.parametrize(
    ("printed", "text"), [("12/2026", "MM/YYYY"), ("DEC 2026", "MMM YYYY"), ("12.26", "MM.YY")]
)
def test_a_month_alone_has_a_format_without_a_day(printed: str, text: str) -> None:
    found = format_of(printed, "2026-12")
    assert found is not None
    assert (found.text, found.has_day) == (text, False)


def test_what_does_not_say_the_date_has_no_format() -> None:
    assert format_of("23.12.2026", "2026-12-24") is None
    assert format_of("24.12", "2026-12-24") is None
    assert format_of("", "2026-12-24") is None


@given(
    day=st.dates(date(2020, 1, 1), date(2039, 12, 31)),
    text=st.sampled_from(["DD.MM.YYYY", "YYYY-MM-DD", "DD MMM YY", "MMM DD YYYY", "D.M.YYYY"]),
    language=st.sampled_from(["en", "de", "fr", "es", "it", "pt"]),
)
def test_the_format_found_writes_the_same_date(day: date, text: str, language: str) -> None:
    printed = parse_format(text, language).write(day)
    found = format_of(printed, day.isoformat())
    assert found is not None
    assert found.write(day) == printed
