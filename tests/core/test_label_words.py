"""Which printed text is the lot, the expiry and the production date."""

import json
import math
from datetime import date
from pathlib import Path

import pytest

from edge_agent.core.label_words import PrintedText, label_texts
from edge_agent.core.text_places import Quad

TODAY = date(2021, 6, 1)
LETTER_PX = 12.0
LINE_PX = 20.0
Told = list[tuple[str, str | None]]


def quad(x: float, y: float, width: float, turn_deg: float = 0.0) -> Quad:
    """A box with its left top corner at x, y, then turned about the picture's corner."""
    cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))

    def turned(x: float, y: float) -> tuple[float, float]:
        return x * cos - y * sin, x * sin + y * cos

    right, bottom = x + width, y + LINE_PX
    return turned(x, y), turned(right, y), turned(right, bottom), turned(x, bottom)


def told(*texts: tuple[str, float, float], turn_deg: float = 0.0) -> Told:
    printed = [
        PrintedText(text, quad(x, y, len(text) * LETTER_PX, turn_deg)) for text, x, y in texts
    ]
    return [(one.kind, one.iso_date) for one in label_texts(printed, TODAY)]


def lines(*texts: str) -> Told:
    """Texts below each other."""
    return told(*((text, 0.0, 1.4 * LINE_PX * i) for i, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("text", "kind", "iso"),
    [
        ("BEST BEFORE 24.12.2021", "expiry", "2021-12-24"),
        ("BESTBYMAR042021", "expiry", "2021-03-04"),
        ("USEBY15FEB22B09:07", "expiry", "2022-02-15"),
        ("SELL BY 03/03/21 LOT 651 EST 54", "expiry", "2021-03-03"),
        ("MHD 24.12.2021", "expiry", "2021-12-24"),
        ("Mindestens haltbar bis: 12/2021", "expiry", "2021-12"),
        ("À consommer de préférence avant le 24 DÉC 2021", "expiry", "2021-12-24"),
        ("Consumir preferentemente antes del 24 DIC 2021", "expiry", "2021-12-24"),
        ("Da consumarsi entro 24/12/2021", "expiry", "2021-12-24"),
        ("VAL: 24/12/2021", "expiry", "2021-12-24"),
        ("24.12.2021 EXP", "expiry", "2021-12-24"),
        ("MFG 01.05.2021 EXP 01.05.2022", "expiry", "2022-05-01"),
        ("L651 24.12.2021", "expiry", "2021-12-24"),
        ("EXP 12/26", "expiry", None),
        ("EXP 24.I3.2O2I", "expiry", None),
        ("PROD 19 09 2020", "production", "2020-09-19"),
        ("Hergestellt am 19.09.2020", "production", "2020-09-19"),
        ("FAB:19/09/2020", "production", "2020-09-19"),
        ("LOT 20210113", "lot", None),
        ("L0T:0C184296", "lot", None),
        ("L20434 08", "lot", None),
        ("L-H100DA 1216:22", "lot", None),
        ("Ch.-B.: 4711", "lot", None),
        ("Lotto 4711", "lot", None),
        ("NET 500 g", "other", None),
        ("1 L 20", "other", None),
        ("EXPRESS 24", "other", None),
        ("LOTION 500", "other", None),
    ],
)
def test_a_line_alone_is_told_by_its_own_words(text: str, kind: str, iso: str | None) -> None:
    assert lines(text) == [(kind, iso)]


def test_one_date_without_a_label_is_the_expiry() -> None:
    assert lines("2021.06.25", "NET 500 g") == [("expiry", "2021-06-25"), ("other", None)]


def test_of_two_dates_without_labels_the_later_is_the_expiry() -> None:
    production, expiry = ("production", "2021-01-13"), ("expiry", "2022-01-12")
    assert lines("21.01.13(11:08)", "22.01.12(B)") == [production, expiry]
    assert lines("12.01.2022", "13.01.2021") == [expiry, production]


def test_of_three_dates_without_labels_the_middle_is_neither() -> None:
    kinds = [kind for kind, _ in lines("01.01.2021", "01.06.2021", "01.01.2022")]
    assert kinds == ["production", "other", "expiry"]


def test_a_date_before_the_labelled_production_is_no_expiry() -> None:
    assert lines("PROD 01.05.2021", "01.05.2020")[1] == ("other", None)
    assert lines("PROD 01.05.2021", "01.05.2022")[1] == ("expiry", "2022-05-01")


def test_a_date_without_a_year_is_the_expiry_when_nothing_better_is_there() -> None:
    assert lines("01.24 A", "LOT 651") == [("expiry", None), ("lot", None)]
    assert lines("01.24 A", "24.01.2022") == [("other", None), ("expiry", "2022-01-24")]


@pytest.mark.parametrize("turn_deg", [0.0, 30.0, 90.0, 180.0])
def test_a_label_to_the_left_names_the_text(turn_deg: float) -> None:
    assert told(
        *(("MFG", 0, 0), ("01.05.2021", 50, 0)),
        *(("EXP", 0, 30), ("01.05.2022", 50, 30)),
        *(("LOT", 0, 60), ("A123", 50, 60)),
        turn_deg=turn_deg,
    ) == [
        *(("other", None), ("production", "2021-05-01")),
        *(("other", None), ("expiry", "2022-05-01")),
        *(("other", None), ("lot", None)),
    ]


def test_a_label_above_names_the_text() -> None:
    found = told(("BEST BEFORE", 0, 0), ("01.05.2022", 0, 25), ("BATCH", 300, 0), ("77A", 300, 25))
    assert found[1] == ("expiry", "2022-05-01")
    assert found[3] == ("lot", None)


@pytest.mark.parametrize("turn_deg", [0.0, 90.0, 180.0, 270.0])
def test_two_years_of_two_digits_are_told_apart_however_the_pack_lies(turn_deg: float) -> None:
    """Korean packs print production above expiry, the year first and without labels."""
    found = told(("21.01.13(11:08)", 0, 0), ("22.01.12(B)", 0, 30), turn_deg=turn_deg)
    assert found == [("production", "2021-01-13"), ("expiry", "2022-01-12")]


def test_chinese_labels_name_their_dates() -> None:
    found = told(
        *(("生产日期:20250402", 0, 0), ("保质期至:20270401", 0, 30)),
        *(("保质期:24个月", 0, 60), ("批号:B0402", 0, 90)),
    )
    assert found == [
        *(("production", "2025-04-02"), ("expiry", "2027-04-01")),
        *(("other", None), ("lot", None)),
    ]


def test_a_lone_production_date_is_no_expiry() -> None:
    assert told(("生产日期 2025.05.13", 0, 0)) == [("production", "2025-05-13")]


def test_a_label_far_away_names_nothing() -> None:
    assert told(("LOT", 0, 0), ("A123", 400, 0))[1] == ("other", None)
    assert told(("LOT", 0, 0), ("A123", 0, 200))[1] == ("other", None)


def test_texts_come_back_as_given_and_in_order() -> None:
    printed = [PrintedText("b", quad(0, 40, 20)), PrintedText("a", quad(0, 0, 20))]
    found = label_texts(printed, TODAY)
    assert [(one.text, one.quad) for one in found] == [(one.text, one.quad) for one in printed]
    assert label_texts([], TODAY) == ()


@pytest.mark.pictures
@pytest.mark.parametrize("today", [date(2021, 6, 1), date(2026, 11, 22)])
def test_expiry_and_production_of_the_labelled_packs_are_told(
    picture_data: Path, today: date
) -> None:
    labels = (picture_data / "expdate-products" / "labels.json").read_text(encoding="utf-8")
    kinds = {"exp": "expiry", "prod": "production"}
    packs = 0
    for pack in json.loads(labels).values():
        truth = [one for one in pack["anns"] if one["quad"]]
        printed = [PrintedText(one["text"], one["quad"]) for one in truth]
        for one, found in zip(truth, label_texts(printed, today), strict=True):
            expected = kinds.get(one["kind"])
            assert expected is None or (found.kind, found.iso_date or "") == (expected, one["iso"])
            assert expected or found.kind in ("lot", "other")
        packs += any(one["kind"] == "exp" for one in truth)
    assert packs >= 19
