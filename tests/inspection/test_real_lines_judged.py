"""Real printed dates, judged as ordered and as if ordered otherwise."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.expected_print import normalised
from edge_agent.core.packs import Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.inspection.line_judging import judge_line
from edge_agent.inspection.opening import open_readers
from hardware.pictures import load_picture
from training.changed_texts import changed_texts
from training.line_sets import read_line_set
from training.spoiling import SPOILERS

EVERY = 5
"""One crop in so many: the whole set is for `evaluate`."""
CHANGED = 4
LEAST_OK = {"not": 0.93, "faint": 0.85, "small": 0.75}


@pytest.mark.pictures
@pytest.mark.parametrize("spoilt", LEAST_OK)
def test_ordered_dates_are_ok_and_changed_ones_never(picture_data: Path, spoilt: str) -> None:
    reader, rng = open_readers().first, np.random.default_rng(2)
    said: Counter[tuple[bool, Verdict]] = Counter()
    for number, one in enumerate(read_line_set(picture_data / "expdate-date-crops")[::EVERY]):
        line = reader.look(SPOILERS[spoilt](load_picture(one.file), number))
        text = normalised(one.text)
        for ordered in (text, *changed_texts(text, CHANGED, rng)):
            judged = judge_line(line, ordered, PrintLimits(ordered))
            said[ordered == text, judged.comparison.verdict] += 1
    right = said[True, Verdict.OK] / (said.total() / (1 + CHANGED))
    assert right >= LEAST_OK[spoilt]
    assert said[False, Verdict.OK] <= 1
