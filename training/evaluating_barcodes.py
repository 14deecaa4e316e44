"""How many barcodes are read right, and how often one is read where there is none.

All formats that stations look for are tried at once. GS1 brackets and control characters, which
people write in several ways, are not compared. A picture that the station refuses counts as wrong.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from edge_agent.inspection.barcode import read_codes
from edge_agent.inspection.picture_files import open_picture
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from training.barcode_sets import LabelledCode
from training.evaluation import Evaluation, Mistake, shown

CONTROL = re.compile(r"<[A-Z]{2,3}>|[\u2400-\u2426]|[\x00-\x20]|[()]")
"""Names, pictures and codes of control characters, blanks, and GS1 brackets."""
LONGEST_TEXT = 80


def evaluate_barcodes(name: str, codes: Sequence[LabelledCode]) -> Evaluation:
    """Reads every picture once."""
    clock, found = RealClock(), Evaluation(name)
    false_codes: list[Mistake] = []
    for code in codes:
        pixels = open_picture(code.file).pixels
        start_ns = clock.now_ns()
        texts = [] if pixels is None else [one.text for one in read_codes(pixels)]
        latency_ms = (clock.now_ns() - start_ns) / 1e6
        if code.text is None:
            false_codes += [mistake(code, texts, "false_code", pixels)] if texts else []
        elif plain(code.text) in map(plain, texts):
            found.right(latency_ms)
        else:
            found.wrong(mistake(code, texts, "misread", pixels), latency_ms)
    found.mistakes += false_codes
    found.more = by_kind(codes, found) | {
        "no_code": sum(code.text is None for code in codes),
        "false_codes": [one.row() for one in false_codes],
    }
    return found


def plain(text: str) -> str:
    return CONTROL.sub("", text)


def mistake(code: LabelledCode, texts: Sequence[str], kind: str, pixels: Pixels | None) -> Mistake:
    return Mistake(
        code.name,
        (code.text or "")[:LONGEST_TEXT],
        " | ".join(texts)[:LONGEST_TEXT],
        kind,
        picture=None if pixels is None else shown(pixels),
    )


def by_kind(codes: Sequence[LabelledCode], found: Evaluation) -> dict[str, Any]:
    """Right and tried for each folder in which something is wrong."""
    tried = Counter(code.file.parent.name for code in codes if code.text is not None)
    wrong = Counter(one.file.partition("/")[0] for one in found.misread)
    return {"by_folder": {name: [tried[name] - wrong[name], tried[name]] for name in sorted(wrong)}}
