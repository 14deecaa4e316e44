"""A single line is read by the surer of two readers, and the slower one only where it is needed."""

import numpy as np
import pytest

from edge_agent.core.packs import ReadBy
from edge_agent.inspection.either_reader import EitherReader
from edge_agent.inspection.opening import open_own_reader
from edge_agent.inspection.reader import LineReader, LineReading
from hardware.interfaces import Pixels
from tests.inspection.drawn import line_cut_out

PLAIN = line_cut_out("EXP 24.12.2026")
NOISE = np.random.default_rng(3).integers(0, 256, (40, 300, 3), np.uint8)


class Says:
    """A second reader that always says the same."""

    def __init__(self, text: str, sure: float) -> None:
        self.reading = LineReading(text, sure, (sure,) * len(text))
        self.asked = 0

    def read_line(self, pixels: Pixels) -> LineReading:
        self.asked += 1
        return self.reading


def never() -> LineReader:
    raise AssertionError("the second reader was opened")


def test_a_plain_line_needs_no_second_reader() -> None:
    reading, read_by = EitherReader(open_own_reader(), never).read(PLAIN)
    assert (reading.text, read_by) == ("EXP 24.12.2026", ReadBy.OWN)


def test_what_leaves_ours_unsure_is_read_by_the_second() -> None:
    second = Says("L1", 0.9)
    reading, read_by = EitherReader(open_own_reader(), lambda: second).read(NOISE)
    assert (reading.text, read_by, second.asked) == ("L1", ReadBy.SECOND, 1)


@pytest.mark.parametrize("second", [Says("L1", 0.4), Says("", 0.0)], ids=["unsure", "silent"])
def test_an_unsure_second_reader_does_not_outdo_ours(second: Says) -> None:
    ours = open_own_reader()
    reading, read_by = EitherReader(ours, lambda: second).read(NOISE)
    assert (reading, read_by) == (ours.read_line(NOISE), ReadBy.OWN)
