"""What the terminal tells of a shift with mishaps, in step: what fails, what the station does,
where to see it, and that it is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from deploy.chaos.timeline import Mishap
from edge_agent.core.ledger import Ledger
from simulators.around import Telling
from simulators.live import ledger_line

WIDTH: Final = 79
INDENT: Final = " " * 9


@dataclass(frozen=True, slots=True)
class Scene:
    """How one kind of mishap is told."""

    fails: str
    meanwhile: str
    """What the station does, and what a person has to do."""
    look: str
    """Where the pages show it."""
    over: str


SCENES: Final = {
    "stop_broker": Scene(
        "The broker is killed: no record reaches the centre.",
        "Nothing changes for the packs; records wait on the station until the broker is back.",
        "Alarms, after half a minute; Diagnostics, centre",
        "the broker is back, and the centre gets what waited",
    ),
    "unplug_camera": Scene(
        "A camera is unplugged.",
        "The station stops deciding by itself and stops the belt; the simulated operator takes "
        "over, and packs are left to people.",
        "Home: CAMERA LOST; Diagnostics, levels",
        "the camera is back, a challenge pack was caught, the station decides by itself again",
    ),
    "unplug_gate": Scene(
        "The gate's controller is unplugged: no order reaches the gate.",
        "The controller drops the gate into its fail state and stops the belt; the station gives "
        "up deciding.",
        "Home: FAULTED, the gate does not answer",
        "the gate answers, a challenge pack was caught, the station decides by itself again",
    ),
    "fill_disk": Scene(
        "The disk is full: no record can be written.",
        "Records wait in memory; the station stops deciding by itself and stops the belt.",
        "Home: FAULTED, the disk takes no records; Diagnostics, records",
        "there is room again, every record is written, the station decides by itself again",
    ),
    "attack_models": Scene(
        "Somebody who holds the server with the models offers two forged releases.",
        "The station verifies each before it is used, and refuses both; its models stay in use.",
        "Alarms: new models were refused; as engineer, Models",
        "both were refused, and the same models are in use",
    ),
}


class Story:
    """Of mishaps in the order in which they come."""

    def __init__(self, mishaps: Sequence[Mishap], telling: Telling) -> None:
        self.mishaps, self.telling = mishaps, telling
        self.begun: set[Mishap] = set()
        self.ended: set[Mishap] = set()

    def look(self, now_ns: int, is_lowered: bool, ledger: Ledger) -> None:
        """is_lowered: the station does not decide all that it may by itself."""
        for number, mishap in enumerate(self.mishaps, start=1):
            place = f"{now_ns / 1e9:5.0f} s  {number} of {len(self.mishaps)}"
            if mishap not in self.begun and now_ns >= mishap.at_ns:
                self.begun.add(mishap)
                self.begin(place, SCENES[mishap.what])
            if mishap not in self.ended and mishap.well_ns is not None and not is_lowered:
                self.ended.add(mishap)
                self.end(place, SCENES[mishap.what], ledger)

    def begin(self, place: str, scene: Scene) -> None:
        self.tell(f"{place}: {scene.fails} {scene.meanwhile}")
        if self.telling.has_pages:
            self.tell(f"{INDENT}Look at {scene.look}.")

    def end(self, place: str, scene: Scene, ledger: Ledger) -> None:
        self.tell(f"{place} is over: {scene.over}.")
        if len(self.ended) == len(self.mishaps):
            self.tell(f"{INDENT}All are over: {ledger_line(ledger).plain}.")
            if self.telling.has_pages:
                self.tell(f"{INDENT}Diagnostics shows the same sum. End with Ctrl-C.")

    def tell(self, line: str) -> None:
        for one in wrap(line, WIDTH, subsequent_indent=INDENT):
            self.telling.line(one)
