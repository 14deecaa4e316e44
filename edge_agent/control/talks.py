"""What a line's server says to its page servers and hears from them. Has no thread and no socket
of its own to listen on; whoever calls it gives the time.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from edge_agent.control.answers import Answers
from edge_agent.control.connection import PATIENCE_NS, Connection, Gone
from edge_agent.control.errors import BadFrame, BadMessage
from edge_agent.control.message_frames import said_by_pages
from edge_agent.control.messages import (
    VERSION,
    Answered,
    EventTold,
    EvidenceTold,
    FromPages,
    Greeting,
    HungUp,
    PackTold,
    Say,
    StateTold,
    Want,
    Welcome,
)
from edge_agent.control.outbox import Parcel, parcel
from edge_agent.control.shown import LIVE_SIDE_PX, EndedWithViews, Snapshot, pictures_of

MOST_PAGE_SERVERS: Final = 8

Heard = Callable[[str, str | None], None]


class Talks:
    """All conversations of one line."""

    def __init__(self, line: str, answers: Answers, heard: Heard) -> None:
        """heard: called by the line, in its thread, with a word's id and why it was refused."""
        self.line, self.answers, self.heard = line, answers, heard
        self.connections: list[Connection] = []
        self.state: Parcel | None = None
        self.evidence: dict[int, Parcel] = {}
        """Of packs that are asked about now."""
        self.pack: Parcel | None = None
        """Of the pack that ended last."""
        self.last_record: object | None = None

    @property
    def listeners(self) -> int:
        return sum(one.is_greeted for one in self.connections)

    def began(self, connection: Connection) -> None:
        self.connections.append(connection)
        if len(self.connections) > MOST_PAGE_SERVERS:
            why = f"{MOST_PAGE_SERVERS} page servers listen already; end one of them"
            self.hang_up(connection, why)

    def hang_up(self, connection: Connection, why: str) -> None:
        connection.outbox.answers.append(parcel(HungUp(why)))
        connection.is_ending = True

    # What is heard

    def hear(self, connection: Connection, now_ns: int) -> None:
        """All that has come. Whoever breaks the rules is told so, and gone."""
        if connection.is_ending:
            raise Gone("talks on")
        try:
            for frame in connection.received(now_ns):
                self.heed(connection, said_by_pages(frame), now_ns)
        except (BadFrame, BadMessage) as error:
            self.hang_up(connection, str(error))

    def heed(self, connection: Connection, said: FromPages, now_ns: int) -> None:
        if isinstance(said, Greeting):
            self.greet(connection, said)
        elif connection.is_greeted:
            self.say(connection, said, now_ns)
        else:
            raise BadMessage("a page server greets before it says a word")

    def greet(self, connection: Connection, greeting: Greeting) -> None:
        if greeting.version != VERSION:
            raise BadMessage(f"version {greeting.version} is not spoken here, but {VERSION}")
        connection.is_greeted, connection.wants = True, frozenset(greeting.wants)
        outbox = connection.outbox
        outbox.answers.append(parcel(Welcome(VERSION, self.line)))
        outbox.state = self.state
        self.show_evidence(connection)
        if Want.PACKS in connection.wants:
            outbox.pack = self.pack

    def say(self, connection: Connection, say: Say, now_ns: int) -> None:
        def tell(word_id: str, why: str | None) -> None:
            connection.outbox.answers.append(parcel(Answered(word_id, why)))

        self.answers.say(say, tell, partial(self.heard, say.word_id), now_ns)

    # What is told

    def show(self, snapshot: Snapshot) -> None:
        """How the line is now; what was not sent of before is overtaken."""
        self.state = parcel(StateTold(snapshot.state))
        self.evidence = {
            pack_no: self.evidence.get(pack_no) or evidence_parcel(pack_no, snapshot)
            for pack_no in snapshot.asked_about
        }
        pack = self.new_pack(snapshot.last)
        for connection in self.connections:
            if not connection.is_greeted:
                continue
            connection.outbox.state = self.state
            self.show_evidence(connection)
            if pack is not None and Want.PACKS in connection.wants:
                connection.outbox.pack = pack

    def show_evidence(self, connection: Connection) -> None:
        """Once for each pack; what is asked no more is not sent any more."""
        if Want.EVIDENCE not in connection.wants:
            return
        waiting = connection.outbox.evidence
        for pack_no in waiting.keys() - self.evidence.keys():
            del waiting[pack_no]
        new = self.evidence.keys() - connection.shown
        waiting.update((pack_no, self.evidence[pack_no]) for pack_no in sorted(new))
        connection.shown = frozenset(self.evidence)

    def new_pack(self, last: EndedWithViews | None) -> Parcel | None:
        if last is None or last.record is self.last_record:
            return None
        self.last_record = last.record
        self.pack = Parcel(lambda: PackTold(last.record, pictures_of(last.views, LIVE_SIDE_PX)))
        return self.pack

    def tell(self, event: EventTold) -> None:
        told = parcel(event)
        for connection in self.connections:
            if Want.EVENTS in connection.wants:
                connection.outbox.events.append(told)

    # Who goes

    def refuse_silent(self, connection: Connection, now_ns: int) -> None:
        if not connection.is_greeted and now_ns - connection.began_ns > PATIENCE_NS:
            raise Gone("does not greet")

    def ended(self, connection: Connection) -> None:
        self.connections.remove(connection)
        connection.close()


def evidence_parcel(pack_no: int, snapshot: Snapshot) -> Parcel:
    views = snapshot.asked_about[pack_no]
    return Parcel(lambda: EvidenceTold(pack_no, pictures_of(views, None)))
