"""What the command `evaluate` refuses, and the document it prints."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_agent.core.errors import NotFound
from training.commands_evaluate import evaluate


def test_an_absent_net_is_told_with_what_makes_one(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("file,text\na.png,12\n")
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((20, 60, 3), np.uint8))
    with pytest.raises(NotFound, match="train reader"):
        evaluate(tmp_path, model=tmp_path / "reader.onnx")


def test_evaluate_prints_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "labels.csv").write_text("file,text\na.png,12\n")
    cv2.imwrite(str(tmp_path / "a.png"), np.full((40, 120, 3), 200, np.uint8))
    evaluate(tmp_path, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert (document["n"], document["exact"]) == (1, 0)
    assert document["wrong"] == [["a.png", "12", ""]]
    assert document["false_rejects"] is None
