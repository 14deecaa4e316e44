"""Our own line reader: a small CTC net in ONNX, and the facts that belong to it in JSON.

`reader.json` lies beside `reader.onnx`, names its characters and bears its hash, so that no net is
read with another one's characters. The posteriors of a line are given out, since verifying an
expected text asks them more than which text is best.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.months import folded
from edge_agent.inspection.ctc import BLANK, Classes, LogShares, best_path, best_path_log_share
from edge_agent.inspection.line_input import line_input
from edge_agent.inspection.line_verification import Limits, LineVerifier
from edge_agent.inspection.reader import NOTHING_READ, LineReading
from edge_agent.inspection.sessions import open_session
from hardware.interfaces import Pixels

SURE = -0.1
"""Log probability of the best path from which on a line is not looked at again."""
WIDER = 1.2
"""How much wider a line in doubt is made: letters of narrow print come apart."""


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


class OwnLineReader:
    """LineReader on a net of our own; `verifier` judges its posteriors by limits fitted to it."""

    def __init__(self, model: Path) -> None:
        facts = facts_of(model)
        self.alphabet = Alphabet(facts["characters"])
        self.verifier = LineVerifier(facts["characters"], Limits(**facts.get("limits", {})))
        self.session = open_session(model)
        self.input_name = self.session.get_inputs()[0].name

    def read_line(self, pixels: Pixels) -> LineReading:
        return self.decoded(self.posteriors(pixels))

    def posteriors(self, pixels: Pixels) -> LogShares:
        """Log probabilities, steps x classes, of the surer view where one leaves doubt."""
        plain = self.seen(pixels, 1.0)
        if best_path_log_share(plain) >= SURE:
            return plain
        return max(plain, self.seen(pixels, WIDER), key=best_path_log_share)

    def seen(self, pixels: Pixels, stretch: float) -> LogShares:
        """Of one view; two steps for each 4 px of the input."""
        lines = line_input(pixels, stretch)[np.newaxis, np.newaxis]
        (log_shares,) = self.session.run(None, {self.input_name: lines})
        return np.asarray(log_shares[:, 0], np.float32)

    def decoded(self, log_shares: LogShares) -> LineReading:
        """The best path's text, blanks at its ends dropped."""
        best = best_path(log_shares)
        blank = self.alphabet.characters.find(" ") + 1 or BLANK
        letters = np.flatnonzero(best.classes != blank)
        if not letters.size:
            return NOTHING_READ
        kept = slice(letters[0], letters[-1] + 1)
        confidences = tuple(float(share) for share in best.confidences[kept])
        return LineReading(
            self.alphabet.text(best.classes[kept]), float(np.mean(confidences)), confidences
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
    facts: dict[str, Any] = json.loads(described.read_text(encoding="utf-8"))
    found = hashlib.sha256(model.read_bytes()).hexdigest()
    if facts.get("sha256") != found:
        raise InvalidInput(
            f"{described} belongs to another net: it says sha256 {facts.get('sha256')}, "
            f"{model.name} has {found}"
        )
    return facts
