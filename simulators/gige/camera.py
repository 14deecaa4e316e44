"""The camera itself: answers requests, exposes what is before its lens, sends it as packets.

It knows no socket and no clock: packets and times are handed to it, and it hands packets out.

Rules, those of the standard: one application has control, and loses it when it was silent for the
heartbeat's time; acquisition then stops. Lost packets are sent again when they are asked for.
"""

import socket
import struct
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from hardware.interfaces import Pixels
from simulators.gige import memory as at
from simulators.gige.control_packets import (
    Command,
    Request,
    Status,
    answer,
    request_of,
    resend_of,
    words_of,
)
from simulators.gige.features import (
    BAYER_RG8,
    BYTES_PER_PIXEL,
    FREE,
    MONO8,
    SOFTWARE,
    Feature,
    features,
    is_allowed,
)
from simulators.gige.memory import Memory
from simulators.gige.stream_packets import Picture, bytes_of, next_block_no, packets_of

Address = tuple[str, int]
Send = Callable[[bytes, memoryview, Address], None]
KEPT_PICTURES = 4
"""How many pictures back a lost packet can be sent again."""
TEST_PACKET = 0x80000000
SIZES_PAYLOAD = ("Width", "Height", "PixelFormat")


@dataclass(slots=True)
class Faults:
    """What goes wrong on the way of the pictures."""

    lost_share: float = 0.0
    """Of the packets, drawn at random."""
    lost_in_next: int = 0
    """Packets of the next picture that are lost, each time they are sent."""
    answers_resends: bool = True
    unplugged: bool = False
    """Nothing comes in or goes out, as without a cable."""
    keeps_power: bool = False
    """Unplugged, it goes on; otherwise it starts anew when it is plugged in."""


@dataclass(frozen=True, slots=True)
class SentPicture:
    """Kept for a while, since packets of it may be asked for again."""

    block_no: int
    packets: Sequence[tuple[bytes, memoryview]]
    lost: frozenset[int]
    """Packets that never come through."""


class GigeCamera:
    """One camera. `show` puts something before its lens and gives the trigger line a pulse."""

    def __init__(self, address: str, serial: str, scene: Pixels, send: Send, seed: int) -> None:
        self.faults = Faults()
        self.scene = scene
        self._send, self._random = send, np.random.default_rng(seed)
        described = features(width_px=scene.shape[1], height_px=scene.shape[0])
        self._memory = Memory(address, serial, described)
        self._controller: Address | None = None
        self._heard_ns = 0
        self._is_running = False
        self._due_ns = 0
        self._block_no = 0
        self._kept: deque[SentPicture] = deque(maxlen=KEPT_PICTURES)

    # Requests

    def answered(self, packet: bytes, sender: Address, now_ns: int) -> bytes | None:
        """What is sent back for it, if anything."""
        request = request_of(packet)
        if request is None or self.faults.unplugged:
            return None
        if sender == self._controller:
            self._heard_ns = now_ns
        if request.command == Command.PACKET_RESEND:
            self.resend(request)
            return None
        status, body = self.carried_out(request, sender, now_ns)
        return answer(request, status, body) if request.wants_answer else None

    def carried_out(self, request: Request, sender: Address, now_ns: int) -> tuple[Status, bytes]:
        match request.command:
            case Command.DISCOVERY:
                return Status.SUCCESS, self._memory.read(0, at.DISCOVERY_BYTES) or b""
            case Command.READ_REGISTER:
                return self.registers_read(request.body)
            case Command.READ_MEMORY:
                return self.memory_read(request.body)
            case Command.WRITE_REGISTER:
                return self.registers_written(request.body, sender, now_ns)
            case Command.WRITE_MEMORY:
                body = request.body[:4] + request.body[4:8]
                return self.registers_written(body, sender, now_ns)
        return Status.NOT_IMPLEMENTED, b""

    def registers_read(self, body: bytes) -> tuple[Status, bytes]:
        found = [self._memory.read(address, 4) for address in words_of(body)]
        values = [value for value in found if value is not None]
        complete = len(values) == len(found)
        return (Status.SUCCESS if complete else Status.INVALID_ADDRESS), b"".join(values)

    def memory_read(self, body: bytes) -> tuple[Status, bytes]:
        if len(body) < 8:
            return Status.INVALID_PARAMETER, b""
        address, _reserved, count = struct.unpack_from(">IHH", body)
        data = self._memory.read(address, min(count, at.LONGEST_READ_BYTES))
        if data is None:
            return Status.INVALID_ADDRESS, b""
        return Status.SUCCESS, struct.pack(">I", address) + data

    def registers_written(self, body: bytes, sender: Address, now_ns: int) -> tuple[Status, bytes]:
        words = words_of(body)
        for index, (address, value) in enumerate(zip(words[::2], words[1::2], strict=False)):
            status = self.register_written(address, value, sender, now_ns)
            if status is not Status.SUCCESS:
                return status, struct.pack(">HH", 0, index)
        return Status.SUCCESS, struct.pack(">HH", 0, len(words) // 2)

    def register_written(self, address: int, value: int, sender: Address, now_ns: int) -> Status:
        if self._controller not in (None, sender):
            return Status.ACCESS_DENIED
        feature = self.feature_at(address)
        if feature is not None and not is_allowed(feature, value):
            return Status.INVALID_PARAMETER
        if not self._memory.write(address, struct.pack(">I", value)):
            return Status.INVALID_ADDRESS
        self.obey(address, value, sender, now_ns)
        return Status.SUCCESS

    def feature_at(self, address: int) -> Feature | None:
        names = (name for name, place in self._memory.where.items() if place == address)
        name = next(names, None)
        return None if name is None else self._memory.features[name]

    def obey(self, address: int, value: int, sender: Address, now_ns: int) -> None:
        """What a written register makes the camera do."""
        if address == at.CONTROL:
            self.give_control(sender if value else None, now_ns)
        elif address == at.PACKET_SIZE and value & TEST_PACKET:
            self._memory.write_word(at.PACKET_SIZE, value & 0xFFFF)
            self.send_test_packet(value & 0xFFFF)
        elif (feature := self.feature_at(address)) is not None:
            self.set_feature(feature.name, now_ns)

    def set_feature(self, name: str, now_ns: int) -> None:
        if name == "AcquisitionStart":
            self._is_running, self._due_ns, self._block_no = True, now_ns, 0
        elif name == "AcquisitionStop":
            self._is_running = False
        elif name == "TriggerSoftware" and self.is_triggered_by_software:
            self.expose(now_ns)
        elif name in SIZES_PAYLOAD:
            size = self._memory.whole("Width") * self._memory.whole("Height")
            per_pixel = BYTES_PER_PIXEL[self._memory.whole("PixelFormat")]
            self._memory.put("PayloadSize", size * per_pixel)

    # Control and time

    def give_control(self, controller: Address | None, now_ns: int) -> None:
        self._controller, self._heard_ns = controller, now_ns
        if controller is None:
            self._is_running = False
            self._memory.write_word(at.CONTROL, 0)

    def advance(self, now_ns: int) -> None:
        """Ends a control that nobody keeps up, and exposes by itself where nothing triggers it."""
        silence_ns = now_ns - self._heard_ns
        if self._controller is not None and silence_ns > self._memory.word(at.HEARTBEAT_MS) * 1e6:
            self.give_control(None, now_ns)
        if self.runs_free and now_ns >= self._due_ns:
            self._due_ns = max(self._due_ns + self.period_ns, now_ns)
            self.expose(now_ns)

    def next_ns(self, now_ns: int) -> int:
        """When `advance` has something to do, if nothing happens before."""
        return self._due_ns if self.runs_free else now_ns + 100_000_000

    @property
    def period_ns(self) -> int:
        return round(1e9 / self._memory.value("AcquisitionFrameRate"))

    @property
    def runs_free(self) -> bool:
        return self._is_running and self._memory.whole("TriggerMode") == FREE

    @property
    def is_triggered_by_software(self) -> bool:
        return not self.runs_free and self._memory.whole("TriggerSource") == SOFTWARE

    def restart(self, now_ns: int) -> None:
        """The power comes back: nobody has control, everything stands as it was delivered."""
        for name, feature in self._memory.features.items():
            self._memory.put(name, feature.start)
        self.give_control(None, now_ns)
        self._kept.clear()

    # Pictures

    def show(self, scene: Pixels, now_ns: int) -> None:
        self.scene = scene
        if not self.runs_free and not self.is_triggered_by_software:
            self.expose(now_ns)

    def expose(self, now_ns: int) -> None:
        if not self._is_running or self.faults.unplugged:
            return
        self._block_no = next_block_no(self._block_no)
        picture = Picture(
            block_no=self._block_no,
            taken_ns=now_ns,
            pixel_format=self._memory.whole("PixelFormat"),
            width_px=self._memory.whole("Width"),
            height_px=self._memory.whole("Height"),
            data=bytes_of(self.seen()),
        )
        packets = packets_of(picture, self._memory.word(at.PACKET_SIZE) & 0xFFFF)
        sent = SentPicture(picture.block_no, packets, self.lost_for_good(len(packets)))
        self._kept.append(sent)
        self.send(sent, range(len(packets)))

    def seen(self) -> Pixels:
        """The part of the scene that is set, in the pixel format that is set."""
        x, y = self._memory.whole("OffsetX"), self._memory.whole("OffsetY")
        width_px, height_px = self._memory.whole("Width"), self._memory.whole("Height")
        scene = np.ascontiguousarray(self.scene[y : y + height_px, x : x + width_px])
        pixel_format = self._memory.whole("PixelFormat")
        if pixel_format == MONO8:
            return np.asarray(cv2.cvtColor(scene, cv2.COLOR_BGR2GRAY), np.uint8)
        return mosaic(scene) if pixel_format == BAYER_RG8 else scene

    def lost_for_good(self, count: int) -> frozenset[int]:
        """Packets of the next picture that are lost however often they are sent."""
        most = min(self.faults.lost_in_next, count)
        self.faults.lost_in_next = 0
        return frozenset(self._random.choice(count, size=most, replace=False).tolist())

    def send(self, picture: SentPicture, numbers: range) -> None:
        for number in numbers:
            is_lost = number in picture.lost or self._random.random() < self.faults.lost_share
            if not is_lost:
                self._send(*picture.packets[number], self.host)

    def resend(self, request: Request) -> None:
        wanted = resend_of(request.body)
        if wanted is None or not self.faults.answers_resends:
            return
        for picture in self._kept:
            if picture.block_no == wanted.block_no:
                last = min(wanted.last + 1, len(picture.packets))
                self.send(picture, range(wanted.first, last))

    def send_test_packet(self, packet_bytes: int) -> None:
        """A packet of that size, by which a host finds out what its network lets through."""
        self._send(b"", memoryview(bytes(packet_bytes - 28)), self.host)

    @property
    def host(self) -> Address:
        """Where the pictures go."""
        address = struct.pack(">I", self._memory.word(at.STREAM_ADDRESS))
        return socket.inet_ntoa(address), self._memory.word(at.STREAM_PORT) & 0xFFFF


def mosaic(scene: Pixels) -> Pixels:
    """What a sensor under an RGGB filter sees of a blue-green-red picture."""
    raw = scene[:, :, 1].copy()
    raw[0::2, 0::2] = scene[0::2, 0::2, 2]
    raw[1::2, 1::2] = scene[1::2, 1::2, 0]
    return raw
