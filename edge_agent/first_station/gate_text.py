"""The gate of a first station: its link, and a belt whose distances are still to be measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from edge_agent.core.reasons.languages import Phrase
from edge_agent.first_station import words
from edge_agent.first_station.answers import Answers, GateKind
from edge_agent.first_station.toml_lines import address_lines, comment, row, told
from hardware.interfaces import FailState

MODBUS_PORT: Final = 502
MQTT_PORT: Final = 1883
SIMULATED_AT: Final = "127.0.0.1:5502"
"""No port that only root may open."""


@dataclass(frozen=True, slots=True)
class Distance:
    key: str
    value: float
    why: Phrase | None = None


BELT: Final = (
    Distance("ticks_per_mm", 4.0, words.TICKS),
    Distance("fastest_mm_per_s", 500.0, words.FASTEST),
    Distance("eye_to_gate_mm", 1500.0),
    Distance("order_lead_mm", 100.0),
    Distance("pulse_mm", 60.0),
    Distance("window_mm", 150.0),
    Distance("travel_ms", 10.0),
    Distance("pack_mm", 140.0),
    Distance("pitch_mm", 240.0),
)
"""A small belt with an encoder of 500 pulses, counted fourfold, on a wheel of 500 mm."""
WITH_CONTROLLER: Final = (
    Distance("gate_to_exit_mm", 300.0),
    Distance("gate_to_reject_mm", 200.0),
    Distance("stop_mm", 150.0),
)
REJECT_EYE: Final = Distance("gate_to_reject_mm", 200.0)


def fail_state_of(answers: Answers) -> FailState:
    """At a level that acts, a dead host rejects; a gate that it times itself can only stop."""
    if not answers.level.acts:
        return FailState.PASS_ALL
    timed = answers.gate.kind is GateKind.GPIO
    return FailState.STOP_BELT if timed else FailState.REJECT_ALL


def gate_lines(answers: Answers, views: tuple[str, ...]) -> Iterator[str]:
    if not answers.has_gate:
        return
    if answers.gate.kind is GateKind.SIMULATED:
        yield comment(words.PLANT, answers.language)
    yield "[gate]"
    yield from link_lines(answers, views)
    yield ""
    yield comment(words.GATE, answers.language)
    yield "[gate.belt]"
    yield row("kind", "pulse")
    if answers.gate.kind is not GateKind.GPIO:
        yield row("hold", "outlet")
    for one in distances(answers):
        yield row(one.key, one.value, one.why, answers.language)


def link_lines(answers: Answers, views: tuple[str, ...]) -> Iterator[str]:
    where = answers.gate.where
    match answers.gate.kind:
        case GateKind.SERIAL:
            yield from told("serial", port=where)
        case GateKind.MODBUS_RTU:
            yield from told("modbus-rtu", device=where, triggered_views=list(views))
        case GateKind.MODBUS_TCP | GateKind.SIMULATED:
            yield from told("modbus-tcp")
            yield from address_lines(where or SIMULATED_AT, MODBUS_PORT, "tcp_port")
            yield row("triggered_views", list(views))
        case GateKind.MQTT:
            names = {"site": answers.site, "line": answers.line, "station": answers.station}
            yield from told("mqtt", **names)
            yield from ("", "[gate.broker]", *address_lines(where, MQTT_PORT))
        case GateKind.GPIO:
            yield from told("timed", **pins(where))


def pins(where: str) -> dict[str, dict[str, object]]:
    """COIL,EYE[,REJECT-EYE], as numbers of their chip."""
    names = ("coil", "eye", "reject_eye")
    numbers = map(int, where.split(","))
    return {name: {"type": "gpio", "pin": pin} for name, pin in zip(names, numbers, strict=False)}


def distances(answers: Answers) -> tuple[Distance, ...]:
    if answers.gate.kind is not GateKind.GPIO:
        return (*BELT, *WITH_CONTROLLER)
    return (*BELT, REJECT_EYE) if answers.gate.where.count(",") == 2 else BELT
