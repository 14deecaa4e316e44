"""The stack light and the switches of a station: shows how the line is, and tells what is switched.

A lamp that does not answer is told once and tried again; it ends nothing and stops no belt.
"""

from typing import Final

from edge_agent.core.lights import Light, LineState, lights
from edge_agent.line.loop import Line
from edge_agent.line.parts import Recorder
from hardware.errors import DeviceLost
from hardware.signals import Lamp, Signals, Switch

LOOK_NS: Final = 100_000_000
"""A person sees nothing sooner."""


class Panel:
    """Of one line."""

    def __init__(self, line: Line, signals: Signals, recorder: Recorder) -> None:
        self.line, self.signals, self.recorder = line, signals, recorder
        self.shown: dict[Lamp, bool] = {}
        self.switched: dict[Switch, bool] = {}
        self.lost: set[str] = set()
        self.red_since_ns: int | None = None
        self.look_ns = 0

    def look(self, now_ns: int) -> None:
        """Called in every step; looks now and then."""
        if now_ns < self.look_ns:
            return
        self.look_ns = now_ns + LOOK_NS
        self.show(self.wanted(now_ns))
        self.read()

    def wanted(self, now_ns: int) -> frozenset[Light]:
        wanted = lights(state_of(self.line), self.red_since_ns, now_ns)
        if Light.RED not in wanted:
            self.red_since_ns = None
        elif self.red_since_ns is None:
            self.red_since_ns = now_ns
        return wanted

    def show(self, wanted: frozenset[Light]) -> None:
        for lamp, output in self.signals.lamps.items():
            on = Light(lamp.value) in wanted
            if self.shown.get(lamp) is on:
                continue
            try:
                output.switch(on)
            except DeviceLost as error:
                self.lose(lamp, error)
            else:
                self.shown[lamp] = on
                self.lost.discard(lamp)

    def read(self) -> None:
        for switch, given in self.signals.switches.items():
            try:
                on = given.is_on()
            except DeviceLost as error:
                self.lose(switch, error)
                continue
            self.lost.discard(switch)
            if self.switched.get(switch) is not on:
                self.switched[switch] = on
                self.recorder.event("switched", {"switch": switch.value, "on": on})

    def lose(self, name: Lamp | Switch, error: DeviceLost) -> None:
        """What it shows now nobody knows: it is switched anew when it answers."""
        if isinstance(name, Lamp):
            self.shown.pop(name, None)
        if name not in self.lost:
            self.lost.add(name)
            self.recorder.event("signal_lost", {"signal": name.value, "why": str(error)})

    def close(self) -> None:
        """Dark: nobody watches the line any more."""
        for lamp, output in self.signals.lamps.items():
            try:
                output.close()
            except DeviceLost as error:
                self.lose(lamp, error)


def state_of(line: Line) -> LineState:
    return LineState(
        stands=bool(line.stops.reasons),
        is_gate_lost=line.health.gate_trouble is not None,
        has_trouble=bool(line.health.troubles()) or bool(line.guard.standing.suspensions),
        waits_for_word=any(work.is_open for work in line.packs.values()),
    )
