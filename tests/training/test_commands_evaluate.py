"""What the command `evaluate` refuses, and the document it prints."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput, NotFound
from training.commands_evaluate import ReaderPeer, Spoilt, evaluate


def line_set(folder: Path) -> str:
    (folder / "labels.csv").write_text("file,text\na.png,12\n")
    cv2.imwrite(str(folder / "a.png"), np.zeros((20, 60, 3), np.uint8))
    return str(folder)


def empty_codes(folder: Path) -> str:
    """One picture without a code, and one that should have one."""
    for name in ("falsepositives-1/a.png", "ean13-1/b.png"):
        file = folder / "samples" / name
        file.parent.mkdir(parents=True)
        cv2.imwrite(str(file), np.full((60, 60), 200, np.uint8))
    (folder / "samples" / "ean13-1" / "b.txt").write_text("4012345000016")
    return str(folder)


def test_an_absent_net_is_told_with_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="train reader"):
        evaluate(line_set(tmp_path), model=tmp_path / "reader.onnx")


def test_one_document_and_a_report_with_its_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(empty_codes(tmp_path), report=tmp_path / "report", as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert (document["n"], document["exact"], document["no_code"]) == (1, 0, 1)
    assert document["wrong"] == [["ean13-1/b.png", "4012345000016", ""]]
    assert document["false_rejects"] is None
    assert json.loads((tmp_path / "report" / "evaluation.json").read_text()) == document
    assert "4012345000016" in (tmp_path / "report" / "report.html").read_text()


@pytest.mark.parametrize(
    "options",
    [
        {"vs": ReaderPeer.PPOCR},
        {"spoilt": Spoilt.FAINT},
        {"model": Path("reader.onnx")},
        {"packs": 8, "out": Path("run")},
    ],
)
def test_an_option_that_means_nothing_for_a_set_is_an_error(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput, match="--"):
        evaluate(empty_codes(tmp_path), **options)


@pytest.mark.parametrize("options", [{}, {"packs": 8}, {"out": Path("run")}, {"resume": True}])
def test_a_production_needs_a_size_and_a_place(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="--packs"):
        evaluate("drawn:production", **options)
