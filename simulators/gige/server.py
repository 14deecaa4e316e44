"""The camera's process: `python -m simulators.gige.server ADDRESS SERIAL WIDTH HEIGHT`.

Its world comes in on standard input: pictures (each is put before the lens and pulses the trigger
line) and faults. It ends when its input does, so that nobody is left behind.
"""

import json
import os
import selectors
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from hardware.clock import RealClock
from simulators.gige.camera import Address, Faults, GigeCamera
from simulators.gige.control_packets import PORT

MESSAGE = struct.Struct(">cI")
PICTURE, FAULTS = b"P", b"F"
READ_BYTES = 1 << 20
SEND_BUFFER_BYTES = 1 << 23
READY = b"ready\n"


def message(kind: bytes, length: int) -> bytes:
    """What goes before the content of a message to the camera."""
    return MESSAGE.pack(kind, length)


class Input:
    """Whole messages out of a stream of bytes."""

    def __init__(self, stream_no: int) -> None:
        self._stream_no = stream_no
        self._waiting = bytearray()
        self.is_over = False

    def messages(self) -> Iterator[tuple[bytes, bytes]]:
        """All that are complete now."""
        read = os.read(self._stream_no, READ_BYTES)
        self.is_over = not read
        self._waiting += read
        while len(self._waiting) >= MESSAGE.size:
            kind, length = MESSAGE.unpack_from(self._waiting)
            end = MESSAGE.size + length
            if len(self._waiting) < end:
                return
            content = bytes(self._waiting[MESSAGE.size : end])
            del self._waiting[:end]
            yield kind, content


class Server:
    """One camera at one address, until its input ends."""

    def __init__(self, address: str, serial: str, width_px: int, height_px: int) -> None:
        self._shape = (height_px, width_px, 3)
        self._clock = RealClock()
        self._control = udp(address, PORT)
        self._stream = udp(address, 0)
        self._input = Input(sys.stdin.fileno())
        scene = np.zeros(self._shape, np.uint8)
        self._camera = GigeCamera(address, serial, scene, self.send, seed=1)

    def run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ, self.request)
            selector.register(sys.stdin, selectors.EVENT_READ, self.told)
            os.write(sys.stdout.fileno(), READY)
            while not self._input.is_over:
                now_ns = self._clock.now_ns()
                wait_s = max(0, self._camera.next_ns(now_ns) - now_ns) / 1e9
                for key, _events in selector.select(wait_s):
                    key.data()
                self._camera.advance(self._clock.now_ns())

    def request(self) -> None:
        packet, sender = self._control.recvfrom(2048)
        back = self._camera.answered(packet, sender, self._clock.now_ns())
        if back is not None:
            self._control.sendto(back, sender)

    def told(self) -> None:
        for kind, content in self._input.messages():
            if kind == PICTURE:
                scene = np.frombuffer(content, np.uint8).reshape(self._shape)
                self._camera.show(scene, self._clock.now_ns())
            else:
                self.set_faults(Faults(**json.loads(content)))

    def set_faults(self, faults: Faults) -> None:
        was_unplugged, self._camera.faults = self._camera.faults.unplugged, faults
        if was_unplugged and not faults.unplugged and not faults.keeps_power:
            self._camera.restart(self._clock.now_ns())

    def send(self, header: bytes, content: memoryview, host: Address) -> None:
        self._stream.sendmsg([header, content], [], 0, host)


def faults_content(faults: Faults) -> bytes:
    return json.dumps(asdict(faults)).encode()


def udp(address: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    made.bind((address, port))
    return made


if __name__ == "__main__":
    camera_address, camera_serial, width, height = sys.argv[1:]
    Server(camera_address, camera_serial, int(width), int(height)).run()
