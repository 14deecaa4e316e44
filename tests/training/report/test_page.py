"""A report is one page with every error, its figures and intervals, and nothing from elsewhere."""

import json
import re
from pathlib import Path

import numpy as np

from training.evaluation import Evaluation, Mistake
from training.judged import Judged, judged
from training.report.page import write_report


def evaluation() -> Evaluation:
    found = Evaluation("crops")
    for _ in range(8):
        found.right(3.0, 0.99)
    picture = np.full((30, 90, 3), 200, np.uint8)
    found.wrong(Mistake("a.png", "EXP <12>", "EXP 72", confidence=0.71, picture=picture), 4.0)
    found.mistakes.append(Mistake("b.png", "L1", "L7", "escape", 0.98, picture))
    found.verification = {"escapes": 1, "verified": {"escapes_interval": [0.002, 0.2]}}
    return found


def page(found: Judged, folder: Path) -> str:
    return write_report(found, folder).read_text(encoding="utf-8")


def test_every_error_is_shown_with_its_picture(tmp_path: Path) -> None:
    told = page(judged(evaluation()), tmp_path)
    assert told.count('src="data:image/jpeg;base64,') == 2
    assert told.index("b.png") < told.index("a.png"), "what was accepted wrongly comes first"
    assert "0.710" in told


def test_what_stands_on_packs_cannot_be_markup(tmp_path: Path) -> None:
    told = page(judged(evaluation()), tmp_path)
    assert "EXP &lt;12&gt;" in told
    assert "<12>" not in told


def test_figures_have_their_intervals(tmp_path: Path) -> None:
    told = page(judged(evaluation()), tmp_path).replace("&nbsp;", " ")
    assert re.search(r"<b>8</b><span>right · 95 % 56\.5% to 98\.0%", told)
    assert re.search(r"<b>1</b><span>wrong, and accepted · 95 % 0\.2% to 20\.0%", told)


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    told = page(judged(evaluation()), tmp_path)
    assert not re.findall(r'(?:src|href)="(?!data:)', told)
    assert told.count("<svg") == 2


def test_the_document_lies_beside_it(tmp_path: Path) -> None:
    found = judged(evaluation())
    write_report(found, tmp_path)
    assert json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8")) == found.document


def test_an_evaluation_without_errors_says_so(tmp_path: Path) -> None:
    found = Evaluation("crops")
    found.right(3.0)
    assert "There are none." in page(judged(found), tmp_path)
