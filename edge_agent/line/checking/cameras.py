"""A camera: opened with its own settings, three pictures taken, and these judged.

What is judged beside the recipe's golden picture says something only with a pack before the camera;
so it is a warning, and size alone is wrong.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from edge_agent.core.packs import CameraLook
from edge_agent.inspection.camera_look import camera_look
from edge_agent.line.checking.findings import Finding, doubtful, fine, unreachable, wrong
from hardware.interfaces import Clock, Frame, FrameSource, Pixels

PICTURES: Final = 3
LONGEST_WAIT_S: Final = 3.0
"""For all of them: slower than any camera that is of use here."""
BLACK: Final = 8.0
WHITE: Final = 247.0
"""Mean grey value, of 255: a cap on the lens, a lamp into the lens."""
LEAST_SHARE_OF_GOLDEN: Final = 0.5
"""Of sharpness or brightness; dirt, a moved lens or a failing lamp cost more than packs differ."""


def pictures_of(source: FrameSource, clock: Clock) -> list[Frame]:
    """Up to three, oldest first; the camera is started and stopped."""
    frames: list[Frame] = []
    until_ns = clock.now_ns() + int(LONGEST_WAIT_S * 1e9)
    source.start()
    try:
        while len(frames) < PICTURES and not source.exhausted and clock.now_ns() < until_ns:
            frame = source.next(0.1)
            if frame is not None:
                frames.append(frame)
    finally:
        source.stop()
    return frames


def camera_findings(
    part: str, frames: Sequence[Frame], golden: Pixels | None, is_live: bool
) -> Iterator[Finding]:
    """golden: of the recipe for this view; None where the recipe could not be read."""
    if not frames:
        mend = "check its cable, its lens cap and who triggers it"
        yield unreachable(part, f"gave no picture within {LONGEST_WAIT_S:g} s", mend)
        return
    pixels = frames[-1].pixels
    height_px, width_px = pixels.shape[:2]
    yield fine(
        part, f"{len(frames)} pictures of {width_px} x {height_px}{rate_of(frames, is_live)}"
    )
    if is_live:
        yield from frozen_findings(part, frames)
    yield from look_findings(part, camera_look(pixels), golden)
    if golden is not None and golden.shape != pixels.shape:
        yield wrong(
            part,
            f"the recipe was taught with pictures of {golden.shape[1]} x {golden.shape[0]}",
            "set width_px and height_px to that, or teach the recipe with this camera",
        )


def rate_of(frames: Sequence[Frame], is_live: bool) -> str:
    if len(frames) < 2 or not is_live:
        return ""
    span_ns = frames[-1].taken_ns - frames[0].taken_ns
    return f", {(len(frames) - 1) * 1e9 / span_ns:.1f} a second" if span_ns > 0 else ""


def frozen_findings(part: str, frames: Sequence[Frame]) -> Iterator[Finding]:
    """Two live pictures are never the same: the sensor's noise alone differs."""
    same = [np.array_equal(one.pixels, other.pixels) for one, other in pairwise(frames)]
    if same and all(same):
        yield doubtful(
            part,
            f"all {len(frames)} pictures are the same, pixel by pixel",
            "a camera that hangs repeats its last picture; switch it off and on again",
        )


def look_findings(part: str, look: CameraLook, golden: Pixels | None) -> Iterator[Finding]:
    if look.brightness <= BLACK:
        yield doubtful(part, "its picture is black", "take off the lens cap, check the lamp")
        return
    if look.brightness >= WHITE:
        yield doubtful(part, "its picture is white", "shorten exposure_ms, or dim the lamp")
        return
    if golden is None:
        return
    taught = camera_look(golden)
    for word, now, then in (
        ("sharp", look.sharpness, taught.sharpness),
        ("bright", look.brightness, taught.brightness),
    ):
        if now < LEAST_SHARE_OF_GOLDEN * then:
            yield doubtful(
                part,
                f"its picture is {now / then:.0%} as {word} as the recipe's golden picture",
                "lay a good pack before it and look again; if it stays, clean, focus or light it",
            )
