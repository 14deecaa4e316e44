"""Any one line, with no text expected: by our reader, and by PP-OCR where ours is not sure.

Ours is sure of what it reads where it would pass as the expected text, by the limits that were
fitted to the net: then no text that differs in one character is nearly as probable.
"""

from collections.abc import Callable
from functools import cached_property

from edge_agent.core.packs import ReadBy, Verdict
from edge_agent.inspection.cascade import LEAST_CHARACTER
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.reader import LineReader, LineReading
from edge_agent.inspection.seen_line import SeenLine
from hardware.interfaces import Pixels


class EitherReader:
    """`open_second` is called for the first line that leaves ours unsure."""

    def __init__(self, first: OwnLineReader, open_second: Callable[[], LineReader]) -> None:
        self.first = first
        self.open_second = open_second

    @cached_property
    def second(self) -> LineReader:
        return self.open_second()

    def read(self, pixels: Pixels) -> tuple[LineReading, ReadBy]:
        """What stands in the cut-out (height x width x 3), and who says so."""
        line = self.first.look(pixels)
        ours = line.reading()
        if is_sure(line, ours):
            return ours, ReadBy.OWN
        theirs = self.second.read_line(pixels)
        if theirs.text and min(theirs.char_confidences) >= LEAST_CHARACTER:
            return theirs, ReadBy.SECOND
        return ours, ReadBy.OWN


def is_sure(line: SeenLine, reading: LineReading) -> bool:
    return any(
        line.decoder(one).text == reading.text
        and line.verifier.verify(one, reading.text).verdict is Verdict.OK
        for one in line.seen
    )
