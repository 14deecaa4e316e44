"""A camera process as the plant holds it: hands it pictures and faults, pulls its cable, ends it.

Pictures go through a pipe, written by a thread of its own: the plant never waits for a camera. What
a camera is too slow for is left out, oldest first, as a scene that nobody saw passes by.
"""

import queue
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np

from hardware.errors import DeviceMissing
from hardware.interfaces import Pixels
from simulators.gige.camera import Faults
from simulators.gige.server import FAULTS, PICTURE, READY, faults_content, message
from simulators.gige.stream_packets import bytes_of

WAITING_MESSAGES = 8
LONGEST_END_S = 5.0


class GigePeer:
    """One running camera. `view` is only its name for people."""

    def __init__(self, view: str, address: str, width_px: int, height_px: int) -> None:
        self.view, self.address = view, address
        self.faults = Faults()
        self.missed_count = 0
        """Pictures that came faster than the camera takes them."""
        self._waiting: queue.Queue[tuple[bytes, memoryview] | None] = queue.Queue(WAITING_MESSAGES)
        arguments = [address, f"PLANT-{view}", str(width_px), str(height_px)]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
            [sys.executable, "-m", "simulators.gige.server", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._writer = threading.Thread(target=self._write, name=f"gige-{view}", daemon=True)

    def wait_until_ready(self) -> None:
        """DeviceMissing when it does not come up, for instance because its port is taken."""
        assert self._process.stdout is not None
        if self._process.stdout.readline() != READY:
            self.close()
            raise DeviceMissing(f"the camera at {self.address} does not start; is its port taken?")
        self._writer.start()

    def show(self, pixels: Pixels) -> None:
        """Puts a picture before the lens and pulses the trigger line. Never waits."""
        whole = np.ascontiguousarray(pixels)
        while True:
            try:
                self._waiting.put_nowait((PICTURE, bytes_of(whole)))
            except queue.Full:
                self._leave_out_oldest()
            else:
                return

    def set_faults(self, **changes: object) -> None:
        """What goes wrong from now on; the fields of `Faults`."""
        self.faults = replace(self.faults, **changes)  # type: ignore[arg-type]
        self._waiting.put((FAULTS, memoryview(faults_content(self.faults))))
        self.faults = replace(self.faults, lost_in_next=0)

    def unplug(self) -> None:
        self.set_faults(unplugged=True)

    def plug_in(self) -> None:
        """It starts anew, as a camera does that gets its power over the cable."""
        self.set_faults(unplugged=False)

    def close(self) -> None:
        if self._writer.is_alive():
            self._waiting.put(None)
            self._writer.join(LONGEST_END_S)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _leave_out_oldest(self) -> None:
        try:
            self._waiting.get_nowait()
        except queue.Empty:
            return
        self.missed_count += 1

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        while (told := self._waiting.get()) is not None:
            kind, content = told
            try:
                pipe.write(message(kind, len(content)))
                pipe.write(content)
                pipe.flush()
            except BrokenPipeError:
                return  # the camera is gone; who reads it is told so
