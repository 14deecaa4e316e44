"""Every state of a sticker has its own reason; a pack not seen as it was taught has none."""

import cv2
import numpy as np
import pytest

from edge_agent.core.packs import CheckKind, CheckResult, Reason, Verdict
from edge_agent.inspection.opening import open_backbone
from edge_agent.inspection.pose import Pose
from edge_agent.inspection.seen_frame import SeenFrame
from edge_agent.inspection.seen_pack import SeenPack
from edge_agent.inspection.sticker import StickerInspection
from hardware.interfaces import Pixels
from tests.inspection.drawn import CHECKS, STICKER, Drawn, draw, frame

(CHECK,) = (check for check in CHECKS if check.kind is CheckKind.STICKER)


@pytest.fixture(scope="module")
def inspection() -> StickerInspection:
    return StickerInspection(CHECK, [frame(draw(Drawn()))], (), open_backbone())


def seen(pixels: Pixels) -> SeenPack:
    return SeenPack(SeenFrame(pixels), Pose(np.eye(2, 3), 1.0))


def asked(inspection: StickerInspection, pack: Pixels) -> CheckResult:
    return inspection.inspect(seen(frame(pack, noise=4.0)))


def torn() -> Pixels:
    x, y, width, height = STICKER
    pack, bare = draw(Drawn()), draw(Drawn(sticker=False))
    pack[y : y + height, x : x + width // 3] = bare[y : y + height, x : x + width // 3]
    return pack


def another() -> Pixels:
    x, y, width, height = STICKER
    pack = draw(Drawn())
    pack[y : y + height, x : x + width] = (160, 60, 40)
    for line in range(4):
        place = (x + 10, y + 35 + 32 * line)
        cv2.putText(pack, "ORGANIC NUTS", place, cv2.FONT_HERSHEY_PLAIN, 1.8, (255, 255, 255), 2)
    return pack


STATES = {
    "missing": (draw(Drawn(sticker=False)), Reason.MISSING),
    "off place": (draw(Drawn(sticker_shift=(18, -10))), Reason.OFF_PLACE),
    "turned": (draw(Drawn(sticker_turn_deg=-9)), Reason.TURNED),
    "torn": (torn(), Reason.DAMAGED),
    "wrong one": (another(), Reason.WRONG_ONE),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_its_own_reason(inspection: StickerInspection, state: str) -> None:
    pack, reason = STATES[state]
    answer = asked(inspection, pack)
    assert (answer.verdict, answer.reasons) == (Verdict.NOT_OK, (reason,))
    assert answer.score > 0.5


@pytest.mark.parametrize("light", [0.7, 1.0, 1.15])
def test_a_fine_sticker_is_ok_in_other_light(inspection: StickerInspection, light: float) -> None:
    answer = inspection.inspect(seen(frame(draw(Drawn()), light=light, blur_px=0.7)))
    assert (answer.verdict, answer.reasons) == (Verdict.OK, ())


def test_a_pack_that_is_strange_around_its_sticker_as_well_is_unsure(
    inspection: StickerInspection,
) -> None:
    noise = np.random.default_rng(4).integers(0, 255, (960, 1280, 3), dtype=np.uint8)
    answer = inspection.inspect(seen(np.asarray(cv2.GaussianBlur(noise, (0, 0), 4), np.uint8)))
    assert (answer.verdict, answer.reasons) == (Verdict.UNSURE, (Reason.NOT_LIKE_TAUGHT,))


def test_an_odd_golden_picture_is_named_and_no_missing_sticker_passes_for_it() -> None:
    good = [frame(draw(Drawn()), noise=2.0 + number) for number in range(4)]
    odd = frame(draw(Drawn(sticker=False)))
    inspection = StickerInspection(CHECK, [*good[:2], odd, *good[2:]], (), open_backbone())
    assert inspection.odd == (2,)
    assert asked(inspection, draw(Drawn(sticker=False))).reasons == (Reason.MISSING,)
    assert asked(inspection, draw(Drawn())).verdict is Verdict.OK


def test_the_heat_map_has_the_size_of_the_region(inspection: StickerInspection) -> None:
    heat = inspection.heat_map(seen(frame(torn())))
    assert heat.shape == (CHECK.region.height, CHECK.region.width)
    assert heat[:, :40].mean() > heat[:, -60:].mean() + 0.3
