"""The plant's cameras as GigE Vision cameras: one process for each view, at 127.0.0.2 and on.

Every camera has an address of its own, since a GigE Vision camera is known by one port. The frames
that the plant takes go to the processes; the line reads them through the product's own adapter.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address

from hardware.cameras.aravis import AravisCamera
from hardware.cameras.aravis_settings import AravisCameraSettings
from hardware.cameras.live import live
from hardware.interfaces import Clock, FrameSource, Pixels
from simulators.gige.peer import GigePeer

FIRST_ADDRESS = "127.0.0.2"


@dataclass(frozen=True, slots=True)
class GigeRig:
    """Cameras by view, and what reads them."""

    peers: dict[str, GigePeer]
    sources: dict[str, FrameSource]
    """Not started. Their ticks are numbers: give them the controller's triggers
    (`hardware.cameras.triggered.TriggeredCamera`)."""

    def expose(self, view: str, pixels: Pixels) -> None:
        """What is before the camera when its trigger line gets a pulse. Never waits."""
        self.peers[view].show(pixels)


@contextmanager
def gige_rig(
    views: Sequence[str],
    clock: Clock,
    width_px: int = 1280,
    height_px: int = 960,
    first_address: str = FIRST_ADDRESS,
) -> Iterator[GigeRig]:
    """Runs the cameras until it is left. DeviceMissing where a port is taken."""
    with ExitStack() as opened:
        peers = {}
        for place, view in enumerate(views):
            address = str(IPv4Address(first_address) + place)
            peers[view] = GigePeer(view, address, width_px, height_px)
            opened.callback(peers[view].close)
        for peer in peers.values():
            peer.wait_until_ready()
        sources: dict[str, FrameSource] = {
            view: live(partial(AravisCamera, triggered_settings(view, peer.address), clock), clock)
            for view, peer in peers.items()
        }
        yield GigeRig(peers, sources)


def triggered_settings(view: str, address: str) -> AravisCameraSettings:
    """A camera whose picture the controller triggers by a wire at line 0."""
    return AravisCameraSettings(
        view=view, type="aravis", device=address, trigger="line0", pixel_format="BGR8"
    )
