"""Live cameras behind their real libraries: Basler's emulator, GigE Vision, a GenTL producer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from hardware.cameras.basler import BaslerCamera
from hardware.cameras.gentl import GentlCamera
from hardware.cameras.live import live
from hardware.cameras.trigger_pairing import PairingLimits
from hardware.cameras.triggered import TriggeredCamera
from hardware.clock import RealClock
from hardware.interfaces import CameraTrigger
from simulators.gige.rig import GigeRig
from tests.contract.frame_rigs import FrameRig, OpenRig, folder_of
from tests.hardware.cameras.emulated import (
    a_scene,
    basler_settings,
    gige_camera,
    viky_settings,
)
from tests.samples import a_picture

LIMITS = PairingLimits(longest_ns=5_000_000_000, report_ns=10_000_000_000)
"""Generous: a picture is shown only when the one before it was taken."""


@contextmanager
def basler(folder: Path) -> Iterator[FrameRig]:
    height_px, width_px, _ = a_picture().shape
    settings = basler_settings(folder_of(folder), width_px=width_px, height_px=height_px)
    yield FrameRig(live(lambda: BaslerCamera(settings, RealClock()), RealClock()), ends=False)


@contextmanager
def gentl(folder: Path) -> Iterator[FrameRig]:
    yield FrameRig(live(lambda: GentlCamera(viky_settings(), RealClock()), RealClock()), ends=False)


class ToldTriggers:
    """A controller that tells of the triggers that it gave to one camera."""

    def __init__(self) -> None:
        self.told: list[CameraTrigger] = []
        self._counts = count(1)

    def give(self, view: str) -> None:
        number = next(self._counts)
        self.told.append(CameraTrigger(view, number, 1000 * number, RealClock().now_ns()))

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        told, self.told = self.told, []
        return told


class Shower:
    """Shows a camera one scene after the other."""

    def __init__(self, rig: GigeRig) -> None:
        self._rig, self._seeds = rig, count()

    def show(self) -> None:
        self._rig.expose("top", a_scene(next(self._seeds)))


@contextmanager
def gige(folder: Path) -> Iterator[FrameRig]:
    with gige_camera() as rig:
        yield FrameRig(rig.sources["top"], Shower(rig).show, ends=False)


@contextmanager
def gige_triggered(folder: Path) -> Iterator[FrameRig]:
    with gige_camera() as rig:
        triggers, shower = ToldTriggers(), Shower(rig)

        def expose() -> None:
            triggers.give("top")
            shower.show()

        source = TriggeredCamera(rig.sources["top"], triggers, LIMITS, RealClock())
        yield FrameRig(source, expose, ends=False)


RIGS: dict[str, OpenRig] = {
    "basler": basler,
    "gentl": gentl,
    "gige": gige,
    "gige_triggered": gige_triggered,
}
