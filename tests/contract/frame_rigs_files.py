"""Folders and films, and what stands in front of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.cameras.files import FileCamera
from hardware.cameras.grabber import Grabber
from hardware.cameras.reconnecting import Reconnecting
from hardware.clock import RealClock
from hardware.gates.none import FrameTrigger, NoGate
from hardware.interfaces import FrameSource
from tests.contract.frame_rigs import PATIENCE_S, PICTURES, FrameRig, OpenRig, film_of, folder_of


def unexpected(line: str) -> None:
    raise AssertionError(line)


def from_folder(folder: Path) -> FrameSource:
    return FileCamera("top", folder_of(folder), None, RealClock(), unexpected)


def from_film(folder: Path) -> FrameSource:
    return FileCamera("top", film_of(folder), None, RealClock(), unexpected)


def paced(folder: Path) -> FrameSource:
    return FileCamera("top", folder_of(folder), 200.0, RealClock(), unexpected)


def grabbed(folder: Path) -> FrameSource:
    return Grabber(from_folder(folder), capacity_frames=PICTURES)


def reconnecting(folder: Path) -> FrameSource:
    return Reconnecting(from_folder(folder), RealClock())


def as_packs(folder: Path) -> FrameSource:
    class OpenDoor(NoGate):
        """Lets every pack go at once, as a station that is always ready does."""

        @property
        def has_room(self) -> bool:
            return True

    return FrameTrigger(from_folder(folder), OpenDoor(PATIENCE_S, RealClock()))


def rig_over(made: Callable[[Path], FrameSource]) -> OpenRig:
    @contextmanager
    def opened(folder: Path) -> Iterator[FrameRig]:
        yield FrameRig(made(folder))

    return opened


RIGS: dict[str, OpenRig] = {
    made.__name__: rig_over(made)
    for made in (from_folder, from_film, paced, grabbed, reconnecting, as_packs)
}
