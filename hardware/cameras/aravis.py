"""A GigE Vision or USB3 Vision camera of any maker, through Aravis 0.8.

A packet that was lost is asked for again; a picture that stays without one is no picture, and its
loss is told by the frame after it. A camera that gives nothing is asked whether it is there, long
before the library notices by itself. `next` may wait for the camera: a Grabber reads it.

Nothing here that can raise holds the camera in a local name: an error lives on with its frames, and
whoever forgets it last would take leave from the camera in its place, for seconds.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from hardware.cameras import genicam, gvcp
from hardware.cameras.aravis_library import AravisFeatures, aravis
from hardware.cameras.aravis_settings import AravisCameraSettings
from hardware.cameras.live_frames import Grabbed, LiveFrames
from hardware.cameras.pixel_formats import check_size, known_format
from hardware.errors import DeviceError, DeviceLost, DeviceMissing
from hardware.interfaces import Clock, Frame

BUFFERS = 8
QUIET_NS = 400_000_000
"""A camera that gave nothing for so long is asked whether it is there."""
HEARTBEAT_REGISTER, HEARTBEAT_MS = 0x0938, 2_000
"""For how long a camera that kept its power obeys a host that is gone (GigE Vision, bootstrap
registers). The library gives a sign of life every second."""
RESEND_AFTER_US, GIVEN_UP_AFTER_US = 5_000, 40_000
"""How long a packet may be late before it is asked for again, and a picture before it is lost."""


class AravisCamera:
    """A FrameSource without a belt: the tick of a frame is its number."""

    exhausted = False

    def __init__(self, settings: AravisCameraSettings, clock: Clock) -> None:
        self.view = settings.view
        self._settings, self._clock = settings, clock
        self._camera: Any = None
        self._stream: Any = None
        self._frames = LiveFrames(self.view)
        self._pixel_format = ""
        self._ask_ns = 0
        self._is_lost = False
        self._control_lost = threading.Event()

    @property
    def name(self) -> str:
        return f"camera {self.view} ({self._settings.device})"

    def start(self) -> None:
        """DeviceMissing when nothing answers; DeviceSettingsError says asked and got."""
        library = aravis()
        self._control_lost = threading.Event()
        try:
            self._open(library)
            self._set_up(library)
        except DeviceError:
            self._let_go()
            raise
        except self._gone as error:
            self._let_go()
            raise DeviceMissing(f"{self.name} went away at its start: {error.message}") from error
        self._is_lost = False
        self._frames = LiveFrames(self.view)
        self._ask_ns = self._clock.now_ns() + QUIET_NS

    def next(self, timeout_s: float) -> Frame | None:
        latest_ns = self._clock.now_ns() + round(timeout_s * 1e9)
        while (buffer := self._popped(latest_ns - self._clock.now_ns())) is not None:
            frame = self._frames.frame(self._grabbed(buffer))
            self._stream.push_buffer(buffer)
            self._ask_ns = self._clock.now_ns() + QUIET_NS
            if frame is not None:
                return frame
        self._check_alive()
        return None

    def software_trigger(self) -> None:
        """Takes one picture now. DeviceLost where the camera does not answer, within half a second
        where it is known by its address."""
        why = self._trigger_refusal()
        if why is not None:
            raise DeviceLost(f"{self.name} {why}")

    def stop(self) -> None:
        if self._camera is None:
            return
        if self._is_lost:
            self._let_go()
            return
        with suppress(self._gone):  # it went away just now: it stands still for us
            self._camera.stop_acquisition()
        self._stream = self._camera = None

    def _trigger_refusal(self) -> str | None:
        """Asks in the line's thread, while another one may just let go of the camera."""
        camera, device = self._camera, self._settings.device
        if camera is None:
            return "is not started"
        is_quiet = self._clock.now_ns() >= self._ask_ns
        if is_quiet and gvcp.is_address(device) and not gvcp.answers(device):
            return "does not answer; check its cable and power"
        try:
            camera.software_trigger()
        except self._gone as error:
            return f"does not take its trigger: {error.message}"
        return None

    @property
    def _gone(self) -> Any:
        from gi.repository import GLib

        return GLib.Error

    def _open(self, library: Any) -> None:
        """An address is asked first: the library takes seconds to find nobody."""
        device = self._settings.device
        absent = f"{self.name} does not answer; check its cable, power and address"
        if gvcp.is_address(device) and not gvcp.answers(device):
            raise DeviceMissing(absent)
        try:
            if not gvcp.is_address(device):
                library.update_device_list()
            self._camera = library.Camera.new(device)
        except self._gone as error:
            raise DeviceMissing(f"{absent} ({error.message})") from error
        if not self._obeys():
            raise DeviceMissing(
                f"{self.name} is controlled by another host, or still by one that went away"
            )

    def _set_up(self, library: Any) -> None:
        self._device().connect("control-lost", told_by(self._control_lost))
        genicam.apply(AravisFeatures(self._device), self._settings, self.name)
        self._pixel_format = known_format(self._camera.get_pixel_format_as_string(), self.name)
        _x, _y, width_px, height_px = self._camera.get_region()
        check_size(width_px, height_px, self.name)
        if self._camera.is_gv_device():
            self._set_up_network()
        self._stream = self._camera.create_stream(None, None)
        self._ask_for_lost_packets(library)
        for _ in range(BUFFERS):
            self._stream.push_buffer(library.Buffer.new_allocate(self._camera.get_payload()))
        self._camera.start_acquisition()

    def _device(self) -> Any:
        return self._camera.get_device()

    def _set_up_network(self) -> None:
        self._device().write_register(HEARTBEAT_REGISTER, HEARTBEAT_MS)
        if self._settings.packet_bytes is None:
            self._camera.gv_auto_packet_size()
        else:
            self._camera.gv_set_packet_size(self._settings.packet_bytes)

    def _ask_for_lost_packets(self, library: Any) -> None:
        if self._camera.is_gv_device():
            self._stream.set_property("packet-resend", library.GvStreamPacketResend.ALWAYS)
            self._stream.set_property("packet-timeout", RESEND_AFTER_US)
            self._stream.set_property("frame-retention", GIVEN_UP_AFTER_US)

    def _popped(self, wait_ns: int) -> Any:
        if self._stream is None:
            raise DeviceLost(f"{self.name} is not started")
        if wait_ns <= 0:
            return self._stream.try_pop_buffer()
        return self._stream.timeout_pop_buffer(wait_ns // 1000)

    def _grabbed(self, buffer: Any) -> Grabbed:
        is_whole = buffer.get_status().value_nick == "success"
        return Grabbed(
            device_no=buffer.get_frame_id(),
            data=np.frombuffer(buffer.get_data(), np.uint8) if is_whole else None,
            pixel_format=self._pixel_format,
            width_px=buffer.get_image_width() if is_whole else 0,
            height_px=buffer.get_image_height() if is_whole else 0,
            taken_ns=self._arrived_ns(buffer.get_system_timestamp()),
        )

    def _arrived_ns(self, wall_ns: int) -> int:
        """When the first packet came, which the library notes in a thread that nothing delays."""
        now_ns = self._clock.now_ns()
        age_ns = round(self._clock.wall().timestamp() * 1e9) - wall_ns
        return now_ns - age_ns if 0 <= age_ns < 1_000_000_000 else now_ns

    def _check_alive(self) -> None:
        if self._clock.now_ns() < self._ask_ns:
            return
        if not self._answers():
            self._is_lost = True
            raise DeviceLost(f"{self.name} does not answer; check its cable and power")
        self._ask_ns = self._clock.now_ns() + QUIET_NS

    def _answers(self) -> bool:
        """Whether the camera is there and obeys us. Of a USB camera the library alone knows it."""
        if self._control_lost.is_set() or not self._obeys():
            return False
        return not gvcp.is_address(self._settings.device) or gvcp.answers(self._settings.device)

    def _obeys(self) -> bool:
        return not self._camera.is_gv_device() or bool(self._device().is_controller())

    def _let_go(self) -> None:
        """The library takes its leave from the camera when the last reference goes, and waits
        seconds for one that is not there; nobody else shall."""
        held = [self._camera, self._stream]
        self._camera = self._stream = None
        threading.Thread(target=held.clear, name="camera-leave", daemon=True).start()


def told_by(lost: threading.Event) -> Callable[[Any], None]:
    """For a signal that a thread of the library gives; a later start has an event of its own."""

    def tell(_device: Any) -> None:
        lost.set()

    return tell
