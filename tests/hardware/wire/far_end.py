"""The other end of a Link, played by hand: hears frames and says what a test wants it to say."""

from hardware.wire.framing import FrameReader, WireFrame, encode
from hardware.wire.link import Link
from hardware.wire.messages import Hello, Message, Status, Welcome
from hardware.wire.packing import NUMBERS, PROTOCOL, pack, unpack
from simulators.cable import MemoryCable

MS = 1_000_000
HOST_RUN = 77


def a_welcome(**changed: int) -> Welcome:
    usual = {"protocol": PROTOCOL, "host_run": HOST_RUN, "boot": 1, "time_us": 0, "tick": 0}
    usual |= {"next_pack_no": 1, "next_event_no": 0, "state": 1, "default_action": 2}
    return Welcome(**usual | {"configured_crc": 0} | changed)  # type: ignore[arg-type]


def a_status(time_us: int, **changed: int) -> Status:
    usual = {"tick": 0, "state": 1, "default_action": 2, "belt_stops": 0, "inputs": 0}
    usual |= {"faults": 0, "outputs": 0, "oldest_event_no": 0}
    return Status(time_us=time_us, **usual | changed)  # type: ignore[arg-type]


class FarEnd:
    """A controller without a head, and the link to it; time stands unless it is told to pass."""

    def __init__(self) -> None:
        self.cable = MemoryCable()
        self.link = Link("controller", self.cable.open_port, HOST_RUN)
        self.reader = FrameReader()
        self.now_ns = 0

    def say(self, *messages: Message) -> None:
        for message in messages:
            self.cable.send(encode(WireFrame(0, NUMBERS[type(message)], pack(message))))

    def heard(self) -> list[tuple[int, Message]]:
        """Sequence number and message of every frame that has come since the last call."""
        frames = self.reader.feed(self.cable.receive())
        return [(frame.seq, unpack(frame.number, frame.payload)) for frame in frames]

    def said(self, *messages: Message, after_ms: int = 1) -> list[object]:
        """Says this, and what the link makes of it."""
        self.say(*messages)
        self.now_ns += after_ms * MS
        return list(self.link.exchange(self.now_ns))

    def greet(self) -> None:
        """To the first Welcome."""
        self.said()
        assert (0, Hello(PROTOCOL, HOST_RUN)) in self.heard()
        assert self.said(a_welcome()) == [a_welcome()]
        assert self.link.is_up
