"""Every state that a panel can show, over a line that is only shown: for pictures of the pages.

Each is made of the state in which a demonstration really was, so that all else on the screen is as
it is in work.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from edge_agent.control.line_state import BypassState, LineState, Trouble
from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import EndedWithViews, Snapshot
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Suspension
from edge_agent.core.errors import NotFound
from edge_agent.core.ledger import Ledger
from edge_agent.core.order import Order
from edge_agent.core.packs import Level
from edge_agent.core.told import Asked
from edge_agent.station_places import STATION_FILE
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from simulators.demo_pages import place_at, served
from simulators.demo_people import Secrets
from simulators.demo_site import DemoSite
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import TRAY

TURN_S: Final = 0.1
LOST: Final = "gives no pictures any more"


def suspended(state: LineState, cause: Cause, **changes: Any) -> LineState:
    """Trouble of a device: the belt waits until a person takes over."""
    changed = replace(
        state,
        level=Level.RECOMMEND,
        hands_over=True,
        belt_stops=("level fell",),
        suspensions=(Suspension(cause, LOST, Level.RECOMMEND),),
        lacking=("the device works again",),
        troubles=(Trouble(cause, LOST),),
    )
    return replace(changed, **changes)


STATES: Final[dict[str, Callable[[LineState], LineState]]] = {
    "running": lambda state: state,
    "starting": lambda state: replace(state, ledger=Ledger()),
    "waiting": lambda state: replace(state, lately=replace(state.lately, packs_per_min=0.0)),
    "suspended": lambda state: replace(state, belt_mm_per_s=0.0),
    "held": lambda state: replace(state, belt_stops=("hold 118",), belt_mm_per_s=0.0),
    "bin-full": lambda state: replace(state, belt_stops=("bin full",), belt_mm_per_s=0.0),
    "stopped": lambda state: replace(state, belt_stops=("person",), belt_mm_per_s=0.0),
    "demoted": lambda state: replace(
        state, level=Level.RECOMMEND, hands_over=True, belt_stops=("level fell",)
    ),
    "bypass": lambda state: replace(state, bypass=BypassState("demo-shift-lead", 1500.0)),
    "camera-lost": lambda state: suspended(state, Cause.CAMERA_FAULT, lost_cameras={"top": LOST}),
    "rejector-fault": lambda state: suspended(state, Cause.GATE_NOT_CONFIRMING),
    "controller-lost": lambda state: suspended(state, Cause.GATE_LOST, gate_trouble=LOST),
}
"""By name; from a line that runs and asks nobody. Of a page without data there is no line."""
NO_DATA: Final = "no-data"


def quiet(state: LineState) -> LineState:
    return replace(
        state,
        belt_stops=(),
        troubles=(),
        suspensions=(),
        recommendations=(),
        lost_cameras={},
        gate_trouble=None,
        hands_over=False,
        bypass=None,
    )


@dataclass
class ShownLine:
    """The line's end of the socket; it says what it is told to say."""

    server: ControlServer
    state: LineState | None = None
    """None: nothing is known."""
    last: EndedWithViews | None = None

    def repeat_until(self, ends: threading.Event) -> None:
        """As a line does, whether anything has changed or not."""
        while not ends.wait(TURN_S):
            if self.state is not None:
                self.server.show(Snapshot(self.state, self.last, {}))


@contextmanager
def shown_line(demo_folder: Path, state: LineState) -> Iterator[tuple[str, ShownLine]]:
    """Its address; with the settings and the last record of a demonstration's data folder."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory(prefix="packwarden-shown-")))
        lay_out(demo_folder, folder)
        place = place_in(folder)
        server = opened.enter_context(
            closing(ControlServer(place, state.identity.line, refuse, RealClock()))
        )
        line = ShownLine(server, None, last_pack(demo_folder))
        ends = threading.Event()
        shows = threading.Thread(target=line.repeat_until, args=(ends,))
        shows.start()
        opened.callback(shows.join)
        opened.callback(ends.set)
        socket = opened.enter_context(place_at(0))
        site = DemoSite(folder, Secrets("", ""))
        opened.enter_context(closing(served(site, socket, lambda _: None)))
        yield f"http://127.0.0.1:{socket.getsockname()[1]}", line


def lay_out(demo_folder: Path, folder: Path) -> None:
    text = (demo_folder / STATION_FILE).read_text(encoding="utf-8")
    moved = text.replace(str(demo_folder), str(folder))
    (folder / STATION_FILE).write_text(moved, encoding="utf-8")
    (folder / "pictures").mkdir()
    shutil.copytree(demo_folder / "recipe", folder / "recipe")
    shutil.copytree(demo_folder / "recipes", folder / "recipes")


def last_pack(demo_folder: Path) -> EndedWithViews:
    """NotFound where no pack has ended yet."""
    with closing(EventReader(demo_folder / "events.db")) as reader:
        stored = reader.last_record()
    if stored is None:
        raise NotFound("no pack has ended yet")
    random = np.random.default_rng(1)
    order: Order = TRAY.sample_order(random)
    return EndedWithViews(stored.record, draw_pack(TRAY, order, None, random, Placement()))


def refuse(asked: Asked) -> None:
    asked.answer("this line is only shown")
