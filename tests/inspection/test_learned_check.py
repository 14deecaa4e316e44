"""Learned checks: stricter where the head says so, never milder, and only for their own check."""

import hashlib
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidProtobuf

from edge_agent.core.errors import InvalidInput
from edge_agent.core.judge import judge
from edge_agent.core.packs import CheckKind, CheckResult, Reason, Verdict
from edge_agent.core.recipe import BarcodeLimits, Check, PrintLimits
from edge_agent.inspection.backbone import Backbone, Features
from edge_agent.inspection.bundle import Bundle, open_bundle
from edge_agent.inspection.head_tables import HeadLimits, HeadTable
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.learned_check import defect_score, judged, learned_checks
from edge_agent.inspection.opening import open_backbone, open_inspector
from edge_agent.inspection.self_test import run_self_test
from hardware.interfaces import Pixels
from tests.inspection.bundles import change, reseal
from tests.inspection.drawn import (
    FRAME_SHAPE,
    ORDER,
    WHOLE,
    Drawn,
    a_recipe,
    draw,
    frame,
    loaded,
    placement,
)
from tests.inspection.heads import (
    INPUTS,
    KINDS,
    NET,
    SLUG,
    add_case,
    head_net,
    head_table,
    with_heads,
)

STRICTNESS = [Verdict.OK, Verdict.UNSURE, Verdict.NOT_OK]
SHARES = some.tuples(*[some.floats(0, 1, width=32)] * 3)
LIMITS = some.tuples(some.floats(0.01, 0.99), some.none() | some.floats(0.01, 0.99)).map(
    lambda both: HeadLimits(
        unsure_from=min(one for one in both if one is not None),
        not_ok_from=None if both[1] is None else max(both[0], both[1]),
    )
)


def table(limits: HeadLimits) -> HeadTable:
    said = head_table(b"", limits=limits.model_dump())
    return HeadTable.model_validate(said)


def an_ok(score: float) -> CheckResult:
    return CheckResult("lot", CheckKind.PRINT, "top", Verdict.OK, score, read="LOT L24A113")


@given(SHARES, some.floats(0, 0.49), LIMITS)
def test_a_head_never_makes_a_verdict_milder_or_a_score_lower(
    shares: tuple[float, ...], score: float, limits: HeadLimits
) -> None:
    before = an_ok(score)
    after = judged(before, np.asarray(shares, np.float32), table(limits))
    assert STRICTNESS.index(after.verdict) >= STRICTNESS.index(before.verdict)
    assert before.score <= after.score <= 1
    assert (after.verdict is Verdict.OK) == (after.score < 0.5)
    assert (
        (after.looks_like in KINDS[1:]) == bool(after.reasons) == (after.verdict is not Verdict.OK)
    )
    assert after.read == before.read


@given(some.floats(0, 1), some.floats(0, 1), LIMITS)
def test_more_of_a_defect_is_never_judged_milder(
    one: float, other: float, limits: HeadLimits
) -> None:
    less, more = sorted((one, other))
    verdicts = [STRICTNESS.index(limits.verdict(share)) for share in (less, more)]
    assert verdicts == sorted(verdicts)
    scores = [defect_score(share, limits.unsure_from) for share in (less, more)]
    assert scores == sorted(scores)


ORDERED = {"lot": "LOT L24A113", "code": "(10)L24A113"}
OTHER = {"lot": "LOT L24A118", "code": "(10)L24A118"}
READINGS = some.sampled_from([ORDERED, OTHER, {}])


@given(READINGS, READINGS, some.lists(some.sampled_from(Verdict), min_size=2, max_size=2), SHARES)
def test_no_pack_becomes_milder_by_a_head(
    lot: dict[str, str],
    code: dict[str, str],
    verdicts: list[Verdict],
    shares: tuple[float, ...],
) -> None:
    """Also where print and code disagree, which a doubtful line could hide."""
    checks = (
        Check("lot", CheckKind.PRINT, "top", WHOLE, PrintLimits("LOT {lot}")),
        Check("code", CheckKind.BARCODE, "top", WHOLE, BarcodeLimits(("DataMatrix",))),
    )
    recipe = replace(a_recipe(), checks=checks)
    before = [
        CheckResult(one.name, one.kind, one.view, verdict, 0.4, read=said.get(one.name))
        for one, verdict, said in zip(checks, verdicts, (lot, code), strict=True)
    ]
    head = table(HeadLimits(unsure_from=0.3, not_ok_from=0.7))
    after = [
        judged(one, np.asarray(shares, np.float32), head) if one.verdict is Verdict.OK else one
        for one in before
    ]
    milder, stricter = judge(recipe, before), judge(recipe, after)
    assert STRICTNESS.index(stricter.verdict) >= STRICTNESS.index(milder.verdict)
    assert stricter.score >= milder.score


def test_a_net_that_gives_no_number_is_not_believed_to_be_ok() -> None:
    limits = HeadLimits(unsure_from=0.3, not_ok_from=0.7)
    after = judged(an_ok(0.1), np.full(3, math.nan, np.float32), table(limits))
    assert (after.verdict, after.score) == (Verdict.UNSURE, 0.5)


def bundle_saying(folder: Path, *shares: float, check: str = "lot", recipe: str = "tray") -> Bundle:
    net = head_net(shares)
    said = head_table(net, check=check, recipe=recipe)
    return open_bundle(with_heads(folder, {SLUG: (net, said)}))


def good_pack() -> Pixels:
    return frame(draw(Drawn()), placement((6, -4)))


def answers(inspector: Inspector, pixels: Pixels) -> dict[str, CheckResult]:
    return {one.name: one for one in inspector.inspect("top", pixels, ORDER)}


@pytest.fixture(scope="module")
def plain() -> Inspector:
    return open_inspector(loaded())


@pytest.mark.parametrize(
    ("shares", "verdict", "reasons", "looks_like"),
    [
        ((0.9, 0.05, 0.05), Verdict.OK, (), None),
        ((0.6, 0.3, 0.1), Verdict.UNSURE, (Reason.PERHAPS_DEFECT,), "stained"),
        ((0.2, 0.1, 0.7), Verdict.NOT_OK, (Reason.LEARNED_DEFECT,), "torn"),
    ],
)
def test_a_check_becomes_what_its_head_says_and_all_others_stay(
    plain: Inspector,
    tmp_path: Path,
    shares: tuple[float, ...],
    verdict: Verdict,
    reasons: tuple[Reason, ...],
    looks_like: str | None,
) -> None:
    learned = open_inspector(loaded(), bundle_saying(tmp_path / "bundle", *shares))
    before, after = answers(plain, good_pack()), answers(learned, good_pack())
    assert {name: one for name, one in after.items() if name != "lot"} == {
        name: one for name, one in before.items() if name != "lot"
    }
    lot = after["lot"]
    assert before["lot"].verdict is Verdict.OK
    assert (lot.verdict, lot.reasons, lot.looks_like) == (verdict, reasons, looks_like)
    assert (lot.read, lot.box) == (before["lot"].read, before["lot"].box)


def test_what_is_not_ok_already_or_not_seen_stays_as_it_is(
    plain: Inspector, tmp_path: Path
) -> None:
    """A head that calls everything torn changes no other verdict, and finds no pack."""
    learned = open_inspector(loaded(), bundle_saying(tmp_path / "bundle", 0.01, 0.01, 0.98))
    for pixels in (
        frame(draw(Drawn(lot="L24A118"))),
        frame(draw(Drawn(lot=""))),
        np.full(FRAME_SHAPE, 72, np.uint8),
    ):
        before, after = answers(plain, pixels)["lot"], answers(learned, pixels)["lot"]
        assert before.verdict is not Verdict.OK
        assert before == after


class CountingBackbone(Backbone):
    """Counts how often it is asked."""

    asked = 0

    def features(self, pixels: Pixels) -> Features:
        self.asked += 1
        return super().features(pixels)


def test_a_surface_is_seen_once_for_both_of_its_judges(plain: Inspector, tmp_path: Path) -> None:
    bundle = bundle_saying(tmp_path / "bundle", 0.6, 0.3, 0.1, check="look")
    backbone = CountingBackbone(bundle.file("backbone.onnx"))
    taught = loaded("look")
    learned = learned_checks(bundle, taught.recipe, backbone)
    inspector = Inspector(taught, plain.reader, plain.finder, backbone, learned)
    before = backbone.asked
    assert answers(inspector, good_pack())["look"].looks_like == "stained"
    assert backbone.asked == before + 1


def test_a_head_is_warm_before_the_first_pack(plain: Inspector, tmp_path: Path) -> None:
    """Also that of a line, which is never ok without an order."""
    bundle = bundle_saying(tmp_path / "bundle", 0.9, 0.05, 0.05)
    backbone = CountingBackbone(bundle.file("backbone.onnx"))
    taught = loaded("lot")
    learned = learned_checks(bundle, taught.recipe, backbone)
    Inspector(taught, plain.reader, plain.finder, backbone, learned).warm_up()
    assert backbone.asked == 1


def test_a_head_of_another_recipe_is_not_even_opened(tmp_path: Path) -> None:
    """Its net is none at all, which is found out only where it is used."""
    said = bundle_saying(tmp_path / "bundle", 1.0, 0.1, 0.1, recipe="carton")
    no_net = b"no net"
    (said.folder / f"{NET}.onnx").write_bytes(no_net)
    sha256 = hashlib.sha256(no_net).hexdigest()
    change(said.folder / f"{NET}.json", lambda table: table.update(sha256=sha256))
    reseal(said.folder)
    recipe = loaded().recipe
    assert learned_checks(open_bundle(said.folder), recipe, open_backbone()) == {}
    with pytest.raises(InvalidProtobuf):
        learned_checks(open_bundle(said.folder), replace(recipe, name="carton"), open_backbone())


def test_the_self_test_asks_every_head_and_finds_one_that_computes_otherwise(
    tmp_path: Path,
) -> None:
    weights = np.random.default_rng(1).normal(0, 0.02, (INPUTS, len(KINDS))).astype(np.float32)
    net = head_net((0.6, 0.3, 0.1), weights)
    folder = with_heads(tmp_path / "bundle", {SLUG: (net, head_table(net))})
    with pytest.raises(InvalidInput, match=f"has no case for {NET}"):
        run_self_test(open_bundle(folder))
    add_case(folder, SLUG)
    assert run_self_test(open_bundle(folder)) < 1e-5
    other = head_net((0.6, 0.3, 0.1), weights * 1.1)
    (folder / f"{NET}.onnx").write_bytes(other)
    (folder / f"{NET}.json").write_text(json.dumps(head_table(other)))
    reseal(folder)
    with pytest.raises(InvalidInput, match=f"the {NET} on selftest/backbone-1.png"):
        run_self_test(open_bundle(folder))
