"""A station's two readers on one line: the second is asked once, and only where ours is unsure."""

import numpy as np

from edge_agent.core.packs import ReadBy, Verdict
from edge_agent.inspection.reader import LineReading
from hardware.interfaces import Pixels
from training.evaluating_station import ReadOnce, StationCounts

PLAIN = np.zeros((20, 60, 3), np.uint8)


class Counting:
    """Says how many cut-outs it has read."""

    def __init__(self) -> None:
        self.count = 0

    def read_line(self, pixels: Pixels) -> LineReading:
        self.count += 1
        return LineReading(str(self.count), 1.0, (1.0,))


def test_a_cut_out_is_read_once_however_often_it_is_asked_for() -> None:
    once = ReadOnce(Counting())
    other = PLAIN.copy()
    said = [once.read_line(pixels).text for pixels in (PLAIN, PLAIN, other, other, other)]
    assert said == ["1", "1", "2", "2", "2"]
    assert once.asked == 2


def test_escapes_are_counted_by_line() -> None:
    counts = StationCounts()
    counts.verdicts.update([Verdict.OK, Verdict.OK, Verdict.UNSURE])
    counts.read_by.update([ReadBy.OWN, ReadBy.OWN, ReadBy.SECOND])
    counts.accepted = [["a.png", "L1", "L2"], ["a.png", "L1", "L7"]]
    document = counts.document()
    assert (document["ok"], document["unsure"], document["not_ok"]) == (2, 1, 0)
    assert (document["escapes"], document["changed_accepted"]) == (1, 2)
    assert document["read_by"] == {"packwarden": 2, "ppocr": 1}
