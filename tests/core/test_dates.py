"""Every format writes what it reads, and reads nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.dates import DateFormat, full_year, iso_date, month_end, parse_format
from edge_agent.core.errors import InvalidInput
from edge_agent.core.months import MONTH_NAMES

TODAY = date(2026, 6, 15)
WINDOW = st.dates(date(1977, 1, 1), date(2076, 12, 31))
FORMATS = (
    *("DD.MM.YYYY", "DD/MM/YY", "DD-MM-YYYY", "YYYY-MM-DD", "YYYY.MM.DD", "YY.MM.DD", "MM/DD/YYYY"),
    *("DD MMM YYYY", "DDMMMYY", "MMM DD YYYY", "MMM YYYY", "MM/YYYY", "MMYY", "YYMMDD", "YYYYMMDD"),
    *("YYDDD", "YYYY/DDD", "D.M.YYYY", "D MMMM YYYY", "MMMMD,YYYY", "YYYYMMMDD", "M/D/YY"),
)
LANGUAGES = tuple(MONTH_NAMES)


@given(st.sampled_from(FORMATS), st.sampled_from(LANGUAGES), WINDOW)
def test_every_format_reads_back_every_date_it_writes(text: str, language: str, day: date) -> None:
    date_format = parse_format(text, language)
    expected = day if date_format.has_day else month_end(day.year, day.month)
    assert date_format.read(date_format.write(day), TODAY) == expected


@given(st.sampled_from(FORMATS), st.text("0123456789.-/ JANMRZOCT", max_size=14))
def test_what_a_format_reads_is_what_it_would_print(text: str, printed: str) -> None:
    date_format = parse_format(text, "en")
    day = date_format.read(printed, TODAY)
    if day is not None:
        digits = [letter for letter in date_format.write(day) if letter.isdigit()]
        assert sorted(int(x) for x in printed if x.isdigit() and x != "0") == sorted(
            int(x) for x in digits if x != "0"
        )


@pytest.mark.parametrize(
    ("text", "language", "printed", "day"),
    [
        ("DD MMM YYYY", "de", "24 MÄR 2026", date(2026, 3, 24)),
        ("DD MMM YYYY", "de", "24 MRZ 2026", date(2026, 3, 24)),
        ("DD MMM YY", "fr", "24 AOÛT 26", date(2026, 8, 24)),
        ("DDMMMYY", "fr", "02FEV27", date(2027, 2, 2)),
        ("MMM YYYY", "es", "dic 2026", date(2026, 12, 31)),
        ("MMM YYYY", "pt", "DEZ 2026", date(2026, 12, 31)),
        ("DD MMM YYYY", "it", "01 GEN 2027", date(2027, 1, 1)),
        ("DD MMM YYYY", "it", "01SET2026", date(2026, 9, 1)),
        ("MM/YYYY", "en", "02/2028", date(2028, 2, 29)),
        ("YYDDD", "en", "24366", date(2024, 12, 31)),
        ("DD.MM.YYYY", "en", "24 12 2026", date(2026, 12, 24)),
        ("MM/DD/YYYY", "en", "03/04/2026", date(2026, 3, 4)),
        ("DD/MM/YYYY", "en", "03/04/2026", date(2026, 4, 3)),
    ],
)
def test_real_prints_are_read(text: str, language: str, printed: str, day: date) -> None:
    assert parse_format(text, language).read(printed, TODAY) == day


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        *[("DD.MM.YYYY", printed) for printed in ("31.02.2026", "24.13.2026", "00.12.2026")],
        *[("DD.MM.YYYY", printed) for printed in ("24.12.26", "2026-12-24", "", "EXP 24.12.2026")],
        *[("YYDDD", printed) for printed in ("26366", "26000")],
        ("D.M.YYYY", "1122026"),
        ("DD MMM YYYY", "24 MRZ 2026"),
    ],
)
def test_what_is_no_such_date_is_none(text: str, printed: str) -> None:
    assert parse_format(text, "en").read(printed, TODAY) is None


@pytest.mark.parametrize(
    ("text", "language", "why"),
    [
        ("DD.MM", "en", "year"),
        ("DD.YYYY", "en", "no month"),
        ("DD.DD.MM.YYYY", "en", "twice"),
        ("DDD MM YYYY", "en", "day of the year"),
        ("DMYY", "en", "could not be read back"),
        ("dd.mm.yyyy", "en", "neither a separator nor one of"),
        ("%d.%m.%Y", "en", "neither"),
        ("", "en", "year"),
        ("DD.MM.YYYY", "nl", "language 'nl'"),
    ],
)
def test_a_format_that_cannot_work_is_refused_with_the_reason(
    text: str, language: str, why: str
) -> None:
    with pytest.raises(InvalidInput, match=why):
        parse_format(text, language)


def test_two_digit_years_lie_from_49_years_back_to_50_ahead() -> None:
    assert full_year(76, TODAY) == 2076
    assert full_year(77, TODAY) == 1977
    assert full_year(26, TODAY) == 2026
    assert full_year(10, date(2090, 1, 1)) == 2110
    assert full_year(41, date(2090, 1, 1)) == 2041


@given(st.integers(0, 99), st.dates(date(1960, 1, 1), date(2200, 1, 1)))
def test_a_two_digit_year_keeps_its_digits_and_stays_in_the_window(short: int, today: date) -> None:
    year = full_year(short, today)
    assert year % 100 == short
    assert -49 <= year - today.year <= 50


def test_padded_means_that_separators_may_be_lost() -> None:
    def padded(text: str) -> bool:
        return parse_format(text, "en").padded

    assert padded("DD.MM.YYYY")
    assert not padded("D.M.YYYY")


def test_a_month_is_respelled_in_its_place_only() -> None:
    date_format: DateFormat = parse_format("DD MMM YYYY", "de")
    respelled = set(date_format.respelled("L MRZ1 24 MRZ 2026"))
    assert "L MRZ1 24 MAERZ 2026" in respelled
    assert all(text.startswith("L MRZ1 24 ") for text in respelled)
    assert list(parse_format("DD.MM.YYYY", "de").respelled("24.03.2026")) == []


def test_an_order_has_its_dates_as_iso() -> None:
    assert iso_date("2026-12-24") == date(2026, 12, 24)
    with pytest.raises(InvalidInput, match="expected YYYY-MM-DD"):
        iso_date("2026-02-31")
