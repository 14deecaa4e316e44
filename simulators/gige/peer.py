"""A camera process as the plant holds it: hands it pictures and faults, pulls its cable, ends it.

Pictures go through a pipe, written by a thread of its own: the plant never waits for a camera. What
a camera is too slow for is left out, oldest first, as a scene that nobody saw passes by.
"""

import os
import subprocess
import sys
import threading
from collections import deque
from dataclasses import replace

import numpy as np

from hardware.errors import DeviceMissing
from hardware.interfaces import Pixels
from simulators.gige.camera import Faults
from simulators.gige.server import FAULTS, PICTURE, READY, faults_content, message
from simulators.gige.stream_packets import bytes_of

MOST_PICTURES = 4
LONGEST_END_S = 5.0


class Outbox:
    """What waits to be told to the camera, in its order."""

    def __init__(self) -> None:
        self.missed_count = 0
        """Pictures that came faster than the camera takes them."""
        self._changed = threading.Condition()
        self._waiting: deque[tuple[bytes, memoryview]] = deque()
        self._is_closed = False

    def put(self, kind: bytes, content: memoryview) -> None:
        with self._changed:
            pictures = [told for told in self._waiting if told[0] == PICTURE]
            if kind == PICTURE and len(pictures) >= MOST_PICTURES:
                self._waiting.remove(pictures[0])
                self.missed_count += 1
            self._waiting.append((kind, content))
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def take(self) -> tuple[bytes, memoryview] | None:
        """Waits for the oldest; None when nothing more comes."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            return self._waiting.popleft() if self._waiting else None


class GigePeer:
    """One running camera. `view` is only its name for people."""

    def __init__(self, view: str, address: str, width_px: int, height_px: int) -> None:
        self.view, self.address = view, address
        self.faults = Faults()
        self._outbox = Outbox()
        arguments = [address, f"PLANT-{view}"[:15], str(width_px), str(height_px)]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
            [sys.executable, "-m", "simulators.gige.server", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._writer = threading.Thread(target=self._write, name=f"gige-{view}", daemon=True)

    @property
    def missed_count(self) -> int:
        return self._outbox.missed_count

    def wait_until_ready(self) -> None:
        """DeviceMissing when it does not come up, for instance because its port is taken."""
        assert self._process.stdout is not None
        if self._process.stdout.readline() != READY:
            self.close()
            raise DeviceMissing(f"the camera at {self.address} does not start; is its port taken?")
        self._writer.start()

    def show(self, pixels: Pixels) -> None:
        """Puts a picture before the lens and pulses the trigger line. Never waits."""
        self._outbox.put(PICTURE, bytes_of(np.ascontiguousarray(pixels)))

    def set_faults(self, faults: Faults) -> None:
        """What goes wrong from the next picture on."""
        self._outbox.put(FAULTS, memoryview(faults_content(faults)))
        self.faults = replace(faults, lost_in_next=0)

    def unplug(self) -> None:
        self.set_faults(replace(self.faults, unplugged=True))

    def plug_in(self) -> None:
        """It starts anew, as a camera does that gets its power over the cable, if not told
        otherwise."""
        self.set_faults(replace(self.faults, unplugged=False))

    def close(self) -> None:
        self._outbox.close()
        if self._writer.is_alive():
            self._writer.join(LONGEST_END_S)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        while (told := self._outbox.take()) is not None:
            kind, content = told
            try:
                write_all(pipe.fileno(), memoryview(message(kind, len(content))))
                write_all(pipe.fileno(), content)
            except BrokenPipeError:
                return  # the camera is gone; who reads it is told so


def write_all(file_no: int, content: memoryview) -> None:
    while content:
        content = content[os.write(file_no, content) :]
