"""Evidence as pictures and files: it can be drawn of any check, and shows what it says."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.evidence import MOST_CELLS, CharacterScore, Evidence, HeatMap
from edge_agent.core.packs import Box, CheckKind, CheckResult, PackVerdict, Reason, Verdict
from edge_agent.core.quality import Quality
from edge_agent.core.reasons.languages import Language
from edge_agent.inspection.evidence_files import EvidenceFolder
from edge_agent.inspection.evidence_pictures import (
    FRAME as FOUND,
)
from edge_agent.inspection.evidence_pictures import (
    GRADE_BAR_PX,
    INK,
    WIDTH_PX,
    WRONG,
    drawn_characters,
    drawn_evidence,
    drawn_grades,
    heated,
)
from edge_agent.inspection.quads import corners_of
from hardware.interfaces import Pixels
from hardware.pictures import load_picture
from tests.samples import a_picture

FRAME = np.full((240, 320, 3), 180, np.uint8)
SHARES = some.floats(0, 1)
POINTS = some.tuples(some.floats(-50, 400), some.floats(-50, 300))
HEAT_MAPS = some.integers(1, MOST_CELLS).flatmap(
    lambda columns: some.builds(
        HeatMap,
        some.lists(some.tuples(*[SHARES] * columns), min_size=1, max_size=4).map(tuple),
        some.tuples(POINTS, POINTS, POINTS, POINTS),
    )
)
CHARACTERS = some.builds(
    CharacterScore, some.sampled_from(["", "A", "8"]), some.sampled_from(["", "3"]), SHARES
)
BOXES = some.builds(
    Box, some.integers(0, 310), some.integers(0, 230), some.integers(1, 320), some.integers(1, 240)
)
GRADES = some.dictionaries(some.text("abc_", min_size=1), some.floats(0, 4), max_size=9)


def a_check(evidence: Evidence | None = None, box: Box | None = None) -> CheckResult:
    return CheckResult(
        "lot",
        CheckKind.PRINT,
        "top",
        Verdict.NOT_OK,
        0.9,
        "L118",
        "L113",
        (Reason.READS_OTHER,),
        box,
        evidence=evidence,
    )


def share_of(colour: tuple[int, int, int], pixels: Pixels) -> float:
    return float((pixels == colour).all(axis=-1).mean())


@settings(max_examples=40, deadline=None)
@given(
    some.builds(
        CheckResult,
        name=some.just("any"),
        kind=some.sampled_from(CheckKind),
        view=some.just("top"),
        verdict=some.sampled_from(Verdict),
        score=SHARES,
        box=some.none() | BOXES,
        quality=some.none() | some.builds(Quality, some.floats(0, 4), GRADES),
        evidence=some.none()
        | some.builds(
            Evidence, some.lists(CHARACTERS, max_size=90).map(tuple), some.none() | HEAT_MAPS
        ),
    )
)
def test_any_check_can_be_drawn(check: CheckResult) -> None:
    picture = drawn_evidence(FRAME, check)
    assert picture.shape[1:] == (WIDTH_PX, 3)
    assert picture.dtype == np.uint8
    assert picture.shape[0] < 1200


def test_the_frame_is_reddest_under_the_hottest_cell_and_untouched_beside_the_map() -> None:
    rows = ((0.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, 0.0))
    quad = ((100.0, 60.0), (220.0, 60.0), (220.0, 180.0), (100.0, 180.0))
    seen = heated(FRAME, HeatMap(rows, quad), corners_of(quad)).astype(int)
    redness = seen[:, :, 2] - seen[:, :, 0]
    y, x = np.unravel_index(int(redness.argmax()), redness.shape)
    assert 180 <= x < 220
    assert 100 <= y < 140
    assert redness[:55].max() == redness[:, :60].max() == 0


def test_what_is_off_its_place_is_outlined_where_it_is_and_where_it_belongs() -> None:
    quad = ((150.0, 90.0), (210.0, 90.0), (210.0, 130.0), (150.0, 130.0))
    sticker = replace(
        a_check(Evidence(heat=HeatMap(((0.1,),), quad)), Box(120, 80, 60, 40)),
        kind=CheckKind.STICKER,
    )
    for reason, both in ((Reason.OFF_PLACE, True), (Reason.TURNED, True), (Reason.DAMAGED, False)):
        picture = drawn_evidence(FRAME, replace(sticker, reasons=(reason,)))
        assert (share_of(FOUND, picture) > 0, share_of(INK, picture) > 0) == (True, both)


def test_only_where_characters_differ_is_a_frame() -> None:
    same = [CharacterScore("A", "A", 0.9), CharacterScore("1", "1", 0.9)]
    assert share_of(WRONG, drawn_characters(same)) == 0
    sheet = drawn_characters([*same, CharacterScore("3", "8", 0.9)])
    columns = np.flatnonzero((sheet == WRONG).all(axis=-1).any(axis=0))
    assert columns.min() > WIDTH_PX / 2


@pytest.mark.parametrize(("grade", "colour"), [(4.0, INK), (2.0, INK), (0.4, WRONG)])
def test_a_bar_is_as_long_as_its_grade(grade: float, colour: tuple[int, int, int]) -> None:
    sheet = drawn_grades({"defects": grade})
    row = (sheet[:, 300:580] == colour).all(axis=-1).sum(axis=1).max()
    assert row == pytest.approx(GRADE_BAR_PX * grade / 4, abs=2)


def test_each_check_that_is_not_ok_gets_a_picture_and_a_document(tmp_path: Path) -> None:
    evidence = Evidence((CharacterScore("3", "8", 0.987, 4.2),))
    good = CheckResult("look", CheckKind.SURFACE, "top", Verdict.OK, 0.1)
    checks = (a_check(evidence, Box(5, 6, 10, 12)), good)
    verdict = PackVerdict(Verdict.NOT_OK, 0.9, (Reason.READS_OTHER,), checks)
    EvidenceFolder(tmp_path / "new", Language.DE).write(Path("in/tray.jpg"), a_picture(), verdict)
    files = sorted(file.name for file in (tmp_path / "new").iterdir())
    assert files == ["tray-lot.json", "tray-lot.png"]
    document = json.loads((tmp_path / "new" / "tray-lot.json").read_text("utf-8"))
    assert (document["file"], document["name"]) == ("in/tray.jpg", "lot")
    assert "nicht in Ordnung: lautet „L118“" in document["sentence"]
    (score,) = document["evidence"]["characters"]
    assert score == {"expected": "3", "read": "8", "share": 0.987, "log_odds": 4.2}
    assert document["evidence"]["heat"] is None
    assert load_picture(tmp_path / "new" / "tray-lot.png").shape[1] == WIDTH_PX


def test_pictures_with_the_same_name_do_not_replace_each_other(tmp_path: Path) -> None:
    verdict = PackVerdict(Verdict.NOT_OK, 0.9, (), (a_check(),))
    folder = EvidenceFolder(tmp_path, Language.EN)
    for file in ("one/tray.jpg", "two/tray.jpg", "tray.png"):
        folder.write(Path(file), a_picture(), verdict)
    documents = [json.loads(file.read_text("utf-8")) for file in tmp_path.glob("*.json")]
    assert {one["file"] for one in documents} == {"one/tray.jpg", "two/tray.jpg", "tray.png"}
    assert len(list(tmp_path.glob("*.png"))) == 3


def test_a_good_pack_leaves_no_folder(tmp_path: Path) -> None:
    good = CheckResult("look", CheckKind.SURFACE, "top", Verdict.OK, 0.1)
    verdict = PackVerdict(Verdict.OK, 0.1, (), (good,))
    EvidenceFolder(tmp_path / "none", Language.EN).write(Path("a.png"), a_picture(), verdict)
    assert not (tmp_path / "none").exists()
