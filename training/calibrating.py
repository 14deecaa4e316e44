"""Fits the limits and the confidence of verification to a net, on drawn lines it has never seen.

Drawn lines are spoilt by turns as in an evaluation: a station also meets small, faint and moved
print. Of all limits under which hardly a wrong text is accepted, those are taken that let most true
texts pass. Wrong texts are those that differ in one character of the same kind; the share of them
that a line would accept is counted, not drawn by lot.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import cycle
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.expected_print import normalised
from edge_agent.core.packs import Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.inspection.ctc import best_path_log_odds
from edge_agent.inspection.line_judging import ViewAnswer, answer_of, judge_line
from edge_agent.inspection.line_verification import LEAST_FIT, MOST_LEAD, Confidence, Limits
from edge_agent.inspection.own_reader import Exactness, OwnLineReader
from edge_agent.inspection.seen_line import SeenLine
from training.changed_texts import changed_texts, changes_of, is_one_change
from training.lines.drawing import drawn_line
from training.spoiling import SPOILERS

CALIBRATION_SEED = 7_000_003
MOST_ACCEPTED_SHARE = 0.0004
"""Of wrong texts; the target on packs is 0.001."""
MOST_REFUSED_SHARE = 0.004
"""Of true texts that are said to be another one."""
LEADS = (0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 4.0, 6.0)
FITS = (-0.6, -0.45, -0.35, -0.28, -0.22, -0.17, -0.13, -0.1, -0.07, -0.04)
OTHER_LEADS = (3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0)
STEPS = 40
RIDGE = 1e-3
MOST_EXPONENT = 30.0

Measured = tuple[float, float]
"""Lead and fit."""
Labelled = tuple[SeenLine, str]
"""A line and the letters and digits that it says."""


@dataclass(frozen=True, slots=True)
class TriedLine:
    """What the views of one line say."""

    true: tuple[Measured, ...]
    """Of the views that read its text."""
    wrong: tuple[tuple[str, Measured], ...]
    """Of those that read a text with one changed character."""
    changes: int
    """How many such texts there are."""
    against: Measured | None
    """Of the surest view, where it clearly reads another text and no view reads the true one."""

    def accepts_true(self, limits: Limits) -> bool:
        return any(passes(one, limits) for one in self.true)

    def accepted_share(self, limits: Limits) -> float:
        """Of the wrong texts."""
        texts = {text for text, one in self.wrong if passes(one, limits)}
        return len(texts) / self.changes


def passes(found: Measured, limits: Limits) -> bool:
    lead, fit = found
    return lead >= limits.least_lead and fit >= limits.least_fit


def calibrated(reader: OwnLineReader, count: int) -> dict[str, Any]:
    """The facts of reader.json that say when a line is believed; the reader works by them at once.

    The confidence is fitted to lines that the limits have not seen.
    """
    reader.verifier.limits = best_limits(tried_lines(reader, count))
    others = [(reader.look(pixels), text) for pixels, text in spoilt_lines(count, count // 2)]
    reader.verifier.confidence = fitted_confidence(*judged_lines(others))
    reader.exactness = fitted_exactness(others)
    return {
        "limits": asdict(reader.verifier.limits),
        "confidence": asdict(reader.verifier.confidence),
        "exactness": asdict(reader.exactness),
        "calibration_lines": count,
    }


def spoilt_lines(first: int, count: int) -> Iterator[tuple[NDArray[np.uint8], str]]:
    """Drawn lines that have a letter or a digit, and these in capitals; spoilt by turns."""
    numbers = range(first, first + count)
    for number, spoil in zip(numbers, cycle(SPOILERS.values()), strict=False):
        pixels, text = drawn_line(CALIBRATION_SEED, number)
        if plain := normalised(text):
            yield spoil(pixels, number), plain


def tried_lines(reader: OwnLineReader, count: int) -> list[TriedLine]:
    return [tried(reader.look(pixels), text) for pixels, text in spoilt_lines(0, count)]


def tried(line: SeenLine, text: str) -> TriedLine:
    """Verifies what each view reads, where that is the true text or nearly so."""
    answers = [answer_of(line, one, text, PrintLimits(text)) for one in line.views()]
    true = tuple(measured(one) for one in answers if one.comparison.verdict is Verdict.OK)
    surest = max(answers, key=lambda one: one.surety)
    refused = not true and surest.comparison.verdict is Verdict.NOT_OK
    return TriedLine(
        true,
        tuple(wrongly_read(line, text)),
        changes_of(text),
        measured(surest) if refused else None,
    )


def wrongly_read(line: SeenLine, text: str) -> Iterator[tuple[str, Measured]]:
    """What views read that differs in one character, and how sure they are of it."""
    for log_shares in line.views():
        read = normalised(line.decoder(log_shares).text)
        if is_one_change(text, read):
            found = line.verifier.verify(log_shares, read)
            yield read, (found.lead, found.fit)


def measured(answer: ViewAnswer) -> Measured:
    return answer.found.lead, answer.found.fit


def best_limits(lines: Sequence[TriedLine]) -> Limits:
    """The limits that let most true texts pass; the strictest where all let too much through."""
    best, most = Limits(LEADS[-1], FITS[-1]), -1
    for limits in (Limits(lead, fit) for lead in LEADS for fit in FITS):
        accepted = sum(line.accepted_share(limits) for line in lines)
        passed = sum(line.accepts_true(limits) for line in lines)
        if accepted <= MOST_ACCEPTED_SHARE * len(lines) and passed > most:
            best, most = limits, passed
    return replace(best, other_lead=least_other_lead(lines, best.least_fit))


def least_other_lead(lines: Sequence[TriedLine], least_fit: float) -> float:
    """From which lead on another text may be believed; the greatest where none is enough."""
    found = [line.against for line in lines if line.against is not None]
    leads = [-lead for lead, fit in found if fit >= least_fit]
    for wanted in OTHER_LEADS:
        if sum(lead >= wanted for lead in leads) <= MOST_REFUSED_SHARE * len(lines):
            return wanted
    return OTHER_LEADS[-1]


def judged_lines(
    lines: Iterable[Labelled],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Lead and fit (2n x 2) of each line's true text and of one wrong text, and which is which."""
    rng = np.random.default_rng(CALIBRATION_SEED)
    found, is_true = [], []
    for line, text in lines:
        for one in (text, *changed_texts(text, 1, rng)):
            judged = judge_line(line, one, PrintLimits(one)).found
            found.append((max(judged.lead, -MOST_LEAD), max(judged.fit, LEAST_FIT)))
            is_true.append(one == text)
    return np.array(found), np.array(is_true)


def fitted_confidence(found: NDArray[np.float64], is_true: NDArray[np.bool_]) -> Confidence:
    return Confidence(*regression(np.clip(found, -MOST_LEAD, MOST_LEAD), is_true))


def fitted_exactness(lines: Iterable[Labelled]) -> Exactness:
    """From what is read freely, and whether it is the text."""
    log_odds, is_right = [], []
    for line, text in lines:
        log_shares = line.posteriors()
        log_odds.append([best_path_log_odds(log_shares)])
        is_right.append(normalised(line.decoder(log_shares).text) == text)
    return Exactness(*regression(np.array(log_odds), np.array(is_right)))


def regression(found: NDArray[np.float64], is_true: NDArray[np.bool_]) -> list[float]:
    """Offset and weights of a logistic regression on n x k values, by Newton's method.

    A breath of ridge makes it end where all is told apart.
    """
    columns = np.column_stack([np.ones(len(found)), found])
    weights = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-np.clip(columns @ weights, -MOST_EXPONENT, MOST_EXPONENT)))
        slope = columns.T @ (is_true - said) - RIDGE * weights
        curvature = (columns * (said * (1 - said))[:, np.newaxis]).T @ columns
        weights += np.linalg.solve(curvature + RIDGE * np.eye(len(weights)), slope)
    return [round(float(one), 4) for one in weights]
