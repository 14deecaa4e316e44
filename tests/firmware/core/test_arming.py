"""The armed level: only the handshake changes it, and silence takes it away."""

import zlib
from dataclasses import replace

import pytest

from hardware.wire.codes import Action, BeltStop, Fault, Kind, Lamp, Output, Result, Silence, State
from hardware.wire.messages import (
    Arm,
    AskArm,
    ClearFault,
    Configure,
    FaultTold,
    Heartbeat,
    Hello,
    Lamps,
    Nonce,
    StopBelt,
    ToController,
    Welcome,
)
from hardware.wire.packing import PROTOCOL, pack
from tests.firmware.core.bench_controller import (
    CONFIGURE,
    DIVERTER,
    HELLO,
    BenchController,
    armed,
    ready,
)
from tests.peers import needs

pytestmark = needs("gcc")

PATIENCE_MS = CONFIGURE.heartbeat_timeout_ms


def fall_silent(controller: BenchController) -> None:
    controller.heart_beats = False
    controller.wait(PATIENCE_MS + 1)


def lapsed(configure: Configure, default: Action) -> BenchController:
    controller = armed(default, configure)
    fall_silent(controller)
    return controller


# The start


def test_a_controller_starts_with_every_output_off() -> None:
    controller = BenchController()
    assert controller.outputs == Output(0)
    controller.greet()
    status = controller.status()
    assert (status.state, status.default_action) == (State.BARE, Action.REJECT)
    assert status.belt_stops == BeltStop.UNARMED
    assert controller.arm(Action.REJECT) is Result.NOT_CONFIGURED
    assert controller.command(Arm(Action.REJECT, 0)) is Result.NOT_CONFIGURED
    controller.lay(5)
    controller.roll(500)
    assert controller.outputs == Output(0)


def test_faults_kept_over_a_loss_of_power_still_stop_the_belt() -> None:
    controller = BenchController(boot=8, faults=1 << Fault.REJECTS_IN_A_ROW)
    controller.greet()
    assert controller.command(CONFIGURE) is Result.DONE
    assert controller.arm() is Result.DONE
    assert controller.status().belt_stops == BeltStop.FAULT
    assert controller.command(ClearFault(Fault.REJECTS_IN_A_ROW)) is Result.DONE
    assert controller.status().belt_stops == BeltStop(0)
    assert controller.told(Welcome)[0].boot == 8


# The handshake


@pytest.mark.parametrize("kind", list(Kind), ids=str)
@pytest.mark.parametrize("default", [Action.PASS, Action.REJECT], ids=str)
def test_the_handshake_arms(kind: Kind, default: Action) -> None:
    controller = ready(replace(CONFIGURE, kind=kind))
    assert controller.status().state is State.READY
    assert (Output.BELT_RUN in controller.outputs) == (kind is Kind.DIVERTER)
    assert controller.arm(default) is Result.DONE
    status = controller.status()
    assert (status.state, status.default_action) == (State.ARMED, default)
    assert Output.BELT_RUN in controller.outputs
    passes = kind is Kind.DIVERTER and default is Action.PASS
    assert (Output.GATE in controller.outputs) == passes


def nonce_for(controller: BenchController, default: Action) -> int:
    controller.send(AskArm(default))
    controller.listen()
    return controller.told(Nonce)[-1].nonce


def test_a_number_is_good_for_its_own_action_once_and_for_two_seconds() -> None:
    controller = ready()
    nonce = nonce_for(controller, Action.PASS)
    assert controller.command(Arm(Action.REJECT, nonce)) is Result.WRONG_NONCE
    assert controller.command(Arm(Action.PASS, nonce)) is Result.WRONG_NONCE, "tried before"
    nonce = nonce_for(controller, Action.PASS)
    assert controller.command(Arm(Action.PASS, nonce ^ 1)) is Result.WRONG_NONCE
    nonce = nonce_for(controller, Action.PASS)
    controller.wait(2001)
    assert controller.command(Arm(Action.PASS, nonce)) is Result.WRONG_NONCE
    older, nonce = nonce_for(controller, Action.PASS), nonce_for(controller, Action.PASS)
    assert older != nonce
    assert controller.command(Arm(Action.PASS, older)) is Result.WRONG_NONCE
    assert controller.status().state is State.READY
    assert controller.arm(Action.PASS) is Result.DONE


def test_nothing_but_pass_and_reject_is_armed() -> None:
    controller = ready()
    controller.send(AskArm(Action.HOLD))
    controller.listen()
    assert controller.told(Nonce) == []
    assert controller.command(Arm(Action.HOLD, 0)) is Result.WRONG_NONCE


def test_reject_is_not_armed_where_a_silent_host_lets_everything_pass() -> None:
    controller = ready(replace(CONFIGURE, silence=Silence.PASS_ALL))
    assert controller.arm(Action.REJECT) is Result.WOULD_PASS_ALL
    assert controller.arm(Action.PASS) is Result.DONE


ELSE: list[ToController] = [
    CONFIGURE,
    replace(CONFIGURE, pack_ticks=40),
    StopBelt(True),
    StopBelt(False),
    ClearFault(Fault.HOST_SILENT),
    Lamps(Lamp(0)),
    HELLO,
    AskArm(Action.PASS),
    Arm(Action.PASS, 0),
]


@pytest.mark.parametrize("message", ELSE, ids=str)
@pytest.mark.parametrize("is_armed", [False, True], ids=["lapsed", "armed"])
def test_nothing_else_changes_what_is_armed(message: ToController, is_armed: bool) -> None:
    controller = armed(Action.REJECT) if is_armed else lapsed(CONFIGURE, Action.REJECT)
    before = controller.status()
    controller.send(message)
    controller.listen()
    after = controller.status()
    assert after.default_action is before.default_action
    changed = message == ELSE[1] and not is_armed
    assert after.state is (State.READY if changed else before.state)


# Silence


@pytest.mark.parametrize("kind", list(Kind), ids=str)
@pytest.mark.parametrize("silence", list(Silence), ids=str)
@pytest.mark.parametrize("default", [Action.PASS, Action.REJECT], ids=str)
def test_a_silent_host_loses_the_gate_as_the_site_chose(
    kind: Kind, silence: Silence, default: Action
) -> None:
    configure = replace(CONFIGURE, kind=kind, silence=silence)
    if silence is Silence.PASS_ALL and default is Action.REJECT:
        assert ready(configure).arm(default) is Result.WOULD_PASS_ALL
        return
    controller = armed(default, configure)
    controller.lay(10)
    controller.roll(60)
    assert controller.order(1, Action.PASS) is Result.DONE
    controller.lay(20)
    controller.roll(60)
    fall_silent(controller)
    assert Output.LAMP_RED | Output.BEEPER in controller.outputs
    assert (Output.BELT_RUN in controller.outputs) == (silence is not Silence.STOP_BELT)
    assert controller.order(2, Action.PASS) is Result.NOT_ARMED
    controller.driven.clear()
    controller.roll(500)
    gate = set(controller.driven[Output.GATE])
    if kind is Kind.DIVERTER and default is Action.PASS:
        assert len(gate) == 500, "it stays in pass"
    elif kind is Kind.DIVERTER:
        assert 0 < len(gate) < 40, "only the pack that was ordered to pass"
    else:
        assert bool(gate) == (default is Action.REJECT)
    assert Fault.HOST_SILENT in [told.fault for told in controller.told(FaultTold)]
    assert controller.status().default_action is default


def test_silence_is_noticed_when_its_time_is_over_and_not_before() -> None:
    controller = armed(Action.REJECT)
    controller.heart_beats = False
    controller.send(Heartbeat())
    controller.wait(PATIENCE_MS - 1)
    assert Output.BEEPER not in controller.outputs
    controller.wait(1)
    assert Output.BEEPER in controller.outputs


@pytest.mark.parametrize("state", [State.BARE, State.READY, State.LAPSED], ids=str)
def test_silence_means_nothing_to_a_controller_that_is_not_armed(state: State) -> None:
    controller = BenchController()
    if state is State.READY:
        controller = ready()
    if state is State.LAPSED:
        controller = lapsed(CONFIGURE, Action.PASS)
    controller.greet()
    fall_silent(controller)
    controller.wait(1000)
    assert controller.status().state is state


def test_a_host_that_comes_back_must_go_through_the_handshake() -> None:
    controller = lapsed(CONFIGURE, Action.REJECT)
    controller.heart_beats = True
    controller.wait(2000)
    assert controller.status().state is State.LAPSED
    assert controller.arm(Action.REJECT) is Result.DONE
    status = controller.status()
    assert (status.state, status.faults) == (State.ARMED, 0)


def test_a_host_that_started_anew_finds_nothing_armed() -> None:
    controller = armed(Action.REJECT)
    controller.greet(replace(HELLO, host_run=78))
    assert controller.status().state is State.LAPSED


def test_the_same_host_behind_a_new_cable_goes_on() -> None:
    controller = armed(Action.REJECT)
    controller.greet()
    assert controller.status().state is State.ARMED
    assert controller.told(Welcome)[-1].configured_crc == zlib.crc32(pack(CONFIGURE))


# What a host may tell


WRONG: list[dict[str, int]] = [
    {"eye_to_gate_ticks": 0},
    {"eye_to_gate_ticks": 100_000_001},
    {"pulse_ticks": 0},
    {"pulse_ticks": 100_000_001},
    {"order_lead_ticks": 7},
    {"order_lead_ticks": 360},
    {"travel_us": 200_001},
    {"gate_to_reject_ticks": -2},
    {"pack_ticks": 0},
    {"pack_ticks": 100_000_001},
    {"pack_ticks": 8},
    {"shortest_pack_ticks": 0},
    {"shortest_pack_ticks": 37},
    {"merge_gap_ticks": -1},
    {"merge_gap_ticks": 100_000_001},
    {"camera_0_ticks": -2},
    {"camera_1_ticks": 361},
    {"camera_2_ticks": -2},
    {"camera_3_ticks": 361},
    {"heartbeat_timeout_ms": 19},
    {"heartbeat_timeout_ms": 501},
    {"most_pulses_per_10_s": 0},
    {"kind": 0},
    {"kind": 3},
    {"silence": 0},
    {"silence": 4},
    {"exit_eye": 2},
    {"hold_outlet": 2},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_distances_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    controller = BenchController()
    controller.greet()
    told = replace(CONFIGURE, **wrong)  # type: ignore[arg-type]
    assert controller.command(told) is Result.BAD_VALUE
    assert controller.status().state is State.BARE


def test_other_distances_wait_until_it_is_not_armed_and_the_same_ones_change_nothing() -> None:
    controller = armed(Action.REJECT)
    other = replace(CONFIGURE, pulse_ticks=20)
    assert controller.command(CONFIGURE) is Result.DONE
    assert controller.command(other) is Result.IS_ARMED
    fall_silent(controller)
    assert controller.command(CONFIGURE) is Result.DONE
    assert controller.status().state is State.LAPSED
    assert controller.command(other) is Result.DONE
    assert controller.status().state is State.READY


def test_a_host_of_another_protocol_is_told_ours_and_gets_no_further() -> None:
    controller = BenchController()
    controller.greet(Hello(PROTOCOL ^ 1, host_run=5))
    assert controller.told(Welcome)[-1].protocol == PROTOCOL
    assert controller.command(DIVERTER) is Result.NO_HELLO
    controller.send(AskArm(Action.PASS))
    controller.wait(20)
    assert [told for told in controller.listen() if isinstance(told, Nonce)] == []
