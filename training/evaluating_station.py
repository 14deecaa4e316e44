"""Lines as a station judges them: by our reader, and by the second one where ours is unsure.

Every line is tried with its true text and the changed ones, without a deadline: what both readers
can do together, and how often the second is asked.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from edge_agent.core.expected_print import normalised
from edge_agent.core.packs import Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.inspection.cascade import Cascade, SecondReader
from edge_agent.inspection.line_judging import JudgedLine, judge_line
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.reader import NOTHING_READ, LineReader, LineReading
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from training.changed_texts import changed_texts
from training.evaluating import CHANGED_TEXTS, CHANGES_SEED
from training.intervals import wilson_interval
from training.line_sets import LineCase


class ReadOnce:
    """LineReader that reads a cut-out once, however many texts are tried on it."""

    def __init__(self, reader: LineReader) -> None:
        self.reader = reader
        self.asked = 0
        """How many cut-outs it was asked to read."""
        self.last: Pixels | None = None
        self.reading: LineReading = NOTHING_READ

    def read_line(self, pixels: Pixels) -> LineReading:
        if pixels is not self.last:
            self.last, self.reading = pixels, self.reader.read_line(pixels)
            self.asked += 1
        return self.reading


@dataclass(slots=True)
class StationCounts:
    """Over a set."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    """Of the true texts."""
    read_by: Counter[str] = field(default_factory=Counter)
    exact: int = 0
    """Lines whose reading, by whoever had the word, is the true text."""
    second_asked: int = 0
    accepted: list[list[str]] = field(default_factory=list)
    """File, true text and the changed text that was accepted."""

    def document(self) -> dict[str, Any]:
        lines = self.verdicts.total()
        escapes = len({row[0] for row in self.accepted})
        return {
            "ok": self.verdicts[Verdict.OK],
            "ok_interval": list(wilson_interval(self.verdicts[Verdict.OK], lines)),
            "unsure": self.verdicts[Verdict.UNSURE],
            "not_ok": self.verdicts[Verdict.NOT_OK],
            "exact": self.exact,
            "exact_interval": list(wilson_interval(self.exact, lines)),
            "escapes": escapes,
            "escapes_interval": list(wilson_interval(escapes, lines)),
            "changed_accepted": len(self.accepted),
            "read_by": dict(self.read_by),
            "second_asked": self.second_asked,
            "accepted": self.accepted,
        }


def station_counts(
    cases: Iterable[LineCase], own: OwnLineReader, second: LineReader
) -> StationCounts:
    """Tries every case with the texts of `evaluating.evaluate_cases`."""
    once, counts = ReadOnce(second), StationCounts()
    cascade = Cascade(own, SecondReader(once, RealClock()))
    rng = np.random.default_rng(CHANGES_SEED)
    for case in cases:
        tried = Tries(case, own, cascade)
        plain = normalised(case.text)
        asked = once.asked
        true = tried.said(plain)
        counts.second_asked += once.asked > asked
        counts.verdicts[true.comparison.verdict] += 1
        counts.read_by[true.read_by] += 1
        counts.exact += normalised(true.reading.text) == plain
        counts.accepted += [
            [case.name, case.text, other]
            for other in changed_texts(plain, CHANGED_TEXTS, rng)
            if tried.said(other).comparison.verdict is Verdict.OK
        ]
    return counts


class Tries:
    """Texts tried on one line, whose views are made once."""

    def __init__(self, case: LineCase, own: OwnLineReader, cascade: Cascade) -> None:
        self.pixels, self.cascade = case.pixels, cascade
        self.line = own.look(case.pixels)

    def said(self, text: str) -> JudgedLine:
        limits = PrintLimits(text)
        judged = judge_line(self.line, text, limits)
        return self.cascade.second_look(judged, self.pixels, text, limits, None)
