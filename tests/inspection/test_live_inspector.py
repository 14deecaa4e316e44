"""Many of every fault of a camera: none gets an ok, and each is noticed within three packs.

A knocked camera costs a search for the pack in every picture; so there are fewer of those. There
are more of each in a release.
"""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from edge_agent.core.packs import Reason, Verdict
from edge_agent.inspection.camera_look import camera_look
from edge_agent.inspection.live_inspector import LiveInspector, fingerprint, place_of
from edge_agent.inspection.opening import open_inspector
from edge_agent.line.device_health import DeviceHealth
from hardware.interfaces import Pixels
from simulators.bench_frames import VIEW
from simulators.bench_scene import Scene, scene

FAULTS, KNOCKS = 60, 10
TIMES_IN_A_RELEASE = 4
PACKS_TO_NOTICE = 3
FRAMES = 24
Spoil = Callable[[Pixels, np.random.Generator], Pixels]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scene(tmp_path_factory.mktemp("scene"), FRAMES, seed=3)


@pytest.fixture(scope="module")
def live(packs: Scene) -> LiveInspector:
    """Behind a camera that has seen the packs go by for a while."""
    live = LiveInspector(open_inspector(packs.loaded), frozenset({VIEW}))
    for number, frame in enumerate(packs.frames):
        noisy = with_noise(frame, np.random.default_rng(number))
        results = live.inspect(VIEW, noisy, packs.order)
        assert {one.verdict for one in results} == {Verdict.OK}
    return live


def with_noise(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Of the sensor: no two pictures are alike."""
    noisy = pixels.copy()
    noisy[::8, :64] = random.integers(100, 110, noisy[::8, :64].shape, np.uint8)
    return noisy


def no_light(pixels: Pixels, random: np.random.Generator) -> Pixels:
    share = random.uniform(0.0, 0.4)
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=share), np.uint8)


def too_much_light(pixels: Pixels, random: np.random.Generator) -> Pixels:
    gain = random.uniform(2.6, 6.0)
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=gain), np.uint8)


def out_of_focus(pixels: Pixels, random: np.random.Generator) -> Pixels:
    sigma_px = random.uniform(3.0, 8.0)
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma_px), np.uint8)


def knocked(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """By 6 to 25 % of the picture's width, any way."""
    far_px = random.uniform(0.06, 0.25) * pixels.shape[1]
    angle = random.uniform(0, 2 * np.pi)
    shift = np.array([[1, 0, far_px * np.cos(angle)], [0, 1, far_px * np.sin(angle)]])
    size = (pixels.shape[1], pixels.shape[0])
    moved = cv2.warpAffine(pixels, shift, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


times = pytest.mark.parametrize(
    "times", [1, pytest.param(TIMES_IN_A_RELEASE, marks=pytest.mark.release)]
)


@pytest.mark.slow
@times
@pytest.mark.parametrize(
    ("spoil", "faults", "reasons"),
    [
        (no_light, FAULTS, {Reason.BADLY_LIT}),
        (too_much_light, FAULTS, {Reason.BADLY_LIT}),
        (out_of_focus, FAULTS, {Reason.BLURRED}),
        (knocked, KNOCKS, {Reason.MOVED_PICTURE, Reason.OUT_OF_PICTURE, Reason.PACK_NOT_FOUND}),
    ],
)
def test_a_bad_picture_is_never_ok_and_is_noticed(
    packs: Scene, live: LiveInspector, spoil: Spoil, faults: int, reasons: set[Reason], times: int
) -> None:
    random = np.random.default_rng(11)
    noticed = 0
    for fault in range(times * faults):
        health, fault_seed = DeviceHealth([VIEW], 4.0), int(random.integers(1 << 30))
        for pack in range(PACKS_TO_NOTICE):
            frame = packs.frames[(fault + pack) % FRAMES]
            spoilt = spoil(with_noise(frame, random), np.random.default_rng(fault_seed))
            results = live.inspect(VIEW, spoilt, packs.order)
            assert Verdict.OK not in {one.verdict for one in results}
            said = [reason for one in results for reason in one.reasons]
            assert reasons & set(said)
            health.inspected(VIEW, said)
        noticed += bool(health.troubles())
    assert noticed == times * faults


@pytest.mark.slow
@times
def test_a_frozen_picture_is_never_ok_again_and_is_noticed(
    packs: Scene, live: LiveInspector, times: int
) -> None:
    random = np.random.default_rng(12)
    for fault in range(times * FAULTS):
        health = DeviceHealth([VIEW], 4.0)
        frozen = with_noise(packs.frames[fault % FRAMES], random)
        live.senses[VIEW].fault(camera_look(frozen), fingerprint(frozen))
        for _pack in range(PACKS_TO_NOTICE):
            results = live.inspect(VIEW, frozen, packs.order)
            assert {one.reasons for one in results} == {(Reason.FROZEN_PICTURE,)}
            health.inspected(VIEW, [Reason.FROZEN_PICTURE])
        assert "frozen" in " ".join(health.troubles().values())


def test_the_place_of_a_pack_is_told_in_shares_of_the_width(packs: Scene) -> None:
    inspector = open_inspector(packs.loaded)
    frame = packs.frames[0]
    checks = packs.loaded.recipe.checks_of(VIEW)
    here = place_of(checks, inspector.inspect(VIEW, frame, packs.order), frame.shape[1])
    shifted = np.roll(frame, 64, axis=1)
    there = place_of(checks, inspector.inspect(VIEW, shifted, packs.order), frame.shape[1])
    assert here is not None
    assert there is not None
    assert there[0] - here[0] == pytest.approx(64 / frame.shape[1], abs=0.004)


def test_folders_may_show_the_same_picture_twice(packs: Scene) -> None:
    inspector = LiveInspector(open_inspector(packs.loaded), frozenset())
    first, second = (inspector.inspect(VIEW, packs.frames[0], packs.order) for _ in range(2))
    assert [replace(one, evidence=None) for one in first] == [
        replace(one, evidence=None) for one in second
    ]
