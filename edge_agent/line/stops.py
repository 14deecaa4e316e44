"""Why the belt stands: it runs again only when every reason has been taken back."""

from edge_agent.core import line_events
from edge_agent.line.parts import Recorder
from hardware.interfaces import Gate

LEVEL_FELL = "level fell"
"""Until a person takes over what the machine no longer decides."""
BY_PERSON = "person"
"""Until a person says otherwise; nothing else takes it back."""
BIN_FULL = "bin full"
CHANGEOVER = "changeover"
"""Until the line has begun anew with the other product."""
FIRST_PACKS = "first packs"
"""Until a person has looked at a first pack that was not plainly ok."""
PACKML = "packml"
"""Until the station is told to go on, in the words of PackML."""


def hold_of(pack_no: int) -> str:
    """The belt stands until a person has taken this pack off."""
    return f"hold {pack_no}"


def no_answer_for(pack_no: int) -> str:
    """The belt stands until a person has said what becomes of this pack."""
    return f"no_answer {pack_no}"


class Stops:
    """Reasons to stop, by name."""

    def __init__(self, gate: Gate, recorder: Recorder) -> None:
        self.gate, self.recorder = gate, recorder
        self.reasons: set[str] = set()

    def stop(self, why: str, **body: object) -> None:
        if why not in self.reasons:
            self.reasons.add(why)
            self.recorder.event(line_events.BELT_STOP, {"why": why, **body})
            self.gate.stop_belt(True)

    def start(self, why: str) -> None:
        """Takes back one reason; the belt runs when none is left."""
        if why in self.reasons:
            self.reasons.discard(why)
            self.recorder.event(line_events.BELT_STOP_OVER, {"why": why})
            if not self.reasons:
                self.gate.stop_belt(False)

    def start_by(self, person: str) -> None:
        """A person's start also ends a stop from before this start of the line."""
        self.reasons.discard(BY_PERSON)
        self.recorder.event(line_events.BELT_STOP_OVER, {"why": BY_PERSON, "by": person})
        if not self.reasons:
            self.gate.stop_belt(False)

    def start_for(self, pack_no: int) -> None:
        """The belt waits for no pack that has ended."""
        self.start(hold_of(pack_no))
        self.start(no_answer_for(pack_no))
