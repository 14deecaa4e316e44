"""The devices as a row of chips: each camera, the gate, the belt, and what else is wrong. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from edge_agent.control.line_state import LineState
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.reasons.values import quoted
from edge_agent.web.live.words import GATE_CAUSES, Kind
from edge_agent.web.pages.texts import Texts

SHAPES: Final = {Kind.NORMAL: "", Kind.CAUTION: "▲", Kind.ALARM: "✕"}
OF_CHIPS: Final = GATE_CAUSES | {Cause.CAMERA_FAULT, Cause.ENCODER_TROUBLE}
"""Troubles that a chip of a device shows; any other gets one of its own."""


@dataclass(frozen=True, slots=True)
class Chip:
    name: str
    """camera, gate, belt, a cause, or simulated."""
    shown: str
    kind: Kind
    shape: str
    """Says the same as the colour: ✕ or ▲, empty where all is well."""
    why: str
    """A sentence; empty where all is well."""


def chip(name: str, shown: str, kind: Kind, why: str = "") -> Chip:
    return Chip(name, shown, kind, SHAPES[kind], why)


def chips_of(state: LineState, has_gate: bool, t: Texts) -> tuple[Chip, ...]:
    found = [*cameras(state, t)]
    if has_gate:
        found += [gate(state, t), belt(state, t)]
    found += others(state, t)
    if state.identity.simulated:
        found.append(chip("simulated", t("chip_simulated"), Kind.NORMAL))
    return tuple(found)


def cameras(state: LineState, t: Texts) -> Iterator[Chip]:
    """One for each view; where it is not known which is meant, all are."""
    views = state.identity.views
    is_faulty = Cause.CAMERA_FAULT in causes(state) and not state.lost_cameras
    for view in views:
        shown = t("chip_camera") if len(views) == 1 else t("chip_camera_of", view=view)
        if view in state.lost_cameras:
            why = t("why_camera_lost", views=quoted(view, t.language))
            yield chip("camera", shown, Kind.ALARM, why)
        elif is_faulty:
            yield chip("camera", shown, Kind.ALARM, t("cause_camera_fault"))
        else:
            yield chip("camera", shown, Kind.NORMAL)


def gate(state: LineState, t: Texts) -> Chip:
    wrong = [cause for cause in causes(state) if cause in GATE_CAUSES]
    if not wrong and state.gate_trouble is None:
        return chip("gate", t("chip_gate"), Kind.NORMAL)
    why = t(f"cause_{(wrong or [Cause.GATE_LOST])[0]}")
    return chip("gate", t("chip_gate"), Kind.ALARM, why)


def belt(state: LineState, t: Texts) -> Chip:
    if Cause.ENCODER_TROUBLE not in causes(state):
        return chip("belt", t("chip_belt"), Kind.NORMAL)
    return chip("belt", t("chip_belt"), Kind.ALARM, t("cause_encoder_trouble"))


def others(state: LineState, t: Texts) -> Iterator[Chip]:
    for cause in causes(state):
        if cause not in OF_CHIPS:
            yield chip(cause, t("chip_other"), Kind.ALARM, t(f"cause_{cause}"))


def causes(state: LineState) -> list[Cause]:
    return list(dict.fromkeys(trouble.cause for trouble in state.troubles))
