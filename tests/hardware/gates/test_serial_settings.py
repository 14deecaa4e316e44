"""What a site writes about its controller becomes what the controller is told, in ticks."""

import pytest
from pydantic import ValidationError

from hardware.errors import DeviceSettingsError
from hardware.gates.serial_settings import HEARTBEAT_TIMEOUT_MS, SerialGateSettings
from hardware.interfaces import FailState, GateKind, HoldKind
from hardware.wire.codes import Kind, Silence
from hardware.wire.messages import NOT_FITTED
from hardware.wire.packing import pack

BELT: dict[str, object] = {
    "kind": "pulse",
    "ticks_per_mm": 4.0,
    "fastest_mm_per_s": 1500.0,
    "eye_to_gate_mm": 900.0,
    "order_lead_mm": 60.0,
    "pulse_mm": 40.0,
    "window_mm": 110.0,
    "travel_ms": 10.0,
    "pack_mm": 90.0,
}


def settings(**belt: object) -> SerialGateSettings:
    told = {"type": "serial", "port": "/dev/ttyACM0", "belt": BELT | belt}
    return SerialGateSettings.model_validate(told)


def test_distances_are_told_in_ticks() -> None:
    told = settings(gate_to_reject_mm=200.0, gate_to_exit_mm=300.0).configure(
        FailState.REJECT_ALL, {"top": 150.0, "side": 175.0}
    )
    assert (told.kind, told.silence) == (Kind.PULSE, Silence.REJECT_ALL)
    assert (told.eye_to_gate_ticks, told.order_lead_ticks, told.pulse_ticks) == (3600, 240, 160)
    assert (told.pack_ticks, told.merge_gap_ticks, told.shortest_pack_ticks) == (360, 48, 120)
    assert (told.gate_to_reject_ticks, told.exit_eye, told.travel_us) == (800, True, 10_000)
    assert (told.camera_0_ticks, told.camera_1_ticks) == (600, 700)
    assert (told.camera_2_ticks, told.camera_3_ticks) == (NOT_FITTED, NOT_FITTED)
    pack(told)


def test_what_is_not_fitted_is_told_so() -> None:
    told = settings().configure(FailState.PASS_ALL, {})
    assert told.gate_to_reject_ticks == told.camera_0_ticks == NOT_FITTED
    assert not told.exit_eye
    assert not told.hold_outlet


@pytest.mark.parametrize(("hold", "is_outlet"), [(HoldKind.OUTLET, True), (HoldKind.STOP, False)])
def test_only_a_second_outlet_is_the_controllers(hold: HoldKind, is_outlet: bool) -> None:
    told = settings(hold=hold, stop_mm=450.0).configure(FailState.STOP_BELT, {})
    assert told.hold_outlet is is_outlet


@pytest.mark.parametrize("kind", list(GateKind))
@pytest.mark.parametrize("fail_state", list(FailState))
def test_every_kind_and_fail_state_has_its_word(kind: GateKind, fail_state: FailState) -> None:
    told = settings(kind=kind).configure(fail_state, {})
    assert told.kind.name.lower() == kind.value
    assert told.silence.name.lower() == fail_state.value


def test_a_dead_host_is_noticed_within_half_a_second() -> None:
    told = settings().configure(FailState.REJECT_ALL, {})
    assert told.heartbeat_timeout_ms == HEARTBEAT_TIMEOUT_MS < 500


def test_more_cameras_than_triggers_are_refused_with_what_to_do() -> None:
    places = {f"view {number}": 100.0 for number in range(5)}
    with pytest.raises(DeviceSettingsError, match="trigger = 'software'"):
        settings().configure(FailState.REJECT_ALL, places)


def test_as_many_pulses_are_allowed_as_packs_can_come() -> None:
    assert settings().most_pulses_per_10_s >= 10 * 1500 / 110
    assert settings().most_pulses_per_10_s <= 10 * 1500 / 90 + 2


@pytest.mark.parametrize(("asked", "told"), [(None, 20), (0, 0), (5, 5)])
def test_a_lost_level_alone_is_no_row_of_rejects(asked: int | None, told: int) -> None:
    one = settings().model_copy(update={"rejects_in_a_row_to_stop": asked})
    configure = one.configure(FailState.REJECT_ALL, {})
    assert configure.rejects_in_a_row_to_stop == told


def test_the_capability_says_how_late_an_eye_is_told() -> None:
    capability = settings(gate_to_exit_mm=300.0).capability()
    assert capability.keeps_own_time
    assert capability.news_ticks >= 4 * (90 / 2 + 12)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        SerialGateSettings.model_validate(
            {"type": "serial", "port": "/dev/ttyACM0", "belt": BELT, "baud": 9600}
        )
