"""A real GigE Vision client, asked for its picture when the controller tells of a pack."""

from collections.abc import Sequence

import numpy as np

from hardware.build import build_camera_at_gate
from hardware.cameras.aravis_settings import AravisCameraSettings
from hardware.clock import RealClock
from hardware.interfaces import CameraTrigger
from simulators.gige.peer import GigePeer
from tests.hardware.cameras.test_at_gate import BELT
from tests.peers import needs

pytestmark = needs("aravis")
ADDRESS = "127.0.0.61"
MOST_PACKS, ENOUGH = 20, 2
LONGEST_S = 1.0


class Triggers:
    """Tells of what it was given, once."""

    def __init__(self) -> None:
        self.waiting: list[CameraTrigger] = []

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        told, self.waiting = self.waiting, []
        return told


def test_one_picture_for_each_pack_and_none_between() -> None:
    """A busy machine may put a picture in doubt; then the next pack's is as good."""
    clock, triggers = RealClock(), Triggers()
    settings = AravisCameraSettings(
        view="top", type="aravis", device=ADDRESS, trigger="software", pixel_format="BGR8"
    )
    peer = GigePeer("top", ADDRESS, 64, 48)
    frames = []
    try:
        peer.wait_until_ready()
        peer.show(np.full((48, 64, 3), 7, np.uint8))
        camera = build_camera_at_gate(settings, triggers, BELT, clock, print)
        camera.start()
        assert camera.next(0.3) is None
        for count in range(1, MOST_PACKS + 1):
            triggers.waiting.append(CameraTrigger("top", count, 1000 * count, clock.now_ns()))
            frame = camera.next(LONGEST_S)
            if frame is not None:
                frames.append((count, frame))
            if len(frames) == ENOUGH:
                break
        camera.stop()
    finally:
        peer.close()
    assert len(frames) == ENOUGH
    for count, frame in frames:
        assert frame.tick == 1000 * count
        assert (frame.pixels == 7).all()
