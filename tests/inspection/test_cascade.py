"""The second reader: asked only where ours is unsure and time is left, and never believed alone."""

from dataclasses import replace

import numpy as np
import pytest

from edge_agent.core.expected_print import UNREADABLE
from edge_agent.core.packs import ReadBy, Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.core.second_reading import Leaning
from edge_agent.inspection.cascade import REHEARSALS, REST_NS, Cascade, SecondReader
from edge_agent.inspection.line_judging import JudgedLine
from edge_agent.inspection.line_verification import Verification
from edge_agent.inspection.opening import open_readers
from edge_agent.inspection.reader import LineReading
from hardware.interfaces import Pixels
from simulators.clock import VirtualClock

LINE = np.full((40, 200, 3), 200, np.uint8)
LOT = PrintLimits("{lot}")
COST_NS = 30_000_000


class SlowReader:
    """Reads always the same, and takes its time of a clock."""

    def __init__(self, clock: VirtualClock, text: str, confidence: float = 0.99) -> None:
        self.clock, self.text, self.confidence = clock, text, confidence
        self.asked = 0

    def read_line(self, pixels: Pixels) -> LineReading:
        self.asked += 1
        self.clock.sleep_until_ns(self.clock.now_ns() + COST_NS)
        shares = (self.confidence,) * len(self.text)
        return LineReading(self.text, self.confidence if self.text else 0.0, shares)


def judged(verdict: Verdict = Verdict.UNSURE, leaning: Leaning = Leaning.OPEN) -> JudgedLine:
    return JudgedLine(
        replace(UNREADABLE, verdict=verdict),
        LineReading("L1?3", 0.5, (0.5,) * 4),
        ReadBy.OWN,
        leaning,
        Verification(verdict, 0.0, -0.3, "L13", 0.5),
    )


@pytest.fixture(scope="module")
def first() -> Cascade:
    return open_readers()


def cascade(first: Cascade, text: str, confidence: float = 0.99) -> tuple[Cascade, SlowReader]:
    """Rehearsed, with a second reader that says this."""
    clock = VirtualClock()
    reader = SlowReader(clock, text, confidence)
    found = Cascade(first.first, SecondReader(reader, clock))
    found.second.rehearse(LINE)
    assert reader.asked == REHEARSALS
    reader.asked = 0
    return found, reader


def look(found: Cascade, one: JudgedLine, time_left_ns: int | None) -> JudgedLine:
    return found.second_look(one, LINE, "L113", LOT, found.second.until_ns(time_left_ns))


def test_with_time_the_expected_text_makes_an_open_line_ok(first: Cascade) -> None:
    found, reader = cascade(first, "L113")
    told = look(found, judged(), REST_NS + 2 * COST_NS)
    assert (told.comparison.verdict, told.read_by) == (Verdict.OK, ReadBy.SECOND)
    assert (told.reading.text, reader.asked) == ("L113", 1)


@pytest.mark.parametrize("left_ns", [0, REST_NS, REST_NS + COST_NS])
def test_without_time_nobody_is_asked_and_the_line_stays_unsure(
    first: Cascade, left_ns: int
) -> None:
    found, reader = cascade(first, "L113")
    assert look(found, judged(), left_ns) == judged()
    assert reader.asked == 0


def test_where_nothing_hurries_it_is_asked(first: Cascade) -> None:
    found, reader = cascade(first, "L113")
    assert look(found, judged(), None).read_by is ReadBy.SECOND
    assert reader.asked == 1


@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.NOT_OK])
def test_a_sure_answer_is_never_asked_about(first: Cascade, verdict: Verdict) -> None:
    found, reader = cascade(first, "L118")
    assert look(found, judged(verdict), None) == judged(verdict)
    assert reader.asked == 0


@pytest.mark.parametrize(
    ("leaning", "text", "verdict"),
    [
        (Leaning.FOR, "L113", Verdict.OK),
        (Leaning.FOR, "L118", Verdict.UNSURE),
        (Leaning.OPEN, "L118", Verdict.UNSURE),
        (Leaning.AGAINST, "L113", Verdict.UNSURE),
        (Leaning.AGAINST, "L118", Verdict.NOT_OK),
        (Leaning.AGAINST, "LII3", Verdict.UNSURE),
        (Leaning.OPEN, "L1134", Verdict.UNSURE),
        (Leaning.OPEN, "", Verdict.UNSURE),
    ],
)
def test_what_both_say_together(
    first: Cascade, leaning: Leaning, text: str, verdict: Verdict
) -> None:
    found, _ = cascade(first, text)
    told = look(found, judged(leaning=leaning), None)
    assert told.comparison.verdict is verdict
    assert told.read_by is (ReadBy.OWN if verdict is Verdict.UNSURE else ReadBy.SECOND)


def test_a_second_reading_with_a_weak_character_is_not_believed(first: Cascade) -> None:
    found, _ = cascade(first, "L113", confidence=0.45)
    assert look(found, judged(), None).comparison.verdict is Verdict.UNSURE
