"""What a bundle that looks on has shown: read from a station's log, with what packs truly were."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.autonomy.gate import Item
from edge_agent.core.labels import LabelSource
from edge_agent.core.packs import Level
from edge_agent.core.shadow.comparing import Right
from edge_agent.core.shadow.orders import BEGAN, ENDED, OFFERED, ORDERED, REFUSED, RESTARTED
from edge_agent.core.shadow.tally import DIFFERENCE, TALLY, Compares, Tally, tally_body
from edge_agent.evidence.gate_evidence import gathered
from edge_agent.evidence.gate_log import ALARM_EVENT
from edge_agent.evidence.gate_report import gate_of
from edge_agent.evidence.shadow_document import difference_document
from edge_agent.evidence.shadow_report import ShadowStage, shadow_report
from tests.evidence.gate_folders import BUNDLE, CHECK, Folder

OTHER_BUNDLE = "3f" * 32
NAME = "base-8.0.1.zip"
NAMED = {"name": NAME, "by": "ana"}
OF_IT = {**NAMED, "bundle_sha256": OTHER_BUNDLE}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    with Folder(tmp_path / "data") as folder:
        folder.started()
        yield folder


def tally(folder: Folder, packs: int, milder: int = 0, recipe_hash: str = "") -> dict[str, Any]:
    compares = Compares(OTHER_BUNDLE, BUNDLE, "box", recipe_hash or folder.recipe_hash)
    return tally_body(Tally(compares, packs, packs - milder, 0, milder, not_looked_at=7))


def differs(pack_no: int, in_use: str, shadow: str) -> dict[str, Any]:
    check = {"name": CHECK, "in_use": in_use, "shadow": shadow, "reasons": []}
    return {"pack_no": pack_no, "bundle_sha256": OTHER_BUNDLE, "checks": [check], "pictures": {}}


def looks_on(folder: Folder, packs: int, milder: int = 0) -> None:
    for kind, body in ((ORDERED, NAMED), (OFFERED, OF_IT), (BEGAN, OF_IT)):
        folder.event(kind, dict(body))
    folder.event(TALLY, tally(folder, packs, milder))


def test_where_none_was_ever_ordered_there_is_nothing_to_tell(
    folder: Folder, tmp_path: Path
) -> None:
    assert shadow_report(folder.data) is None
    folder.packs_seen(3)
    assert gate_of(gathered(folder.data), Level.ACT_WHEN_SURE)["shadow"] is None


@pytest.mark.parametrize(
    ("turns", "stage"),
    [
        ([ORDERED], ShadowStage.ORDERED),
        ([ORDERED, REFUSED], ShadowStage.REFUSED),
        ([ORDERED, OFFERED], ShadowStage.OPENING),
        ([ORDERED, OFFERED, BEGAN], ShadowStage.LOOKS_ON),
        ([ORDERED, OFFERED, BEGAN, ENDED], ShadowStage.ENDED),
        ([ORDERED, OFFERED, BEGAN, ENDED, ORDERED], ShadowStage.ORDERED),
    ],
)
def test_the_last_turn_says_how_it_stands(
    turns: list[str], stage: ShadowStage, folder: Folder
) -> None:
    for kind in turns:
        folder.event(kind, {**OF_IT, "why": "so"})
    report = shadow_report(folder.data)
    assert report is not None
    assert (report.name, report.by, report.stage) == (NAME, "ana", stage)
    assert report.why == "so"


def test_tallies_of_an_earlier_order_are_not_counted(folder: Folder) -> None:
    looks_on(folder, 500)
    folder.event(ENDED, {**NAMED, "why": "so"})
    looks_on(folder, 20, milder=5)
    folder.event(TALLY, tally(folder, 40, milder=6))
    folder.event(RESTARTED, {"name": NAME, "why": "was ended by signal 9"})
    report = shadow_report(folder.data)
    assert report is not None
    assert [one.packs for one in report.tallies] == [40]
    assert report.restarts == 1


def test_each_version_of_a_recipe_has_a_tally_of_its_own_and_that_of_now_is_the_last(
    folder: Folder,
) -> None:
    looks_on(folder, 20)
    folder.event(TALLY, tally(folder, 9, recipe_hash="ab" * 32))
    folder.event(TALLY, tally(folder, 30))
    report = shadow_report(folder.data)
    assert report is not None
    assert [one.packs for one in report.tallies] == [9, 30]


def test_who_was_right_is_said_once_somebody_knows_what_the_pack_was(folder: Folder) -> None:
    numbers = folder.packs_seen(5)
    looks_on(folder, 5)
    for number in numbers:
        folder.event(DIFFERENCE, differs(number, "ok", "not_ok"))
    folder.label([1], defective=True, checks=(CHECK,))
    folder.label([2])
    folder.label([3], defective=True, source=LabelSource.OPERATOR, checks=(CHECK,))
    folder.label([4])
    folder.label([4], defective=True, checks=(CHECK,), source=LabelSource.CLAIM)
    report = shadow_report(folder.data)
    assert report is not None
    right = {one.pack_no: one.checks[0].right for one in report.differences}
    assert right == {1: Right.SHADOW, 2: Right.IN_USE, 3: Right.SHADOW, 4: None, 5: None}
    assert [one.pack_no for one in report.differences if one.is_to_look_at] == [5, 4]
    assert difference_document(report.differences[-1])["known_from"] == "audit"


def of_item(document: dict[str, Any], item: Item) -> dict[str, Any]:
    (check,) = document["checks"]
    (found,) = [one for one in check["items"] if one["name"] == item.value]
    return dict(found)


def test_the_gate_says_what_must_be_shown_anew_and_what_the_shadow_has_shown(
    folder: Folder,
) -> None:
    numbers = folder.packs_seen(30)
    folder.label(numbers)
    looks_on(folder, 24, milder=2)
    document = gate_of(gathered(folder.data), Level.ACT_WHEN_SURE)
    shadow = document["shadow"]
    assert of_item(document, Item.GOOD_PACKS)["have"] == 30
    assert of_item(shadow, Item.GOOD_PACKS)["have"] == 0
    assert of_item(document, Item.SHADOW_RUN)["have"] == 30
    assert of_item(shadow, Item.SHADOW_RUN)["have"] == 24
    assert "24 of them looking on" in of_item(shadow, Item.SHADOW_RUN)["sentence"]
    assert of_item(shadow, Item.LATE_VERDICTS)["missing_packs"] == 598
    (counted,) = shadow["tallies"]
    assert (counted["packs"], counted["milder"]) == (24, 2)
    assert counted["disagreement"]["low"] < 2 / 24 < counted["disagreement"]["high"]
    assert shadow["counts_for"] == "shadow_run"


def test_once_it_is_in_use_the_packs_that_it_looked_at_count_for_the_shadow_run_alone(
    folder: Folder,
) -> None:
    folder.packs_seen(30)
    looks_on(folder, 24)
    folder.event(ENDED, {**NAMED, "why": "it is in use now"})
    folder.label(folder.packs_seen(10, bundle_sha256=OTHER_BUNDLE))
    document = gate_of(gathered(folder.data), Level.ACT_WHEN_SURE)
    assert of_item(document, Item.SHADOW_RUN)["have"] == 34
    assert of_item(document, Item.GOOD_PACKS)["have"] == 10
    assert of_item(document, Item.LATE_VERDICTS)["missing_packs"] == 588


def test_an_alarm_ends_the_run_of_the_one_that_looks_on_too(folder: Folder) -> None:
    folder.packs_seen(30)
    looks_on(folder, 24)
    folder.event(ALARM_EVENT, {"why": "drift", "checks": [CHECK]})
    shadow = gate_of(gathered(folder.data), Level.ACT_WHEN_SURE)["shadow"]
    assert of_item(shadow, Item.SHADOW_RUN)["have"] == 0


def test_with_another_camera_what_it_has_shown_does_not_count(folder: Folder) -> None:
    looks_on(folder, 24)
    folder.restart()
    folder.started(camera="top: opencv device=1")
    folder.packs_seen(3)
    shadow = gate_of(gathered(folder.data), Level.ACT_WHEN_SURE)["shadow"]
    assert of_item(shadow, Item.SHADOW_RUN)["have"] == 0
