"""Keeps the inspecting process: starts it when it is first needed, and again when it has ended;
ends it when nobody has needed it for a while, since it holds memory that the line may want.

It is asked one thing at a time; how many may wait is bounded, and so is the time of each. Who comes
when all places are taken is told to come again, before the pictures are even taken in.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from subprocess import PIPE, Popen, TimeoutExpired
from threading import Event, Lock, Timer, current_thread
from typing import Final

from edge_agent.control.errors import BadFrame
from edge_agent.control.framing import Frame
from edge_agent.web.errors import InspectionFailed, TooBusy
from edge_agent.web.inspecting.talk import ANSWERED, ASKED, heard, say

COMMAND: Final = (sys.executable, "-P", "-m", "edge_agent.web.inspecting.child")
PLACES: Final = 3
"""One is inspected, two wait or are still uploaded."""
LONGEST_S: Final = 60.0
"""To start, open the recipe and inspect, on a machine whose line has all of the rest."""
IDLE_S: Final = 600.0
END_S: Final = 5.0
ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
ENDED = "the inspecting process ended over these pictures; the next ones get a new one"
TOO_LONG = "these pictures took too long; the inspecting process was ended"


class InspectingProcess:
    def __init__(
        self,
        longest_s: float = LONGEST_S,
        idle_s: float = IDLE_S,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.longest_s, self.idle_s, self.command = longest_s, idle_s, tuple(command)
        self._process: Popen[bytes] | None = None
        self._idle: Timer | None = None
        self._asking = Lock()
        self._places = Lock()
        self._taken = 0
        self._closed = False

    @contextmanager
    def place(self) -> Iterator[None]:
        """TooBusy where all are taken."""
        with self._places:
            if self._taken == PLACES:
                raise TooBusy(f"{PLACES} inspections are under way; come again in a second")
            self._taken += 1
        try:
            yield
        finally:
            with self._places:
                self._taken -= 1

    def ask(self, question: Callable[[], Frame]) -> Frame:
        """Waits for its turn, then makes the question: many pictures are never in memory at once.

        InspectionFailed where the process ends, or takes too long.
        """
        with self._asking:
            process, is_late = self._running(), Event()
            watch = Timer(self.longest_s, end_late, (process, is_late))
            watch.start()
            try:
                answer = asked(process, question())
            finally:
                watch.cancel()
            if answer is None:
                self._end()
                raise InspectionFailed(TOO_LONG if is_late.is_set() else ENDED)
            self._rest()
            return answer

    def close(self) -> None:
        """What is under way is cut off."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()
        with self._asking:
            self._end()

    def _rest(self) -> None:
        self._idle = Timer(self.idle_s, self._end_idle)
        self._idle.daemon = True  # the end of the server does not wait for it
        self._idle.start()

    def _end_idle(self) -> None:
        """Unless it was asked again meanwhile, and rests anew."""
        with self._asking:
            if self._idle is current_thread():
                self._end()

    def _running(self) -> Popen[bytes]:
        if self._closed:
            raise InspectionFailed("the server ends")
        if self._idle is not None:
            self._idle.cancel()
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = Popen(  # noqa: S603 - our own command
                self.command,
                stdin=PIPE,
                stdout=PIPE,
                env={**os.environ, **ONE_THREAD},
                process_group=0,  # an interrupt at the keyboard is the server's
            )
        return self._process

    def _end(self) -> None:
        """Nobody asks any more, so it ends by itself; where it hangs it is made to."""
        process, self._process = self._process, None
        if self._idle is not None:
            self._idle.cancel()
        if process is None:
            return
        for pipe in filter(None, (process.stdin, process.stdout)):
            with suppress(OSError):  # what it never heard is not told any more
                pipe.close()
        try:
            process.wait(END_S)
        except TimeoutExpired:
            process.kill()
            process.wait()


def asked(process: Popen[bytes], frame: Frame) -> Frame | None:
    """None where the process has ended, or says what nobody understands."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        say(process.stdin, frame, ASKED)
        return heard(process.stdout, ANSWERED)
    except (OSError, BadFrame):
        return None


def end_late(process: Popen[bytes], is_late: Event) -> None:
    is_late.set()
    process.kill()
