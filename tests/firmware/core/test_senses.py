"""Eyes behind the gate, switches, lamps, and the faults that they bring."""

from dataclasses import replace

import pytest

from hardware.wire.codes import Action, BeltStop, Fault, Input, Kind, Lamp, Output, Result
from hardware.wire.messages import (
    BinTold,
    ClearFault,
    FaultTold,
    GateDoneTold,
    Lamps,
    PackLeftTold,
    StopBelt,
)
from tests.firmware.core.bench_controller import (
    CONFIGURE,
    EXIT_EYE,
    PACK_EYE,
    REJECT_EYE,
    BenchController,
    armed,
    ready,
)
from tests.peers import needs

pytestmark = needs("gcc")

WITH_EYES = replace(CONFIGURE, gate_to_reject_ticks=60)


def faults(controller: BenchController) -> list[Fault]:
    controller.listen()
    return [told.fault for told in controller.told(FaultTold)]


# Eyes behind the gate


@pytest.mark.parametrize(
    ("eye", "where"), [(REJECT_EYE, Action.REJECT), (EXIT_EYE, Action.PASS)], ids=str
)
def test_an_eye_behind_the_gate_tells_the_middle_of_what_it_saw(eye: int, where: Action) -> None:
    controller = armed(Action.PASS, WITH_EYES)
    front = controller.tick + 10
    controller.lay(10, length=40, eye=eye)
    controller.edges[front + 20].append((eye, False))
    controller.edges[front + 23].append((eye, True))
    controller.lay(100, length=30, eye=eye)
    controller.roll(200)
    told = controller.told(PackLeftTold)
    assert [(one.where, one.tick) for one in told] == [(where, front + 20), (where, front + 105)]
    assert told[1].time_us - told[0].time_us == 85_000


def test_pieces_closer_than_the_next_look_are_told_one_by_one() -> None:
    """The belt jumps: the edge that begins the next piece ends the one before."""
    controller = armed(Action.PASS, WITH_EYES)
    for dark in (True, False, True, False):
        controller.tick += 20
        controller.edge(EXIT_EYE, dark)
        controller.edge(REJECT_EYE, dark)
    controller.roll(20)
    assert len(controller.told(PackLeftTold)) == 4


def test_an_eye_that_is_not_fitted_is_not_looked_at() -> None:
    controller = armed(Action.PASS, replace(CONFIGURE, exit_eye=False))
    controller.lay(10, eye=EXIT_EYE)
    controller.lay(10, eye=REJECT_EYE)
    controller.roll(100)
    assert controller.told(PackLeftTold) == []


@pytest.mark.parametrize(
    ("eye", "fault"),
    [(REJECT_EYE, Fault.REJECT_EYE_BLOCKED), (EXIT_EYE, Fault.EXIT_EYE_BLOCKED)],
    ids=str,
)
def test_an_eye_that_stays_dark_is_a_fault(eye: int, fault: Fault) -> None:
    controller = armed(Action.PASS, WITH_EYES)
    controller.lay(10, length=400, eye=eye)
    controller.roll(10 + 4 * 36)
    assert faults(controller) == []
    controller.roll(1)
    assert faults(controller) == [fault]
    assert Output.BELT_RUN in controller.outputs


def reject_one(controller: BenchController) -> None:
    controller.lay(10)
    controller.roll(450)


def test_a_reject_that_its_eye_did_not_see_is_a_fault_and_stops_a_line_without_host() -> None:
    controller = armed(Action.REJECT, WITH_EYES)
    controller.lay(10)
    while not controller.told(GateDoneTold):
        controller.roll(1)
    controller.roll(60 + 2 * CONFIGURE.pack_ticks)
    assert faults(controller) == []
    controller.roll(1)
    assert faults(controller) == [Fault.NOT_CONFIRMED]
    assert Output.BELT_RUN in controller.outputs, "with a host, that is the host's to judge"
    controller.heart_beats = False
    controller.wait(400)
    assert Output.BELT_RUN not in controller.outputs


def test_a_confirmed_reject_is_no_fault() -> None:
    controller = armed(Action.REJECT, WITH_EYES)
    controller.lay(10 + 18 + 360 + 60 - 18, eye=REJECT_EYE)
    controller.lay(10)
    controller.lay(60)
    controller.lay(60 + 18 + 360 + 60 - 18, eye=REJECT_EYE)
    controller.roll(900)
    assert faults(controller) == []


def test_the_board_may_ask_for_the_faults_to_keep() -> None:
    controller = armed(Action.REJECT, WITH_EYES)
    controller.lay(10, length=400, eye=EXIT_EYE)
    controller.roll(200)
    assert controller.faults == 1 << Fault.EXIT_EYE_BLOCKED == controller.status().faults


# Too many rejects


def test_so_many_rejects_in_a_row_stop_the_belt() -> None:
    controller = armed(Action.REJECT, replace(CONFIGURE, rejects_in_a_row_to_stop=2))
    reject_one(controller)
    controller.lay(10)
    controller.roll(60)
    assert controller.order(2, Action.PASS) is Result.DONE
    controller.roll(400)
    reject_one(controller)
    assert faults(controller) == []
    reject_one(controller)
    assert faults(controller) == [Fault.REJECTS_IN_A_ROW]
    assert controller.status().belt_stops == BeltStop.FAULT
    controller.command(ClearFault(Fault.REJECTS_IN_A_ROW))
    reject_one(controller)
    assert Output.BELT_RUN in controller.outputs
    reject_one(controller)
    assert Output.BELT_RUN not in controller.outputs


def test_rejects_are_not_counted_beyond_what_can_be_counted() -> None:
    controller = armed(Action.REJECT)
    for _ in range(260):
        controller.edges[controller.tick + 10].append((PACK_EYE, True))
        controller.edges[controller.tick + 40].append((PACK_EYE, False))
        controller.roll(60)
    controller.roll(450)
    assert faults(controller) == []


def test_too_many_pulses_may_be_cleared_and_are_counted_anew() -> None:
    controller = armed(Action.REJECT, replace(CONFIGURE, most_pulses_per_10_s=1))
    reject_one(controller)
    reject_one(controller)
    assert faults(controller) == [Fault.PULSE_RATE]
    controller.command(ClearFault(Fault.PULSE_RATE))
    reject_one(controller)
    assert Output.BELT_RUN in controller.outputs
    assert controller.command(ClearFault(Fault(10))) is Result.DONE


# The encoder


def flicker(controller: BenchController, times: int) -> None:
    for _ in range(times):
        controller.edge(PACK_EYE, True)
        controller.edge(PACK_EYE, False)
        controller.wait(30)


def test_packs_that_pass_on_a_belt_that_does_not_move_are_a_dead_encoder() -> None:
    controller = armed(Action.REJECT)
    flicker(controller, 6)
    assert faults(controller) == []
    flicker(controller, 1)
    assert faults(controller) == [Fault.ENCODER_DEAD]
    assert Output.BELT_RUN not in controller.outputs
    controller.command(ClearFault(Fault.ENCODER_DEAD))
    controller.roll(10)
    flicker(controller, 3)
    assert Output.BELT_RUN in controller.outputs


def test_an_eye_that_flickers_while_the_belt_is_stopped_is_none() -> None:
    controller = armed(Action.REJECT)
    controller.command(StopBelt(True))
    controller.run()
    flicker(controller, 20)
    assert faults(controller) == []


# Switches and lamps


def test_a_full_bin_is_told_once_it_is_sure_and_so_is_an_emptied_one() -> None:
    controller = armed(Action.PASS)
    for bounce in (Input.BIN_FULL, Input(0), Input.BIN_FULL):
        controller.inputs(bounce)
        controller.wait(5)
    assert [told.full for told in controller.told(BinTold)] == [False]
    controller.wait(20)
    controller.inputs(Input(0))
    controller.wait(25)
    controller.listen()
    assert [told.full for told in controller.told(BinTold)] == [False, True, False]


def test_a_new_host_is_told_how_the_bin_is() -> None:
    for full in (False, True):
        controller = BenchController()
        controller.inputs(Input.BIN_FULL if full else Input(0))
        controller.wait(25)
        controller.greet()
        assert [told.full for told in controller.told(BinTold)] == [full]


def test_the_other_switches_are_information() -> None:
    controller = armed(Action.PASS)
    pressed = Input.EMERGENCY_STOP | Input.KEY_SWITCH
    for _ in range(25):
        controller.inputs(pressed)
        controller.wait(1)
    assert controller.status().inputs == pressed
    assert Output.BELT_RUN in controller.outputs
    assert faults(controller) == []


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_low_air_stops_the_belt_at_a_pulse_gate(kind: Kind) -> None:
    controller = armed(Action.REJECT, replace(CONFIGURE, kind=kind))
    controller.inputs(Input.AIR_LOW)
    controller.wait(25)
    stops = kind is Kind.PULSE
    assert (Output.BELT_RUN not in controller.outputs) == stops
    assert faults(controller) == [Fault.AIR_LOW] * stops
    controller.command(ClearFault(Fault.AIR_LOW))
    controller.wait(1)
    assert (Output.BELT_RUN not in controller.outputs) == stops, "while it lasts it comes again"


def test_lamps_are_the_hosts_while_it_is_there() -> None:
    controller = ready()
    assert controller.command(Lamps(Lamp.GREEN | Lamp.AMBER)) is Result.DONE
    controller.run()
    assert controller.outputs == Output.LAMP_GREEN | Output.LAMP_AMBER
    controller.command(Lamps(Lamp(0)))
    controller.run()
    assert controller.outputs == Output(0)
