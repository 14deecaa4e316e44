"""Who looks only when the controller asks for it sees what one that always looks sees."""

import ctypes
from dataclasses import replace

import pytest

from hardware.wire.codes import Action, Kind, Output
from hardware.wire.messages import Configure, Heartbeat
from tests.firmware.core.bench_controller import (
    CONFIGURE,
    EXIT_EYE,
    REJECT_EYE,
    BenchController,
    armed,
    ready,
    signed,
)
from tests.firmware.core.library import library
from tests.peers import needs

pytestmark = needs("gcc")

CONFIGURED = replace(CONFIGURE, camera_0_ticks=50, gate_to_reject_ticks=60)


def next_tick(controller: BenchController) -> int | None:
    tick = ctypes.c_int32()
    if not library().reject_next_tick(controller.core, ctypes.byref(tick)):
        return None
    return controller.tick + signed(tick.value - controller.tick)


def next_ms(controller: BenchController) -> int | None:
    """Rounded up: when the controller is to be looked at."""
    at_us = ctypes.c_uint32()
    if not library().reject_next_us(controller.core, ctypes.byref(at_us)):
        return None
    return controller.ms - (controller.us - at_us.value) // 1000


def laid(configure: Configure) -> BenchController:
    """A belt with all that can come: packs near and far, flickers, packs behind the gate."""
    controller = armed(Action.REJECT, configure)
    for front, length in ((10, 36), (60, 80), (200, 5), (230, 36), (300, 20)):
        controller.lay(front, length)
    controller.lay(480, eye=REJECT_EYE)
    controller.lay(560, eye=EXIT_EYE)
    return controller


def jumped(controller: BenchController, end_tick: int) -> None:
    """Looks at edges, where it is asked to, and now and then for the belt's speed."""
    while controller.tick < end_tick:
        due_ms = next_ms(controller)
        due = [
            controller.tick + 20,
            next_tick(controller),
            None if due_ms is None else controller.tick + due_ms - controller.ms,
            min(controller.edges, default=None),
        ]
        tick = max(controller.tick + 1, min(one for one in due if one is not None))
        controller.ms += tick - controller.tick
        controller.tick = tick
        for eye, dark in controller.edges.pop(tick, ()):
            controller.edge(eye, dark)
        controller.send(Heartbeat())
        controller.run()


def changes(controller: BenchController) -> set[tuple[Output, int]]:
    """Every output with the first tick of each time that it was on."""
    found = set()
    for output, ticks in controller.driven.items():
        found |= {(output, tick) for tick in ticks if tick - 1 not in ticks}
    return found


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_who_jumps_to_what_is_due_sees_the_same_as_who_always_looks(kind: Kind) -> None:
    configure = replace(CONFIGURED, kind=kind)
    always, asked = laid(configure), laid(configure)
    end_tick = always.tick + 900
    while always.tick < end_tick:
        always.roll(1)
    jumped(asked, end_tick)
    gate = {Output.GATE, Output.HOLD}
    begun = [
        {(output, tick) for output, tick in changes(one) if output in gate | {Output.CAMERA_0}}
        for one in (always, asked)
    ]
    on_asked = set(asked.driven[Output.GATE])
    assert on_asked <= set(always.driven[Output.GATE])
    first = {tick for output, tick in begun[0] if output is Output.GATE}
    assert first <= on_asked
    cameras = [{tick for output, tick in one if output is Output.CAMERA_0} for one in begun]
    assert cameras[0] == cameras[1] != set()


def test_nothing_on_the_way_asks_for_nothing() -> None:
    controller = ready()
    assert next_tick(controller) is None
    assert next_ms(controller) is None


def test_an_armed_controller_asks_to_be_looked_at_when_the_host_would_be_silent() -> None:
    controller = armed(Action.PASS)
    controller.send(Heartbeat())
    assert next_ms(controller) == controller.ms + CONFIGURE.heartbeat_timeout_ms


def test_the_end_of_a_pulse_and_of_a_rest_are_asked_for() -> None:
    configure = replace(CONFIGURE, heartbeat_timeout_ms=500)
    controller = armed(Action.REJECT, configure)
    controller.lay(10)
    controller.roll(10 + 18 + 360 - 13)
    begun_ms = controller.ms
    controller.wait(2)
    due_ms = next_ms(controller)
    assert due_ms is not None
    assert begun_ms + 190 <= due_ms <= begun_ms + 202


@pytest.mark.parametrize("output", [Output.GATE, Output.HOLD], ids=str)
def test_an_output_that_was_cut_asks_for_its_next_time(output: Output) -> None:
    configure = replace(CONFIGURE, pulse_ticks=48, order_lead_ticks=40)
    controller = armed(Action.REJECT, configure)
    for index in range(12):
        controller.lay(10 + 40 * index, length=34)
    controller.roll(320)
    for pack_no in range(1, 9):
        if output is Output.HOLD:
            controller.order(pack_no, Action.HOLD)
    while output not in controller.outputs:
        controller.roll(1)
    while output in controller.outputs:
        controller.roll(1)
    cut_ms = controller.ms
    due_ms = next_ms(controller)
    assert due_ms is not None
    assert cut_ms < due_ms <= cut_ms + 20
