"""How exactly a reader reads a set of lines, and how surely an expected text can be verified on it.

Only letters and digits are compared. For verification each line is tried with its true text and
with texts that differ in one character of the same kind; the posteriors of our reader decide.
Shares have 95 % score intervals (Wilson 1927, JASA), by line and not by trial: the texts tried on
one line are not independent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from edge_agent.core.expected_print import normalised
from edge_agent.core.packs import Verdict
from edge_agent.inspection.line_verification import LineVerifier
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.reader import LineReader
from hardware.clock import RealClock
from hardware.pictures import load_picture
from training.line_sets import LabelledLine
from training.spoiling import Spoiler, untouched

Z_95 = 1.959964
CHANGED_TEXTS = 20
CHANGES_SEED = 11
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Wrong = tuple[str, str, str]


@dataclass(slots=True)
class Verified:
    """Counts over a set."""

    true_ok: int = 0
    true_unsure: int = 0
    true_not_ok: int = 0
    changed: int = 0
    changed_ok: int = 0
    lines_changed_ok: int = 0
    """Lines on which at least one changed text was accepted."""


@dataclass(slots=True)
class Evaluation:
    name: str
    lines: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)
    verified: Verified | None = None

    def document(self) -> dict[str, Any]:
        """design: set, n, exact, share, interval, ... ; what was not tried is null."""
        exact = self.lines - len(self.wrong)
        tried = self.verified
        return {
            "set": self.name,
            "n": self.lines,
            "exact": exact,
            "share": round(exact / self.lines, 4),
            "interval": list(wilson_interval(exact, self.lines)),
            "false_rejects": tried and tried.true_not_ok,
            "escapes": tried and tried.lines_changed_ok,
            "unsure": tried and tried.true_unsure,
            "verified": tried and self.verified_document(tried),
            "latency_ms": {
                "p50": round(float(np.percentile(self.latencies_ms, 50)), 2),
                "p99": round(float(np.percentile(self.latencies_ms, 99)), 2),
            },
            "wrong": [list(one) for one in self.wrong],
        }

    def verified_document(self, tried: Verified) -> dict[str, Any]:
        return {
            "true_ok": tried.true_ok,
            "true_ok_interval": list(wilson_interval(tried.true_ok, self.lines)),
            "changed_texts": tried.changed,
            "changed_accepted": tried.changed_ok,
            "escapes_interval": list(wilson_interval(tried.lines_changed_ok, self.lines)),
        }


def wilson_interval(count: int, total: int) -> tuple[float, float]:
    """95 % score interval of a share."""
    share, weight = count / total, Z_95**2 / total
    middle = (share + weight / 2) / (1 + weight)
    reach = Z_95 * sqrt(share * (1 - share) / total + weight / (4 * total)) / (1 + weight)
    return round(max(0.0, middle - reach), 4), round(min(1.0, middle + reach), 4)


def changed_texts(text: str, count: int, rng: np.random.Generator) -> list[str]:
    """Texts that differ in one letter or digit, replaced by another of its kind."""
    found = []
    for _ in range(count):
        place = int(rng.integers(len(text)))
        others = (DIGITS if text[place].isdigit() else LETTERS).replace(text[place], "")
        found.append(text[:place] + others[int(rng.integers(len(others)))] + text[place + 1 :])
    return found


def evaluate_lines(
    name: str,
    lines: Sequence[LabelledLine],
    reader: LineReader,
    spoil: Spoiler = untouched,
) -> Evaluation:
    """Reads every line once; with our own reader every line is verified too."""
    clock, found = RealClock(), Evaluation(name)
    own = reader if isinstance(reader, OwnLineReader) else None
    found.verified = Verified() if own else None
    rng = np.random.default_rng(CHANGES_SEED)
    for number, line in enumerate(lines):
        pixels = spoil(load_picture(line.file), number)
        start_ns = clock.now_ns()
        read = reader.read_line(pixels).text
        found.latencies_ms.append((clock.now_ns() - start_ns) / 1e6)
        found.lines += 1
        if normalised(read) != normalised(line.text):
            found.wrong.append((line.file.name, line.text, read))
        if own and found.verified:
            verify_line(found.verified, own.verifier, own.posteriors(pixels), line.text, rng)
    return found


def verify_line(
    counts: Verified, verifier: LineVerifier, log_shares: Any, text: str, rng: np.random.Generator
) -> None:
    """The true text and the changed ones."""
    match verifier.verify(log_shares, text).verdict:
        case Verdict.OK:
            counts.true_ok += 1
        case Verdict.UNSURE:
            counts.true_unsure += 1
        case _:
            counts.true_not_ok += 1
    accepted = [
        verifier.verify(log_shares, other).verdict is Verdict.OK
        for other in changed_texts(normalised(text), CHANGED_TEXTS, rng)
    ]
    counts.changed += len(accepted)
    counts.changed_ok += sum(accepted)
    counts.lines_changed_ok += any(accepted)
