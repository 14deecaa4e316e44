"""What is measured becomes a finding with what to do; the worst says how the command ends."""

from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.errors import NotFound
from edge_agent.line.checking.bounded import within
from edge_agent.line.checking.cameras import camera_findings
from edge_agent.line.checking.disk import DiskSeen, disk_findings, look_at_disk
from edge_agent.line.checking.findings import (
    Finding,
    State,
    doubtful,
    exit_code,
    fine,
    refused,
    unreachable,
    wrong,
)
from edge_agent.line.checking.gate import GateSeen, gate_findings
from edge_agent.line.checking.host import (
    NAPS,
    NOT_BEFORE,
    clock_findings,
    timing_findings,
)
from edge_agent.line.checking.in_time import time_findings
from edge_agent.line.checking.signals import switch_findings
from edge_agent.line.checking.why import PARTS
from hardware.clock import RealClock
from hardware.errors import DeviceLost, DeviceMissing, DeviceSettingsError
from hardware.gates.gate_signals import GateSignals, Switch
from hardware.gates.jitter import wakes_late_ms
from hardware.interfaces import Frame, Pixels
from simulators.clock import VirtualClock
from tests.line.small_station import box_picture

GOOD = fine("disk", "plenty")
DUSTY = doubtful("camera", "dim", "clean it")
BROKEN = wrong("recipe", "none", "teach one")
AWAY = unreachable("gate", "silent", "switch it on")


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([], 0),
        ([GOOD, DUSTY], 0),
        ([GOOD, BROKEN, DUSTY], 5),
        ([BROKEN, AWAY], 7),
    ],
)
def test_a_device_that_is_away_comes_before_a_wrong_setting(
    findings: list[Finding], code: int
) -> None:
    assert exit_code(findings) == code


@pytest.mark.parametrize(
    ("error", "is_unreachable"),
    [
        (DeviceMissing("camera is off; switch it on"), True),
        (DeviceLost("camera is off; switch it on"), True),
        (DeviceSettingsError("camera is off; switch it on"), False),
        (NotFound("camera is off; switch it on"), False),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(error: Exception, is_unreachable: bool) -> None:
    def look() -> list[Finding]:
        raise error

    (found,) = within("camera", look)
    assert (found.what, found.mend) == ("camera is off", "switch it on")
    assert found.is_unreachable is is_unreachable
    assert found.state is State.WRONG


def test_an_error_without_advice_gets_that_of_its_part() -> None:
    assert "cable" in str(refused("camera top", DeviceLost("gone")).mend)


@pytest.mark.parametrize("part", PARTS)
def test_whatever_is_amiss_says_why_it_matters_and_what_is_well_does_not(part: str) -> None:
    assert wrong(part, "gone", "look").document()["why"] == PARTS[part].why
    assert fine(part, "there").document()["why"] is None


def test_a_look_that_hangs_is_given_up() -> None:
    clock = RealClock()
    long_ns = clock.now_ns() + 5_000_000_000

    def hang() -> list[Finding]:
        clock.sleep_until_ns(long_ns)
        return []

    (found,) = within("camera", hang, 0.05)
    assert found.is_unreachable
    assert clock.now_ns() < long_ns


def test_what_a_library_throws_is_told_and_ends_nothing() -> None:
    def look() -> list[Finding]:
        raise RuntimeError("driver 3 is not driver 4")

    (found,) = within("camera", look)
    assert "RuntimeError: driver 3 is not driver 4" in found.what


def frames(*pictures: Pixels) -> list[Frame]:
    return [
        Frame("top", picture, number, number, number * 100_000_000, 0)
        for number, picture in enumerate(pictures, start=1)
    ]


def said(found: list[Finding]) -> dict[State, list[str]]:
    return {state: [one.what for one in found if one.state is state] for state in State}


def noisy(picture: Pixels, seed: int) -> Pixels:
    noise = np.random.default_rng(seed).integers(0, 3, picture.shape)
    return np.clip(picture.astype(int) + noise, 0, 255).astype(np.uint8)


def test_a_camera_that_sees_what_was_taught_is_fine() -> None:
    golden = box_picture()
    seen = frames(*(noisy(golden, seed) for seed in range(3)))
    found = said(list(camera_findings("camera top", seen, golden, is_live=True)))
    assert found[State.OK] == ["3 pictures of 320 x 240, 10.0 a second"]
    assert not found[State.WARNING] + found[State.WRONG]


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (np.zeros((240, 320, 3), np.uint8), "black"),
        (np.full((240, 320, 3), 255, np.uint8), "white"),
        (np.full((240, 320, 3), 128, np.uint8), "as sharp as"),
        ((box_picture() // 4).astype(np.uint8), "as bright as"),
    ],
)
def test_a_camera_that_sees_badly_is_a_warning(picture: Pixels, says: str) -> None:
    seen = frames(*(noisy(picture, seed) for seed in range(3)))
    found = said(list(camera_findings("camera top", seen, box_picture(), is_live=True)))
    assert any(says in what for what in found[State.WARNING])
    assert not found[State.WRONG]


def test_a_live_picture_that_repeats_is_a_camera_that_hangs() -> None:
    seen = frames(*[box_picture()] * 3)
    live = said(list(camera_findings("camera top", seen, None, is_live=True)))
    folder = said(list(camera_findings("camera top", seen, None, is_live=False)))
    assert "the same" in live[State.WARNING][0]
    assert not folder[State.WARNING]


def test_pictures_of_another_size_than_was_taught_are_wrong() -> None:
    seen = frames(box_picture()[:200])
    found = said(list(camera_findings("camera top", seen, box_picture(), is_live=False)))
    assert found[State.WRONG] == ["the recipe was taught with pictures of 320 x 240"]


def test_no_picture_at_all_is_a_camera_that_does_not_answer() -> None:
    (found,) = camera_findings("camera top", [], None, is_live=True)
    assert found.is_unreachable


RUNNING = GateSeen(mm_per_s=400, oldest_ms=8, packs=3)


@pytest.mark.parametrize(
    ("seen", "part", "state"),
    [
        (RUNNING, "photo-eye", State.OK),
        (GateSeen(0.0, 8, 0), "encoder", State.OK),
        (GateSeen(-400, 8, 0), "encoder", State.WRONG),
        (GateSeen(600, 8, 0), "encoder", State.WRONG),
        (GateSeen(0.0, 8, 2), "photo-eye", State.WRONG),
        (GateSeen(400, 450, 0), "gate", State.WARNING),
        (GateSeen(400, -450, 0), "gate", State.WARNING),
    ],
)
def test_what_the_gate_tells_of_belt_and_eye(seen: GateSeen, part: str, state: State) -> None:
    found = {(one.part, one.state) for one in gate_findings(seen, fastest_mm_per_s=500)}
    assert (part, state) in found
    if state is State.OK:
        assert {one for _, one in found} == {State.OK}


@pytest.mark.parametrize(
    ("free_gb", "mb_per_s", "sync_ms", "states"),
    [
        (50, 200, 4, {State.OK}),
        (0.9, 200, 4, {State.WRONG, State.OK}),
        (1.5, 200, 4, {State.WARNING, State.OK}),
        (50, 5, 4, {State.WARNING, State.OK}),
        (50, 200, 400, {State.WARNING, State.OK}),
    ],
)
def test_a_disk_needs_room_and_speed(
    free_gb: float, mb_per_s: float, sync_ms: float, states: set[State]
) -> None:
    seen = DiskSeen(Path("data"), int(free_gb * 1e9), mb_per_s, sync_ms)
    assert {one.state for one in disk_findings(seen, picture_budget_bytes=2_000_000_000)} == states


def test_looking_at_a_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    found = list(look_at_disk(tmp_path / "not" / "yet", 1, RealClock()))
    assert len(found) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_clock_that_lost_its_battery_or_ran_ahead_is_wrong() -> None:
    now = VirtualClock().wall()
    (right,) = clock_findings(now, None)
    (old,) = clock_findings(NOT_BEFORE.replace(year=1970), None)
    (behind,) = clock_findings(now, now.replace(year=now.year + 1))
    assert (right.state, old.state, behind.state) == (State.OK, State.WRONG, State.WRONG)


def test_a_host_that_wakes_up_late_is_a_warning() -> None:
    assert wakes_late_ms(VirtualClock(), NAPS) == [0.0] * 500
    (exact,) = timing_findings([0.1] * 99 + [30.0])
    (late,) = timing_findings([0.1] * 98 + [6.0, 30.0])
    assert (exact.state, late.state) == (State.OK, State.WARNING)


@pytest.mark.parametrize(
    ("has_ms", "state"),
    [(None, State.OK), (301, State.OK), (299, State.WARNING), (99, State.WRONG)],
)
def test_an_inspection_must_fit_into_the_way_to_the_gate(
    has_ms: float | None, state: State
) -> None:
    (found,) = time_findings(100, has_ms)
    assert found.state is state


class Contact:
    """An Input; None: its controller does not answer."""

    def __init__(self, on: bool | None) -> None:
        self.on = on

    def is_on(self) -> bool:
        if self.on is None:
            raise DeviceLost("the controller is away")
        return self.on

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("switch", "on", "state"),
    [
        (Switch.KEY, True, State.OK),
        (Switch.KEY, False, State.OK),
        (Switch.EMERGENCY_STOP, True, State.WARNING),
        (Switch.EMERGENCY_STOP, False, State.OK),
        (Switch.AIR_LOW, True, State.WARNING),
        (Switch.AIR_LOW, None, State.WRONG),
    ],
)
def test_what_the_switches_say(switch: Switch, on: bool | None, state: State) -> None:
    (found,) = switch_findings(GateSignals({}, {switch: Contact(on)}))
    assert found.state is state
