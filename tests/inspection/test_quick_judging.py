from datetime import date

from edge_agent.core.label_words import PrintedText, label_texts
from edge_agent.inspection.date_votes import Vote
from edge_agent.inspection.own_finder import Place, PlaceKind
from edge_agent.inspection.quads import Quad
from edge_agent.inspection.quick_judging import tells_expiry
from edge_agent.inspection.quick_look import QuickLine
from edge_agent.inspection.reader import LineReading

TODAY = date(2026, 11, 22)


def line(text: str, y: float, *, sure: bool = False, dated: bool | None = None, share: float = 0.95,
         kind: PlaceKind = PlaceKind.CODE) -> QuickLine:  # fmt: skip
    quad: Quad = ((0, y), (200, y), (200, y + 20), (0, y + 20))
    reading = LineReading(text, share, (share,) * len(text))
    return QuickLine(
        Place(kind, quad, 0.9, 0.9, 0.0), Vote(reading, sure if dated is None else dated, sure)
    )


def enough(*lines: QuickLine) -> bool:
    texts = [PrintedText(one.found.text, one.found.quad) for one in lines]
    return tells_expiry(lines, label_texts(texts, TODAY), TODAY)


def test_a_sure_expiry_is_enough() -> None:
    assert enough(line("24.12.2026", 0, sure=True))
    assert enough(line("24.12.2026", 0, sure=True), line("L24A113", 30))


def test_a_date_in_doubt_is_not() -> None:
    assert not enough(line("24.12.2026", 0, dated=True))
    assert not enough(line("L24A113", 0))
    assert not enough()


def test_a_line_in_doubt_beside_the_date_may_be_the_expiry() -> None:
    production = line("24.12.2025", 0, sure=True)
    assert not enough(production, line("2#.12.20?6 8", 30, share=0.6))
    assert not enough(production, line("24.12.2026 8", 30, dated=True))
    assert enough(production, line("24.12.20?6 8", 900, share=0.6))


def test_words_in_doubt_are_no_date() -> None:
    words = line("1O0 g enth4lt 25 3O", 30, share=0.6, kind=PlaceKind.WORDS)
    assert enough(line("24.12.2026", 0, sure=True), words)


def test_an_expiry_with_its_label_needs_no_quiet_neighbours() -> None:
    assert enough(line("EXP 24.12.2026", 0, sure=True), line("2#.12.20?5", 30, share=0.6))


def test_two_expiries_contradict_each_other() -> None:
    assert not enough(line("EXP 24.12.2026", 0, sure=True), line("EXP 25.12.2026", 30, sure=True))


def test_a_date_of_another_time_is_misread() -> None:
    assert not enough(line("EXP 24.12.2062", 0, sure=True))
