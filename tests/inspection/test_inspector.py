"""The whole inspection of a drawn pack, with the real reader: each defect has its own reason."""

from dataclasses import replace

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import CheckKind, CheckResult, Reason, Verdict
from edge_agent.core.recipe import BarcodeLimits
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_backbone, open_readers
from edge_agent.inspection.ppocr import PpocrTextFinder
from tests.inspection.drawn import FRAME_SHAPE, ORDER, Drawn, draw, frame, loaded, placement


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    inspector = Inspector(loaded(), open_readers(), PpocrTextFinder(), open_backbone())
    inspector.warm_up()
    return inspector


def answers(inspector: Inspector, pack: Drawn) -> dict[str, CheckResult]:
    seen = frame(draw(pack), placement((12, -9), 3))
    return {check.name: check for check in inspector.inspect("top", seen, ORDER)}


@pytest.mark.parametrize("light", [0.65, 1.0, 1.15])
def test_a_good_pack_is_ok_in_every_light(inspector: Inspector, light: float) -> None:
    seen = frame(draw(Drawn()), placement((-20, 14), -5), light=light, blur_px=0.8)
    checks = inspector.inspect("top", seen, ORDER)
    assert [check.verdict for check in checks] == [Verdict.OK] * 5
    assert all(check.score < 0.5 for check in checks)


DEFECTS = {
    "sticker missing": (Drawn(sticker=False), "sticker", Verdict.NOT_OK, Reason.MISSING),
    "sticker off": (Drawn(sticker_shift=(-20, 6)), "sticker", Verdict.NOT_OK, Reason.OFF_PLACE),
    "sticker turned": (Drawn(sticker_turn_deg=10), "sticker", Verdict.NOT_OK, Reason.TURNED),
    "lot other": (Drawn(lot="L24A118"), "lot", Verdict.NOT_OK, Reason.READS_OTHER),
    "lot missing": (Drawn(lot=""), "lot", Verdict.NOT_OK, Reason.MISSING),
    "expiry other": (Drawn(expiry="25.12.2026"), "expiry", Verdict.NOT_OK, Reason.READS_OTHER),
    "code other": (Drawn(gtin="4006381333931"), "barcode", Verdict.NOT_OK, Reason.WRONG_CODE),
    "code missing": (Drawn(gtin=None), "barcode", Verdict.NOT_OK, Reason.MISSING),
    "other artwork": (Drawn(artwork=9), "look", Verdict.NOT_OK, Reason.LOOKS_DIFFERENT),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_found_with_its_reason(inspector: Inspector, defect: str) -> None:
    pack, name, verdict, reason = DEFECTS[defect]
    answer = answers(inspector, pack)[name]
    assert (answer.verdict, answer.reasons) == (verdict, (reason,))
    assert answer.score > 0.5


def test_a_defect_of_the_print_does_not_touch_the_other_checks(inspector: Inspector) -> None:
    found = answers(inspector, Drawn(lot="L24A118"))
    assert [name for name, check in found.items() if check.verdict is not Verdict.OK] == ["lot"]


def test_what_is_read_and_what_was_expected_are_told(inspector: Inspector) -> None:
    expiry = answers(inspector, Drawn(expiry="25.12.2026"))["expiry"]
    assert (expiry.read, expiry.expected) == ("EXP 25.12.2026", "EXP 24.12.2026")


def test_a_product_knows_its_own_number_where_the_order_names_none() -> None:
    own = loaded()
    checks = tuple(
        replace(check, limits=BarcodeLimits(gtin=ORDER.gtin))
        if check.kind is CheckKind.BARCODE
        else check
        for check in own.recipe.checks
    )
    taught = replace(own, recipe=replace(own.recipe, checks=checks))
    inspector = Inspector(taught, open_readers(), PpocrTextFinder(), open_backbone())
    order = replace(ORDER, gtin=None)
    for gtin, verdict in ((ORDER.gtin, Verdict.OK), ("4006381333931", Verdict.NOT_OK)):
        found = inspector.inspect("top", frame(draw(Drawn(gtin=gtin))), order)
        assert next(one for one in found if one.name == "barcode").verdict is verdict


def test_a_smeared_line_is_unsure_and_never_something_else(inspector: Inspector) -> None:
    pack = draw(Drawn())
    pack[445:490, 55:365] = np.mean(pack[445:490, 55:365], axis=1, keepdims=True).astype(np.uint8)
    pack[450:485:3, 55:365] = 30
    (expiry,) = [
        check for check in inspector.inspect("top", frame(pack), ORDER) if check.name == "expiry"
    ]
    assert (expiry.verdict, expiry.reasons) == (Verdict.UNSURE, (Reason.UNREADABLE,))


def test_a_covered_barcode_is_unreadable_and_unsure(inspector: Inspector) -> None:
    pack = draw(Drawn())
    pack[385:505:6, 415:655] = 0
    pack[385:505, 415:655:5] = 0
    (code,) = [
        check for check in inspector.inspect("top", frame(pack), ORDER) if check.name == "barcode"
    ]
    assert (code.verdict, code.reasons) == (Verdict.UNSURE, (Reason.UNREADABLE,))


def test_without_an_order_print_and_code_are_unsure_and_the_rest_is_answered(
    inspector: Inspector,
) -> None:
    checks = inspector.inspect("top", frame(draw(Drawn())), None)
    unsure = {check.name for check in checks if check.reasons == (Reason.NO_ORDER,)}
    assert unsure == {"lot", "expiry", "barcode"}
    without_lot = inspector.inspect("top", frame(draw(Drawn())), replace(ORDER, lot=None))
    assert [check.name for check in without_lot if check.reasons] == ["lot"]


def test_no_pack_makes_every_check_unsure(inspector: Inspector) -> None:
    empty = np.full(FRAME_SHAPE, (70, 75, 72), np.uint8)
    checks = inspector.inspect("top", empty, ORDER)
    assert {check.verdict for check in checks} == {Verdict.UNSURE}
    assert {check.reasons for check in checks} == {(Reason.PACK_NOT_FOUND,)}
    assert [check.name for check in checks] == ["look", "sticker", "lot", "expiry", "barcode"]


def test_an_upside_down_pack_is_inspected_as_well(inspector: Inspector) -> None:
    seen = frame(draw(Drawn()), placement(turn_deg=180))
    assert {check.verdict for check in inspector.inspect("top", seen, ORDER)} == {Verdict.OK}


@pytest.mark.parametrize("shape", [(10, 10, 3), (960, 1280), (960, 1280, 4)])
def test_what_is_no_picture_is_refused(inspector: Inspector, shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInput):
        inspector.inspect("top", np.zeros(shape, np.uint8), ORDER)


def test_a_view_that_the_recipe_lacks_is_refused(inspector: Inspector) -> None:
    with pytest.raises(InvalidInput, match="views: top"):
        inspector.inspect("side", frame(draw(Drawn())), ORDER)
