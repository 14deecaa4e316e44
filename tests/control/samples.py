"""Words and states as examples, and a page server that is a plain socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

from hypothesis import strategies as some

from edge_agent.control.framing import FROM_LINE, FROM_PAGES, FrameReader, encoded
from edge_agent.control.line_state import Identity, Lately, LineState
from edge_agent.control.message_frames import frame_of, said_by_line
from edge_agent.control.messages import VERSION, FromLine, FromPages, Greeting, Welcome
from edge_agent.control.shown import Snapshot
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.ledger import Ledger
from edge_agent.core.packs import Level
from edge_agent.core.recipe import (
    BarcodeLimits,
    Check,
    NoAnswer,
    PrintLimits,
    Recipe,
    StickerLimits,
    SurfaceLimits,
    View,
)
from edge_agent.core.told import Told
from tests.samples import NOON

LINE = "0123456789abcdef"
LIVENESS_S = 20.0
"""A test that waits longer than that has found nobody at the other end."""
TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=30)
NAMES = TEXT.filter(lambda name: bool(name.strip()))
NUMBERS = some.floats(allow_nan=False, allow_infinity=False)
some.register_type_strategy(
    Thresholds,
    some.lists(some.floats(0, 1), min_size=2, max_size=2).map(
        lambda both: Thresholds(min(both), max(both))
    ),
)
LIMITS = some.one_of(
    some.builds(StickerLimits, NUMBERS, NUMBERS, NUMBERS),
    some.builds(SurfaceLimits, NUMBERS),
    some.builds(BarcodeLimits, some.lists(TEXT, max_size=2).map(tuple), some.none() | TEXT),
    some.builds(PrintLimits, TEXT, TEXT, TEXT, some.none() | TEXT, NUMBERS),
)
CHECKS = some.builds(Check, name=TEXT, view=TEXT, limits=LIMITS)
VIEWS = some.builds(View, TEXT, some.lists(TEXT, max_size=2).map(tuple))
some.register_type_strategy(
    Recipe,
    some.builds(
        *(Recipe, TEXT, some.lists(VIEWS, max_size=2).map(tuple)),
        some.lists(CHECKS, max_size=3).map(tuple),
    ),
)


def words_of(kind: type[Any]) -> some.SearchStrategy[Told]:
    """Any word of this kind that somebody could say."""
    parts: dict[str, Any] = {"person": NAMES}
    if "minutes" in kind.__dataclass_fields__:
        parts["minutes"] = NUMBERS
    return some.builds(kind, **parts)


WORDS: some.SearchStrategy[Told] = some.one_of([words_of(kind) for kind in get_args(Told)])


def a_state(seen: int = 1, line: str = LINE) -> LineState:
    """Of a quiet line that has seen so many packs."""
    identity = Identity(
        *(line, 3, "plant-1/line-1/box", "box", "ab12", "cd34", "packwarden test", ""),
        simulated=True,
        views=("top",),
        no_answer=NoAnswer.PASS,
        can_hold=False,
    )
    return LineState(
        identity=identity,
        at=NOON,
        now_ns=5,
        order=None,
        level=Level.REPORT,
        ceiling=Level.ACT_ALWAYS,
        checks=(),
        suspensions=(),
        lacking=(),
        is_armed=False,
        hands_over=False,
        bypass=None,
        belt_stops=("person",),
        ledger=Ledger(seen=seen, passed=seen),
        belt_mm_per_s=750.5,
        troubles=(),
        lost_cameras={"top": "no answer"},
        gate_trouble=None,
        recommendations=(),
        challenges=(),
        lately=Lately(60.0, 1, 0, 12.5, 12.5, 12.5, ()),
    )


def a_snapshot(seen: int = 1) -> Snapshot:
    return Snapshot(a_state(seen), None, {})


class PlainPages:
    """A page server that says and hears frames, and waits for them."""

    def __init__(self, place: Path) -> None:
        self.link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.link.settimeout(LIVENESS_S)
        self.link.connect(str(place))
        self.reader = FrameReader(FROM_LINE)
        self.come: list[FromLine] = []

    def send(self, message: FromPages) -> None:
        self.link.sendall(encoded(frame_of(message), FROM_PAGES))

    def hear(self) -> FromLine:
        """What comes next; EOFError where the line has hung up."""
        while not self.come:
            data = self.link.recv(65_536)
            if not data:
                raise EOFError
            self.come += [said_by_line(frame) for frame in self.reader.fed(data)]
        return self.come.pop(0)

    def heard(self, kind: type[FromLine]) -> Any:
        """The next of this kind; what comes before it is left out."""
        while not isinstance(said := self.hear(), kind):
            pass
        return said

    def greet(self, *wants: Any) -> Welcome:
        self.send(Greeting(VERSION, wants))
        welcome: Welcome = self.heard(Welcome)
        return welcome


@contextmanager
def plain_pages(place: Path) -> Iterator[PlainPages]:
    pages = PlainPages(place)
    try:
        yield pages
    finally:
        pages.link.close()
