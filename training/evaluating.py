"""How exactly a reader reads a set of lines, and how surely an expected text can be verified on it.

Only letters and digits are compared. For verification each line is tried with its true text and
with texts that differ in one character of the same kind; the posteriors of our reader decide.
Shares have 95 % intervals, by line and not by trial: the texts tried on one line are not
independent. A line is an escape where verification accepts a changed text or what was misread.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from edge_agent.core.expected_print import normalised
from edge_agent.core.packs import Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.inspection.line_judging import judge_line
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.reader import LineReader
from edge_agent.inspection.seen_line import SeenLine
from hardware.clock import RealClock
from training.changed_texts import changed_texts
from training.evaluation import Evaluation, Mistake, shown
from training.intervals import wilson_interval
from training.line_sets import LabelledLine, LineCase, line_cases
from training.spoiling import Spoiler, untouched

CHANGED_TEXTS = 20
CHANGES_SEED = 11


@dataclass(frozen=True, slots=True)
class Tried:
    """What verification says of one line: of its true text, and which changed texts pass."""

    true: Verdict
    changed: int
    accepted: tuple[str, ...]
    """Changed texts that pass."""
    misread_accepted: bool


@dataclass(slots=True)
class Verified:
    """Counts over a set."""

    true_ok: int = 0
    true_unsure: int = 0
    true_not_ok: int = 0
    changed: int = 0
    changed_ok: int = 0
    misread_ok: int = 0
    lines_changed_ok: int = 0
    """Lines on which at least one wrong text was accepted."""

    def add(self, tried: Tried) -> None:
        self.true_ok += tried.true is Verdict.OK
        self.true_unsure += tried.true is Verdict.UNSURE
        self.true_not_ok += tried.true is Verdict.NOT_OK
        self.changed += tried.changed
        self.changed_ok += len(tried.accepted)
        self.misread_ok += tried.misread_accepted
        self.lines_changed_ok += bool(tried.accepted) or tried.misread_accepted

    @property
    def lines(self) -> int:
        return self.true_ok + self.true_unsure + self.true_not_ok

    def document(self) -> dict[str, Any]:
        """The keys of an evaluation's document that tell of verification."""
        return {
            "false_rejects": self.true_not_ok,
            "escapes": self.lines_changed_ok,
            "unsure": self.true_unsure,
            "verified": {
                "true_ok": self.true_ok,
                "true_ok_interval": list(wilson_interval(self.true_ok, self.lines)),
                "unsure_interval": list(wilson_interval(self.true_unsure, self.lines)),
                "changed_texts": self.changed,
                "changed_accepted": self.changed_ok,
                "misreadings_accepted": self.misread_ok,
                "escapes_interval": list(wilson_interval(self.lines_changed_ok, self.lines)),
            },
        }


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A line and what was read in it."""

    case: LineCase
    read: str
    confidence: float

    @property
    def is_right(self) -> bool:
        return normalised(self.read) == normalised(self.case.text)

    def mistake(self, kind: str, read: str | None = None) -> Mistake:
        said = self.read if read is None else read
        picture = shown(self.case.pixels)
        return Mistake(
            self.case.name,
            self.case.text,
            said,
            kind,
            self.confidence,
            picture,
            self.case.kind or "",
        )

    def failures(self, tried: Tried) -> list[Mistake]:
        """Where verification did not say what is true."""
        kinds = {Verdict.NOT_OK: "false_reject", Verdict.UNSURE: "unsure"}
        told = [self.mistake(kinds[tried.true])] if tried.true in kinds else []
        misread = [self.read] if tried.misread_accepted else []
        return told + [self.mistake("escape", other) for other in (*tried.accepted, *misread)]


def evaluate_lines(
    name: str, lines: Sequence[LabelledLine], reader: LineReader, spoil: Spoiler = untouched
) -> Evaluation:
    """The cut-outs of a folder."""
    return evaluate_cases(name, line_cases(lines, spoil), reader)


def evaluate_cases(name: str, cases: Iterable[LineCase], reader: LineReader) -> Evaluation:
    """Reads every line once; with our own reader every line is verified too."""
    clock, found, counts = RealClock(), Evaluation(name), Verified()
    kinds: Counter[str] = Counter()
    own = reader if isinstance(reader, OwnLineReader) else None
    rng = np.random.default_rng(CHANGES_SEED)
    for case in cases:
        start_ns = clock.now_ns()
        reading = reader.read_line(case.pixels)
        latency_ms = (clock.now_ns() - start_ns) / 1e6
        sure = reading.confidence if reading.exact is None else reading.exact
        said = Said(case, reading.text, sure)
        kinds.update([case.kind] if case.kind else [])
        if said.is_right:
            found.right(latency_ms, said.confidence)
        else:
            found.wrong(said.mistake("misread"), latency_ms)
        if own:
            tried = tried_texts(own.look(case.pixels), case.text, rng, said.read)
            counts.add(tried)
            found.mistakes += said.failures(tried)
    found.verification = counts.document() if own else {}
    found.more = by_kind(kinds, found) if kinds else {}
    return found


def tried_texts(line: SeenLine, text: str, rng: np.random.Generator, read: str = "") -> Tried:
    """The true text, the changed ones, and what was `read` where that is another one.

    By the rules by which a station judges a line, of its own reader alone.
    """

    def said(other: str) -> Verdict:
        return judge_line(line, other, PrintLimits(other)).comparison.verdict

    plain = normalised(text)
    others = changed_texts(plain, CHANGED_TEXTS, rng)
    is_misread = normalised(read) not in ("", plain)
    return Tried(
        said(plain),
        len(others),
        tuple(other for other in others if said(other) is Verdict.OK),
        misread_accepted=is_misread and said(normalised(read)) is Verdict.OK,
    )


def by_kind(kinds: Counter[str], found: Evaluation) -> dict[str, Any]:
    """Exact and tried of each kind."""
    wrong = Counter(one.group for one in found.misread)
    return {"by_kind": {kind: [tried - wrong[kind], tried] for kind, tried in kinds.items()}}
