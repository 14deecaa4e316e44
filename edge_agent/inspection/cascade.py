"""Two readers of lines: ours for every line, PP-OCR's only for one that leaves ours unsure.

The second reader takes ten times as long, so it is asked only where its last readings say that it
will be done before the deadline. What both say together is the table in core/second_reading.
"""

from dataclasses import replace

from edge_agent.core.expected_print import PrintComparison, compare_print
from edge_agent.core.packs import ReadBy, Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.core.second_reading import TOGETHER, LearntCost, SecondSays
from edge_agent.inspection.line_judging import JudgedLine, judge_line
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.reader import LineReader, LineReading
from hardware.interfaces import Clock, Pixels

REST_NS = 8_000_000
"""Kept of the time left: for the checks that follow, and for the order's way to the gate."""
LEAST_CHARACTER = 0.5
"""A second reading with a weaker character than this is unclear, whatever it says."""
REHEARSALS = 3
"""Readings of each taught line before the first pack; the first one only warms the net up."""


class SecondReader:
    """A reader that is asked when there is time, and learns how long it takes."""

    def __init__(self, reader: LineReader, clock: Clock) -> None:
        self.reader, self.clock = reader, clock
        self.cost = LearntCost()

    def until_ns(self, time_left_ns: int | None) -> int | None:
        """When a reading must be done, on this reader's clock; None where nothing hurries."""
        return None if time_left_ns is None else self.clock.now_ns() + time_left_ns - REST_NS

    def read(self, pixels: Pixels, until_ns: int | None) -> LineReading | None:
        """None where it might come too late."""
        begun_ns = self.clock.now_ns()
        if not self.cost.allows(None if until_ns is None else until_ns - begun_ns):
            return None
        reading = self.reader.read_line(pixels)
        self.cost.took(self.clock.now_ns() - begun_ns)
        return reading

    def rehearse(self, pixels: Pixels) -> None:
        self.reader.read_line(pixels)
        for _ in range(REHEARSALS - 1):
            self.read(pixels, None)


class Cascade:
    """LineReader, and judge of lines whose text is known."""

    def __init__(self, first: OwnLineReader, second: SecondReader) -> None:
        self.first, self.second = first, second

    def read_line(self, pixels: Pixels) -> LineReading:
        """By our own reader: where no text is expected nobody can say that it is unsure."""
        return self.first.read_line(pixels)

    def judge(self, pixels: Pixels, expected: str, limits: PrintLimits) -> JudgedLine:
        """By our own reader alone."""
        return judge_line(self.first.look(pixels), expected, limits)

    def second_look(
        self,
        judged: JudgedLine,
        pixels: Pixels,
        expected: str,
        limits: PrintLimits,
        until_ns: int | None,
    ) -> JudgedLine:
        """What both readers say of a line of which ours is not sure; as judged without time."""
        if judged.comparison.verdict is not Verdict.UNSURE:
            return judged
        reading = self.second.read(pixels, until_ns)
        if reading is None or not reading.text:
            return judged
        compared = compare_print(expected, reading.text, reading.confidence, limits)
        verdict = TOGETHER[judged.leaning, second_says(reading, compared)]
        if verdict is Verdict.UNSURE:
            return judged
        return replace(judged, comparison=compared, reading=reading, read_by=ReadBy.SECOND)


def second_says(reading: LineReading, compared: PrintComparison) -> SecondSays:
    if min(reading.char_confidences) < LEAST_CHARACTER:
        return SecondSays.UNCLEAR
    match compared.verdict:
        case Verdict.OK:
            return SecondSays.EXPECTED
        case Verdict.NOT_OK:
            return SecondSays.OTHER
        case Verdict.UNSURE:
            return SecondSays.UNCLEAR
