"""Judges a line whose text is known: by what is read, and by how probable that is.

A view that reads the expected text, by the rules of core/expected_print, is believed as far as its
posteriors lead. Every view may say ok; not_ok needs the surest view and the consent of all others,
or two views that plainly read the same other text. What lies between is unreadable.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from edge_agent.core.expected_print import (
    UNREADABLE,
    PrintComparison,
    compare_print,
    normalised,
)
from edge_agent.core.packs import ReadBy, Reason, Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.core.second_reading import Leaning
from edge_agent.inspection.ctc import LogShares, best_path_log_share
from edge_agent.inspection.line_verification import LineVerifier, Verification
from edge_agent.inspection.reader import LineReading
from edge_agent.inspection.seen_line import SeenLine

AGREEING = 2
"""So many views that plainly read the same other text are enough."""
CONTRADICTING_LEAD = 3.0
"""Of another text, from which on nobody else can make the expected one ok."""


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """What is said of one cut-out, and by whom."""

    comparison: PrintComparison
    reading: LineReading
    read_by: ReadBy
    leaning: Leaning
    """Of our own reader, for or against the expected text."""
    found: Verification
    """By our own reader."""
    log_shares: LogShares | None = field(default=None, compare=False, repr=False)
    """Posteriors of the view that our own reader believes; None where it did not look."""


@dataclass(frozen=True, eq=False)
class ViewAnswer:
    """What one view says; its posteriors are asked only where the text alone does not tell."""

    log_shares: LogShares
    reading: LineReading
    comparison: PrintComparison
    """By the text alone."""
    wanted: str
    """The whole line, if the expected text stands in it."""
    verifier: LineVerifier

    @cached_property
    def found(self) -> Verification:
        return self.verifier.verify(self.log_shares, self.wanted)

    @cached_property
    def surety(self) -> float:
        """Log probability of the best path."""
        return best_path_log_share(self.log_shares)

    @property
    def is_ok(self) -> bool:
        return self.comparison.verdict is Verdict.OK and self.found.verdict is Verdict.OK

    @property
    def is_other(self) -> bool:
        return self.comparison.verdict is Verdict.NOT_OK and self.found.verdict is Verdict.NOT_OK


def judge_line(line: SeenLine, expected: str, limits: PrintLimits) -> JudgedLine:
    """By our own reader, in as many views as it needs."""
    answers: list[ViewAnswer] = []
    for log_shares in line.views():
        answers.append(answer_of(line, log_shares, expected, limits))
        if answers[-1].is_ok or is_plainly_other(answers):
            break
    return concluded(answers)


def answer_of(
    line: SeenLine, log_shares: LogShares, expected: str, limits: PrintLimits
) -> ViewAnswer:
    reading = line.decoder(log_shares)
    comparison = UNREADABLE
    if reading.text:
        comparison = compare_print(expected, reading.text, reading.confidence, limits)
    read = normalised(reading.text)
    wanted = read if comparison.verdict is Verdict.OK else put_in_place(normalised(expected), read)
    return ViewAnswer(log_shares, reading, comparison, wanted, line.verifier)


def put_in_place(expected: str, read: str) -> str:
    """The line as it would read if the expected text stood where it nearly does."""
    length = len(expected)
    if len(read) <= length:
        return expected
    place = min(range(len(read) - length + 1), key=lambda i: unlike(expected, read[i : i + length]))
    return read[:place] + expected + read[place + length :]


def unlike(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def is_plainly_other(answers: Sequence[ViewAnswer]) -> bool:
    texts = {normalised(one.reading.text) for one in answers if one.is_other}
    return len(answers) >= AGREEING and all(one.is_other for one in answers) and len(texts) == 1


def concluded(answers: Sequence[ViewAnswer]) -> JudgedLine:
    """The last view where it says ok; else the surest one's word, where the others consent."""
    surest = answers[-1] if answers[-1].is_ok else max(answers, key=lambda one: one.surety)
    leaning = leaning_of(answers)
    defect = 1 - surest.found.confidence
    if surest.is_ok:
        said = PrintComparison(Verdict.OK, min(defect, 0.5))
    elif surest.is_other and leaning is Leaning.AGAINST:
        said = PrintComparison(Verdict.NOT_OK, max(defect, 0.5), (Reason.READS_OTHER,))
    else:
        said = UNREADABLE
    return JudgedLine(said, surest.reading, ReadBy.OWN, leaning, surest.found, surest.log_shares)


def leaning_of(answers: Sequence[ViewAnswer]) -> Leaning:
    """For the expected text where any view reads it; against it where another leads by far."""
    if any(one.comparison.verdict is Verdict.OK for one in answers):
        return Leaning.FOR
    surest = max(answers, key=lambda one: one.surety)
    return Leaning.AGAINST if surest.found.lead <= -CONTRADICTING_LEAD else Leaning.OPEN
