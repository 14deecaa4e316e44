"""The line's end of the socket, in a thread of its own.

The line puts down a reference and goes on: it makes no call to the system, which would let this
thread work before it. The thread looks by itself for what was put down. Nothing that a page server
does or leaves comes back to the line but words, counted and bounded.
"""

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from socket import socketpair
from typing import Final

from edge_agent.control.answers import Answers
from edge_agent.control.connection import Connection, Gone
from edge_agent.control.messages import EventTold
from edge_agent.control.place import listening
from edge_agent.control.shown import Snapshot
from edge_agent.control.talks import Talks
from edge_agent.core.told import Asked
from hardware.interfaces import Clock

LOOK_S: Final = 0.02
"""How often it looks for what the line has put down, while anybody listens."""
QUIET_S: Final = 0.5
"""And while nobody does."""
MOST_EVENTS: Final = 512
LONGEST_END_S: Final = 5.0


class ControlServer:
    """Listens from creation to `close`. `show`, `tell` and `answer` are called by the line."""

    def __init__(
        self, place: Path, line: str, hand_over: Callable[[Asked], None], clock: Clock
    ) -> None:
        """hand_over: a word to the line, without waiting; its answer comes back from any thread."""
        self.place, self.clock = place, clock
        self.is_listened = False
        """Somebody wants to know how the line is."""
        self.failure: str | None = None
        """Why nobody is served any more."""
        self.talks = Talks(line, Answers(line, hand_over), self.answer)
        self.newest: deque[Snapshot] = deque(maxlen=1)
        self.events: deque[EventTold] = deque(maxlen=MOST_EVENTS)
        self.answers: deque[tuple[str, str | None]] = deque()
        """As many as words are unheard."""
        self.is_closing = False
        self.listener = listening(place)
        self.inode = place.stat().st_ino
        self.wakes, self.woken = socketpair()
        self.wakes.setblocking(False)
        self.woken.setblocking(False)
        self.selector = DefaultSelector()
        self.selector.register(self.listener, EVENT_READ)
        self.selector.register(self.woken, EVENT_READ)
        self.thread = threading.Thread(target=self.work, name="control", daemon=True)
        self.thread.start()

    # Called by others

    def show(self, snapshot: Snapshot) -> None:
        self.newest.append(snapshot)

    def tell(self, event: EventTold) -> None:
        """Nothing is kept of it where nobody listens."""
        if self.is_listened:
            self.events.append(event)

    def answer(self, word_id: str, why: str | None) -> None:
        self.answers.append((word_id, why))

    def wake(self) -> None:
        """For whoever does not want to wait for the next look, and is not the line."""
        try:
            self.wakes.send(b"\0")
        except OSError:
            return  # as many bytes wake it already, or it has ended

    def close(self) -> None:
        """Hangs up on everybody and removes the socket's file, where it is still ours."""
        self.is_closing = True
        self.wake()
        self.thread.join(LONGEST_END_S)
        if self.place.exists() and self.place.stat().st_ino == self.inode:
            self.place.unlink()
        for link in (self.listener, self.wakes, self.woken):
            link.close()
        self.selector.close()

    # In the thread

    def work(self) -> None:
        try:
            while not self.is_closing:
                self.turn()
            self.say_last()
        except Exception as error:  # noqa: BLE001 - outermost loop of the thread: told by the line
            self.failure = f"{type(error).__name__}: {error}"
        finally:
            self.is_listened = False
            for connection in self.talks.connections:
                connection.close()

    def turn(self) -> None:
        """Waits until something happens, and does all that it asks for."""
        longest_s = LOOK_S if self.is_listened else QUIET_S
        ready = {key.fileobj: key.data for key, _ in self.selector.select(longest_s)}
        now_ns = self.clock.now_ns()
        if self.woken in ready:
            self.woken.recv(4096)
        if self.listener in ready:
            self.accept(now_ns)
        for connection in [one for one in ready.values() if one is not None]:
            self.attempt(connection, lambda one: self.talks.hear(one, now_ns))
        self.is_listened = self.talks.listeners > 0
        self.pass_on()
        for connection in list(self.talks.connections):
            self.attempt(connection, lambda one: self.flush(one, now_ns))

    def accept(self, now_ns: int) -> None:
        try:
            link, _ = self.listener.accept()
        except OSError:
            return  # it went before it was let in
        connection = Connection(link, now_ns)
        self.selector.register(link, EVENT_READ, connection)
        self.talks.began(connection)

    def pass_on(self) -> None:
        """What the line has handed over."""
        while self.newest:
            self.talks.show(self.newest.popleft())
        while self.events:
            self.talks.tell(self.events.popleft())
        while self.answers:
            self.talks.answers.answered(*self.answers.popleft())

    def say_last(self) -> None:
        """What the line handed over before it closed: a word that ends it is answered as well."""
        self.pass_on()
        for connection in list(self.talks.connections):
            self.attempt(connection, lambda one: one.flush(self.clock.now_ns()))

    def flush(self, connection: Connection, now_ns: int) -> None:
        connection.flush(now_ns)
        self.talks.refuse_silent(connection, now_ns)
        wanted = EVENT_READ | (EVENT_WRITE if connection.sending else 0)
        self.selector.modify(connection.link, wanted, connection)

    def attempt(self, connection: Connection, what: Callable[[Connection], None]) -> None:
        try:
            what(connection)
        except Gone:
            self.selector.unregister(connection.link)
            self.talks.ended(connection)
