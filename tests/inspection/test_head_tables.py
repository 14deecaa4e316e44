"""A head is used only where all that its table says is right; refused with file and key."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.bundle import Bundle, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import CALIBRATION, MANIFEST
from edge_agent.inspection.head_tables import head_tables
from edge_agent.inspection.learned_check import learned_checks
from edge_agent.inspection.opening import open_backbone
from edge_agent.releases.nets import refuse_odd_nets
from tests.inspection.bundles import Change, change, reseal
from tests.inspection.drawn import loaded
from tests.inspection.heads import (
    EVIDENCE,
    INPUTS,
    KINDS,
    NET,
    SLUG,
    head_net,
    head_table,
    with_heads,
)

HEAD = head_net((0.8, 0.1, 0.1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_heads(tmp_path / "bundle", {SLUG: (HEAD, head_table(HEAD))})


def spoilt(folder: Path, do: Change) -> Bundle:
    change(folder / f"{NET}.json", do)
    reseal(folder)
    return open_bundle(folder)


def test_a_bundle_with_a_head_says_what_it_has(folder: Path) -> None:
    bundle = open_bundle(folder)
    refuse_odd_nets(bundle)
    assert list(bundle.manifest.models.by_name()) == ["reader", "finder", "backbone", NET]
    assert bundle.model(NET) is not None
    table = head_tables(bundle)[NET]
    assert (table.place, table.kinds) == (("tray", "lot"), KINDS)
    assert bundle.sha256 != base_bundle().sha256


def test_a_bundle_of_before_is_what_it_was() -> None:
    assert base_bundle().manifest.models.defects == {}
    assert head_tables(base_bundle()) == {}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown key": ({"extra": 1}, "unknown key 'extra'"),
    "another format": ({"format": 2}, "'format'"),
    "no kind of defect": ({"kinds": ["good"]}, "'kinds'"),
    "good not first": ({"kinds": ["torn", "good", "stained"]}, "the first kind must be 'good'"),
    "a kind twice": ({"kinds": ["good", "torn", "torn"]}, "none may be there twice"),
    "a kind without end": ({"kinds": ["good", "x" * 10_000]}, "'kinds.1'"),
    "thousands of kinds": ({"kinds": ["good", *map(str, range(5000))]}, "'kinds'"),
    "a limit beyond": ({"limits": {"unsure_from": 1.5, "not_ok_from": None}}, "unsure_from"),
    "limits crossed": ({"limits": {"unsure_from": 0.8, "not_ok_from": 0.2}}, "must not lie below"),
    "no lower limit": ({"limits": {"not_ok_from": 0.2}}, "'limits.unsure_from' is missing"),
    "a limit that is text": ({"limits": {"unsure_from": "low", "not_ok_from": None}}, "unsure"),
    "nothing defective": ({"evidence": EVIDENCE | {"defective": 0}}, "'evidence.defective'"),
    "fewer than none": ({"evidence": EVIDENCE | {"escapes": -1}}, "'evidence.escapes'"),
    "no recipe": ({"recipe": ""}, "'recipe'"),
    "another backbone": ({"backbone_sha256": "a" * 64}, "'backbone_sha256' is a{64}"),
    "no hash": ({"backbone_sha256": "../other"}, "'backbone_sha256'"),
    "another net": ({"sha256": "b" * 64}, "'sha256' is b{64}"),
    "fewer features": ({"inputs": 144}, "'inputs' is 144; .* gives 144 channels in each of 8"),
    "features without end": ({"inputs": 1 << 40}, "'inputs'"),
}


@pytest.mark.parametrize(("said", "told"), WRONG.values(), ids=WRONG)
def test_a_table_that_cannot_be_is_refused_by_its_key(
    folder: Path, said: dict[str, Any], told: str
) -> None:
    bundle = spoilt(folder, lambda table: table.update(said))
    with pytest.raises(InvalidInput, match=rf"{NET}\.json: .*{told}"):
        head_tables(bundle)


def test_a_number_that_is_none_is_refused(folder: Path) -> None:
    bundle = spoilt(folder, lambda table: table.update(parity=math.inf))
    with pytest.raises(InvalidInput, match=rf"{NET}\.json"):
        head_tables(bundle)


@pytest.mark.parametrize(
    ("shape", "told"),
    [((INPUTS, 4), r"says 3 numbers"), ((144, 3), r"says 1152 numbers")],
)
def test_a_net_of_another_width_is_refused(
    tmp_path: Path, shape: tuple[int, int], told: str
) -> None:
    weights = np.zeros(shape, np.float32)
    net = head_net([0.25] * shape[1], weights)
    bundle = open_bundle(with_heads(tmp_path / "bundle", {SLUG: (net, head_table(net))}))
    with pytest.raises(InvalidInput, match=told):
        learned_checks(bundle, loaded().recipe, open_backbone())


def test_two_heads_of_one_check_are_refused(tmp_path: Path) -> None:
    twice = {slug: (HEAD, head_table(HEAD)) for slug in ("one", "other")}
    bundle = open_bundle(with_heads(tmp_path / "bundle", twice))
    with pytest.raises(InvalidInput, match=r"'lot' of 'tray' has the head defects-one already"):
        head_tables(bundle)


def forget(folder: Path, *keys: str) -> None:
    def do(manifest: dict[str, Any]) -> None:
        for key in keys:
            manifest["files"].pop(key)
            (folder / key).unlink()

    change(folder / MANIFEST, do)
    reseal(folder)


def rename(folder: Path, slug: str) -> None:
    change(
        folder / MANIFEST,
        lambda said: said["models"]["defects"].update({slug: said["models"]["defects"].pop(SLUG)}),
    )


def without_backbone(folder: Path) -> None:
    forget(folder, "backbone.onnx", "backbone.json")
    change(folder / MANIFEST, lambda said: said["models"].update(backbone=None))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: forget(folder, f"{NET}.json"), "'models.defects.tray-lot' and 'files'"),
        (lambda folder: forget(folder, f"{NET}.onnx"), "'models.defects.tray-lot' and 'files'"),
        (lambda folder: rename(folder, "other"), "'models.defects.other' and 'files' differ"),
        (lambda folder: rename(folder, "../other"), "models.defects"),
        (lambda folder: rename(folder, "Other"), "models.defects"),
        (without_backbone, "'models.defects' needs a backbone"),
    ],
)
def test_a_manifest_whose_heads_are_not_its_files_is_refused(
    folder: Path, spoil: Any, told: str
) -> None:
    spoil(folder)
    with pytest.raises(InvalidInput, match=rf"{MANIFEST}: .*{told}"):
        open_bundle(folder)


def test_evidence_of_a_net_that_no_bundle_has_is_refused(folder: Path) -> None:
    counted = {"n": 60, "escapes": 1, "alpha": 0.077, "delta": 0.05}
    change(folder / CALIBRATION, lambda said: said["evidence"].update({NET: counted}))
    reseal(folder)
    assert open_bundle(folder).calibration.evidence[NET].escapes == 1
    change(folder / CALIBRATION, lambda said: said["evidence"].update({"defects-": counted}))
    reseal(folder)
    with pytest.raises(InvalidInput, match=f"{CALIBRATION}: .*evidence"):
        open_bundle(folder)
