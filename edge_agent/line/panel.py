"""The stack light and the switches of a station: shows how the line is, and tells what is switched.

A lamp that does not answer is told and tried again; it ends nothing and stops no belt.
"""

from typing import Final

from edge_agent.line.loop import Line
from edge_agent.line.parts import Recorder
from edge_agent.line.stops import BIN_FULL
from hardware.errors import DeviceLost
from hardware.gates.gate_signals import GateSignals, Switch
from hardware.signal_points import StackLight
from hardware.signals import Notice, Situation, Work, shown

LOOK_NS: Final = 50_000_000
"""Lamps that flash change four times a second; a person sees nothing sooner."""
NEW_NS: Final = 10_000_000_000
"""A trouble is new until somebody has taken over, or for so long where nobody has to."""


class Panel:
    """Of one line."""

    def __init__(self, line: Line, signals: GateSignals, recorder: Recorder) -> None:
        self.line, self.recorder = line, recorder
        self.light, self.switches = StackLight(signals.lamps), signals.switches
        self.switched: dict[Switch, bool] = {}
        self.lost: dict[str, str] = {}
        """What does not answer, and why, as it was told."""
        self.trouble_since_ns: int | None = None
        self.look_ns = 0

    def look(self, now_ns: int) -> None:
        """Called in every step; looks now and then."""
        if now_ns < self.look_ns:
            return
        self.look_ns = now_ns + LOOK_NS
        self.read()
        self.line.packml.sight.emergency_stop = self.is_emergency
        self.light.show(shown(self.situation(now_ns)), now_ns)
        self.answers("stack light", self.light.trouble)

    def situation(self, now_ns: int) -> Situation:
        line, reasons = self.line, self.line.stops.reasons
        asked = any(work.is_open for work in line.packs.values())
        return Situation(
            work=Work.ACTS if line.level.acts else Work.SHOWS,
            trouble=self.notice(now_ns),
            alarm=Notice.NEW if BIN_FULL in reasons else Notice.NONE,
            belt_is_stopped=bool(reasons),
            person_is_asked=asked or bool(reasons) or line.guard.hands_over,
            emergency_stop=self.is_emergency,
        )

    @property
    def is_emergency(self) -> bool:
        return self.switched.get(Switch.EMERGENCY_STOP, False)

    def notice(self, now_ns: int) -> Notice:
        """Of a device's trouble, or of a level that it took."""
        guard = self.line.guard
        if not self.line.health.troubles() and not guard.standing.suspensions:
            self.trouble_since_ns = None
            return Notice.NONE
        if self.trouble_since_ns is None:
            self.trouble_since_ns = now_ns
        is_new = guard.hands_over or now_ns - self.trouble_since_ns < NEW_NS
        return Notice.NEW if is_new else Notice.KNOWN

    def read(self) -> None:
        for switch, given in self.switches.items():
            try:
                on = given.is_on()
            except DeviceLost as error:
                self.answers(switch.value, str(error))
                continue
            self.answers(switch.value, None)
            if self.switched.get(switch) is not on:
                self.switched[switch] = on
                self.recorder.event("switched", {"switch": switch.value, "on": on})

    def answers(self, name: str, trouble: str | None) -> None:
        """Told once, when it stops answering, and again when the reason is another."""
        if trouble is None:
            self.lost.pop(name, None)
        elif self.lost.get(name) != trouble:
            self.lost[name] = trouble
            self.recorder.event("signal_lost", {"signal": name, "why": trouble})

    def close(self) -> None:
        """Dark: nobody watches the line any more."""
        self.light.close()
