"""Switches and lamps: what each says now, and in driving every lamp once."""

from collections.abc import Callable, Iterator
from typing import Final

from edge_agent.line.checking.findings import Finding, doubtful, fine, unreachable
from hardware.errors import DeviceLost
from hardware.gates.gate_signals import GateSignals, Switch

PART: Final = "switches"
LAMPS: Final = "lamps"
WORDS: Final = {
    Switch.KEY: ("the key is at RUN", "the key is not at RUN; an open wire says the same"),
    Switch.EMERGENCY_STOP: (
        "the emergency stop is pulled, or its wire is open",
        "the emergency stop is not pulled",
    ),
    Switch.AIR_LOW: ("the air pressure is low, or its wire is open", "the air pressure is there"),
}
"""When on, and when off."""


def switch_findings(signals: GateSignals) -> Iterator[Finding]:
    for switch, given in signals.switches.items():
        try:
            on = given.is_on()
        except DeviceLost as error:
            yield unreachable(PART, f"{switch.value}: {error}", "check the controller's link")
            continue
        what = WORDS[switch][0 if on else 1]
        if on and switch is not Switch.KEY:
            yield doubtful(PART, what, "see to it, or bridge an input that is not wired")
        else:
            yield fine(PART, what)


def lamp_findings(
    signals: GateSignals, rest: Callable[[], None], tell: Callable[[str], None]
) -> Iterator[Finding]:
    """Each is lit for a while, that `rest` takes; a person looks."""
    for lamp, output in signals.lamps.items():
        tell(f"lit now: {lamp.value}")
        try:
            output.switch(True)
            rest()
            output.switch(False)
        except DeviceLost as error:
            yield unreachable(LAMPS, f"{lamp.value}: {error}", "check the controller's link")
            return
    if signals.lamps:
        names = ", ".join(lamp.value for lamp in signals.lamps)
        yield fine(
            LAMPS, f"{names} were lit one after the other; one that stayed dark is not wired"
        )
