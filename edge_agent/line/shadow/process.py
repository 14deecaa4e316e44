"""A bundle that looks on in a process of its own, which the line never waits for.

The line's thread only lays a pack down, or learns that there is no place; a thread of its own
copies the pictures, asks and listens. A process that dies, hangs or says what nobody understands
is ended and begun anew, a few times; then the bundle looks on no longer.
"""

import os
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Final

from edge_agent.children import told_end
from edge_agent.control.errors import BadFrame
from edge_agent.control.framing import Frame
from edge_agent.line.shadow.pipes import heard_within, say
from edge_agent.line.shadow.shared_frames import SharedFrames, fits
from edge_agent.line.shadow.talk import (
    ANSWERED,
    ASKED,
    asking,
    looked_in,
    opening,
    said_why,
)
from edge_agent.line.shadowing import EndedPack, Gone, Opened, Restarts, Said
from edge_agent.releases.trying import KEPT
from hardware.interfaces import Clock

CHILD: Final = (sys.executable, "-P", "-m", "edge_agent.line.shadow.child")
ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
HEALED: Final = 1_000
"""Packs after which earlier deaths are forgotten."""
END_S: Final = 5.0
LOOK_S: Final = 0.5
"""How soon a death between two packs is noticed."""


@dataclass(frozen=True, slots=True)
class Patience:
    """On a computer whose line takes nearly all, what comes last takes its time; how much time of
    a processor it may take the process bounds by itself."""

    opening_s: float = 600.0
    pack_s: float = 120.0
    restart_s: float = 2.0
    """Before it begins anew."""
    restarts: int = 3
    """Deaths after which it is begun anew."""


@dataclass(frozen=True, slots=True)
class Places:
    bundles: Path
    """Folder of the station's places for bundles."""
    recipe: Path
    """Folder of the recipe in force."""


class Refused(Exception):
    """The bundle or the recipe cannot be opened: beginning anew would help nothing."""


class Died(Exception):
    """The process is gone, or has to go."""


class ShadowProcess:
    """The Challenger of a running line, from creation to `close`."""

    def __init__(
        self,
        places: Places,
        clock: Clock,
        patience: Patience = Patience(),
        child: Sequence[str] = CHILD,
    ) -> None:
        self.places, self.clock, self.patience = places, clock, patience
        self.child = tuple(child)
        self.looking: Looking | None = None

    def begin(self, bundle_sha256: str) -> None:
        self.end()
        self.looking = Looking(self, bundle_sha256)
        self.looking.thread.start()

    def offer(self, pack: EndedPack) -> bool:
        return self.looking is not None and fits(pack.frames) and self.looking.offer(pack)

    def said(self) -> list[Said]:
        return [] if self.looking is None else self.looking.said_since()

    def end(self) -> None:
        looking, self.looking = self.looking, None
        if looking is not None:
            looking.end()

    def close(self) -> None:
        looking = self.looking
        self.end()
        if looking is not None:
            looking.thread.join()


class Looking:
    """One bundle that looks on, over all its processes."""

    def __init__(self, of: ShadowProcess, bundle_sha256: str) -> None:
        self.of, self.bundle_sha256 = of, bundle_sha256
        self.turn = threading.Condition()
        self.pack: EndedPack | None = None
        self.is_idle, self.ends = False, False
        self.process: Popen[bytes] | None = None
        self.told: deque[Said] = deque()
        self.looked_at = 0
        self.thread = threading.Thread(target=self.run, name="shadow", daemon=True)

    # In the line's thread

    def offer(self, pack: EndedPack) -> bool:
        """Never waits, not even for a thread that holds the turn for a moment."""
        if not self.is_idle or not self.turn.acquire(blocking=False):
            return False
        try:
            is_taken = self.is_idle
            if is_taken:
                self.is_idle, self.pack = False, pack
                self.turn.notify()
        finally:
            self.turn.release()
        return is_taken

    def said_since(self) -> list[Said]:
        said: list[Said] = []
        while self.told:
            said.append(self.told.popleft())
        return said

    def end(self) -> None:
        with self.turn:
            self.ends, self.is_idle = True, False
            if self.process is not None:
                self.process.kill()
            self.turn.notify()

    # In its own thread

    def run(self) -> None:
        restarts = 0
        while not self.ends:
            before = self.looked_at
            try:
                with closing(SharedFrames.made()) as shared:
                    self.live(shared)
            except Refused as refused:
                self.told.append(Gone(str(refused)))
                return
            except (Died, OSError, BadFrame) as died:
                restarts = 0 if self.looked_at - before >= HEALED else restarts
                if restarts == self.of.patience.restarts:
                    self.told.append(Gone(f"{died}; it was begun {restarts + 1} times"))
                    return
                restarts += 1
                self.told.append(Restarts(str(died)))
                self.rest()

    def rest(self) -> None:
        with self.turn:
            self.pack = None
            self.turn.wait_for(lambda: self.ends, self.of.patience.restart_s)

    def live(self, shared: SharedFrames) -> None:
        """One process, from its start to its end; returns where it is to end. Refused where it
        cannot be opened; Died, BadFrame, OSError (a time-out too) where it has to go."""
        with self.running(shared) as process:
            places, patience = self.of.places, self.of.patience
            bundles, recipe = str(places.bundles.resolve()), str(places.recipe.resolve())
            question = opening(bundles, self.bundle_sha256, recipe)
            opened = self.answered(process, question, patience.opening_s)
            if (why := said_why(opened.header, "refused")) is not None:
                raise Refused(why)
            self.told.append(Opened())
            while (pack := self.next_pack(process)) is not None:
                placed = shared.put(pack.frames)
                answer = self.answered(process, asking(pack, placed), patience.pack_s)
                self.told.append(looked_in(answer.header, pack.pack_no))
                self.looked_at += 1

    def next_pack(self, process: Popen[bytes]) -> EndedPack | None:
        """None where it is to end."""
        with self.turn:
            self.is_idle = not self.ends
            while not self.turn.wait_for(lambda: self.pack or self.ends, LOOK_S):
                if process.poll() is not None:
                    self.is_idle = False
                    raise Died(told_end(process.returncode))
            pack, self.pack = self.pack, None
            return None if self.ends else pack

    def answered(self, process: Popen[bytes], question: Frame, within_s: float) -> Frame:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):  # it has ended; what it says then is nothing
            say(process.stdin.fileno(), question, ASKED)
        answer = heard_within(process.stdout.fileno(), ANSWERED, self.of.clock, within_s)
        if answer is None:
            raise Died(end_of(process))
        if (why := said_why(answer.header, "failed")) is not None:
            raise Died(f"failed: {why}")
        return answer

    @contextmanager
    def running(self, shared: SharedFrames) -> Iterator[Popen[bytes]]:
        """Killed at the end: it has nothing to lose.

        In a group of its own, so that Ctrl-C is the line's; not in a session of its own: there the
        kernel may give it as much as it gives the line, however idle its class (sched(7), the
        autogroup feature).
        """
        surroundings = {name: os.environ[name] for name in KEPT if name in os.environ}
        process = Popen(  # noqa: S603 - our own command
            [*self.of.child, str(shared.file)],
            stdin=PIPE,
            stdout=PIPE,
            bufsize=0,
            env={**surroundings, **ONE_THREAD},
            pass_fds=(shared.file,),
            process_group=0,
        )
        with process:
            try:
                self.watched(process)
                yield process
            finally:
                with self.turn:
                    self.process = None
                process.kill()

    def watched(self, process: Popen[bytes]) -> None:
        with self.turn:
            self.process = process
            if self.ends:
                process.kill()


def end_of(process: Popen[bytes]) -> str:
    """Of one that answers no more: usually it has ended already."""
    with suppress(TimeoutExpired):
        return told_end(process.wait(END_S))
    process.kill()
    return "answers no more"
