"""Our own line reader: a small CTC net in ONNX, and the facts that belong to it in JSON.

`reader.json` lies beside `reader.onnx`, names its characters and bears its hash, so that no net is
read with another one's characters. The posteriors of a line are given out, since verifying an
expected text asks them more than which text is best.
"""

import hashlib
import json
from dataclasses import dataclass
from math import tanh
from pathlib import Path
from typing import Any

import numpy as np

from edge_agent.core.date_shapes import with_month_letters
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.months import folded
from edge_agent.inspection.ctc import BLANK, Classes, LogShares, best_path, best_path_log_odds
from edge_agent.inspection.line_verification import Confidence, Limits, LineVerifier
from edge_agent.inspection.line_views import LineInput
from edge_agent.inspection.reader import NOTHING_READ, LineReading
from edge_agent.inspection.seen_line import SeenLine
from edge_agent.inspection.sessions import open_session
from hardware.interfaces import Pixels


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The characters of a net; class 0 is the blank, class 1 the first character."""

    characters: str

    def text(self, classes: Classes) -> str:
        return "".join(self.characters[number - 1] for number in classes)

    def classes(self, text: str) -> Classes | None:
        """A text as classes, accents folded away; None where it has a character the net lacks."""
        found = []
        for one in text:
            known = one if one in self.characters else folded(one)
            if known not in self.characters:
                return None
            found.append(self.characters.index(known) + 1)
        return np.array(found, np.int64)


@dataclass(frozen=True, slots=True)
class Exactness:
    """From the best path's log odds to the probability that its text is right (Platt 1999)."""

    offset: float = 0.0
    per_log_odds: float = 1.0

    def of(self, log_odds: float) -> float:
        """The logistic function, as a hyperbolic tangent: no doubt is too great for it."""
        return (1 + tanh((self.offset + self.per_log_odds * log_odds) / 2)) / 2


class OwnLineReader:
    """LineReader on a net of our own; `verifier` judges its posteriors by limits fitted to it."""

    def __init__(self, model: Path) -> None:
        facts = facts_of(model)
        self.alphabet = Alphabet(facts["characters"])
        self.verifier = LineVerifier(
            facts["characters"],
            Limits(**facts.get("limits", {})),
            Confidence(**facts.get("confidence", {})),
        )
        self.exactness = Exactness(**facts.get("exactness", {}))
        self.session = open_session(model)
        self.input_name = self.session.get_inputs()[0].name

    def read_line(self, pixels: Pixels) -> LineReading:
        return self.look(pixels).reading()

    def posteriors(self, pixels: Pixels) -> LogShares:
        """Log probabilities, steps x classes, of the surer view where one leaves doubt."""
        return self.look(pixels).posteriors()

    def look(self, pixels: Pixels) -> SeenLine:
        """The line, to be read and judged; no view is made before it is needed."""
        return SeenLine(pixels, self.run, self.decoded, self.verifier)

    def run(self, line: LineInput) -> LogShares:
        """Of one view; two steps for each 4 px of the input."""
        (log_shares,) = self.session.run(None, {self.input_name: line[np.newaxis, np.newaxis]})
        return np.asarray(log_shares[:, 0], np.float32)

    def decoded(self, log_shares: LogShares) -> LineReading:
        """The best path's text, blanks at its ends dropped, a date's month in letters."""
        best = best_path(log_shares)
        blank = self.alphabet.characters.find(" ") + 1 or BLANK
        letters = np.flatnonzero(best.classes != blank)
        if not letters.size:
            return NOTHING_READ
        kept = slice(letters[0], letters[-1] + 1)
        confidences = tuple(best.confidences[kept].tolist())
        return LineReading(
            with_month_letters(self.alphabet.text(best.classes[kept])),
            sum(confidences) / len(confidences),
            confidences,
            self.exactness.of(best_path_log_odds(log_shares)),
        )


def facts_file(model: Path) -> Path:
    return model.with_suffix(".json")


def facts_of(model: Path) -> dict[str, Any]:
    """What reader.json says. NotFound without it, InvalidInput where it is another net's."""
    described = facts_file(model)
    if not model.is_file() or not described.is_file():
        raise NotFound(
            f"no line reader at {model}: {model.name} and {described.name} must lie there; "
            "`packwarden train reader` makes them"
        )
    facts = facts_in(described)
    found = hashlib.sha256(model.read_bytes()).hexdigest()
    if facts.get("sha256") != found:
        raise InvalidInput(
            f"{described} belongs to another net: it says sha256 {facts.get('sha256')}, "
            f"{model.name} has {found}"
        )
    return facts


def facts_in(described: Path) -> dict[str, Any]:
    try:
        facts = json.loads(described.read_bytes())
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{described} is no JSON; take the file that came with it") from error
    if not isinstance(facts, dict):
        raise InvalidInput(f"{described} is no JSON object; take the file that came with it")
    return facts
