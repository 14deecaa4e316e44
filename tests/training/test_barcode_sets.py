"""Which pictures of a barcode set count, and how their texts are compared."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from training.barcode_sets import has_samples, read_barcode_set
from training.evaluating_barcodes import evaluate_barcodes, plain


def draw(file: Path, content: str | None) -> None:
    """A code with this content and its text file, or a bare grey picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if content is None:
        cv2.imwrite(str(file), np.full((60, 60), 180, np.uint8))
        return
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix)
    cv2.imwrite(str(file), np.asarray(zxingcpp.write_barcode_to_image(code, scale=6)))
    file.with_suffix(".txt").write_text(content, encoding="utf-8")


def test_codes_are_read_and_pictures_without_one_give_none(tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    draw(samples / "datamatrix-1" / "a.png", "LOT 4711")
    draw(samples / "datamatrix-1" / "b.png", "EXP 2027")
    (samples / "datamatrix-1" / "b.txt").write_text("EXP 2028")
    draw(samples / "falsepositives-1" / "c.png", None)
    draw(samples / "multi-1" / "untold.png", None)
    assert has_samples(tmp_path)
    document = evaluate_barcodes("codes", read_barcode_set(tmp_path)).document()
    assert (document["n"], document["exact"], document["no_code"]) == (2, 1, 1)
    assert document["wrong"] == [["datamatrix-1/b.png", "EXP 2028", "EXP 2027"]]
    assert document["by_folder"] == {"datamatrix-1": [1, 2]}
    assert document["false_codes"] == []


def test_a_code_where_none_is_counts(tmp_path: Path) -> None:
    draw(tmp_path / "samples" / "falsepositives-2" / "a.png", "4711")
    document = evaluate_barcodes("codes", read_barcode_set(tmp_path)).document()
    assert document["false_codes"] == [["falsepositives-2/a.png", "", "4711"]]


@pytest.mark.parametrize(
    ("written", "read"),
    [("0109504000059101\x1d10AB", "(01)09504000059101(10)AB"), ("a\x1eb\x1dc", "a<RS>b␝c")],
)
def test_control_characters_and_gs1_brackets_are_not_compared(written: str, read: str) -> None:
    assert plain(written) == plain(read)
