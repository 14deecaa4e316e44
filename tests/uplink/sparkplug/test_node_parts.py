"""What an edge node remembers, where it goes next, and what it makes of a line."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.control.line_state import CheckState, LineState, Trouble
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind, Level, Reason, Verdict
from edge_agent.core.sparkplug.payloads import Quality, Value
from edge_agent.core.sparkplug.tags import Plant, Readings
from edge_agent.core.telemetry.stretches import Position
from edge_agent.uplink.sparkplug.line_tags import apart, plant_of
from edge_agent.uplink.sparkplug.memory import Memory
from edge_agent.uplink.sparkplug.pack_tags import ms_of, pack_readings
from edge_agent.uplink.sparkplug.walk import Walk
from hardware.mqtt_settings import BrokerSettings
from hardware.next_try import LONGEST_PAUSE_S
from tests.samples import NOON, a_record
from tests.uplink.sparkplug.rig import FITTED, LOOKS, a_line

BROKERS = tuple(BrokerSettings(host=f"broker-{number}") for number in range(3))


def test_numbers_begin_with_0_go_on_over_restarts_and_wrap_after_255(tmp_path: Path) -> None:
    numbers = []
    for _ in range(3):
        with closing(Memory(tmp_path / "sparkplug.db")) as memory:
            numbers += [memory.next_number() for _ in range(100)]
    assert numbers == [number % 256 for number in range(300)]


def test_what_was_told_is_remembered_for_each_log(tmp_path: Path) -> None:
    with closing(Memory(tmp_path / "sparkplug.db")) as memory:
        assert memory.told("one") is None
        memory.keep_told("one", Position(2, 5))
        memory.keep_told("one", Position(3, 1))
    with closing(Memory(tmp_path / "sparkplug.db")) as memory:
        assert memory.told("one") == Position(3, 1)
        assert memory.told("another") is None


def test_brokers_come_in_their_order_and_pauses_grow() -> None:
    walk, now_ns, tried, pauses = Walk(BROKERS, Random(1)), 0, [], []
    assert walk.is_due(0)
    for _ in range(30):
        tried.append(walk.broker.host)
        walk.go_on(was_of_use=False, now_ns=now_ns)
        pauses.append(walk.not_before_ns - now_ns)
        now_ns = walk.not_before_ns
        assert walk.is_due(now_ns)
        assert not walk.is_due(now_ns - 1)
    assert tried == ["broker-0", "broker-1", "broker-2"] * 10
    assert max(pauses[:2]) < max(pauses[10:]) <= LONGEST_PAUSE_S * 1e9
    walk.go_on(was_of_use=True, now_ns=now_ns)
    assert walk.not_before_ns - now_ns <= pauses[0] + 50_000_000


def values(readings: Readings) -> dict[str, Value]:
    return {tag.name: reading.value for tag, reading in readings.items()}


def told(state: LineState | None, before: Plant | None = None) -> Plant:
    return plant_of(state, before, FITTED, LOOKS, at_ms=5)


def test_a_line_is_told_in_the_words_of_the_product() -> None:
    check = CheckState(
        *("seal", CheckKind.SURFACE, "top", Level.ACT_ALWAYS, Level.RECOMMEND, Level.RECOMMEND),
        certificate_sha256=None,
        thresholds=None,
    )
    order = Order("box", "L1", date(2026, 12, 24), "4006381333931")
    state = a_line(
        checks=(check,),
        order=order,
        troubles=(Trouble(Cause.GATE_LOST, "no answer"),),
        belt_stops=("bin_full", "person"),
    )
    node = values(told(state).node)
    assert node["Checks/seal/Level"] == "recommend"
    assert (node["Order/Lot"], node["Order/Expiry"]) == ("L1", "2026-12-24")
    assert (node["Alarms/gate_lost"], node["Alarms/camera_fault"]) == (True, False)
    assert (node["Alarms/Count"], node["Alarms/Text"]) == (1, "gate_lost: no answer")
    assert (node["Belt/Stands"], node["Belt/Stops"]) == (True, "bin_full, person")
    assert (node["Packs/Seen"], node["Packs/Passed"], node["Packs/On Belt"]) == (1, 1, 0)
    assert (node["PackML/State"], node["PackML/State Name"]) == (2, "Stopped")


def test_devices_are_the_cameras_and_the_gate_that_are_there() -> None:
    assert list(told(a_line()).devices) == ["camera-top", "camera-side", "gate"]
    assert list(told(a_line(lost_cameras={"top": "gone"}, gate_trouble="gone")).devices) == [
        "camera-side"
    ]
    gateless = plant_of(a_line(), None, replace(FITTED, gate=None), LOOKS, 5)
    assert list(gateless.devices) == ["camera-top", "camera-side"]
    assert values(told(a_line()).devices["camera-top"])["Sharpness"] == 12.0


def test_without_a_line_nothing_is_claimed() -> None:
    never = told(None)
    assert {r.quality for tag, r in never.node.items() if tag.name.startswith("Packs/")} == {
        Quality.BAD
    }
    before = told(a_line())
    gone = told(None, before)
    assert values(gone.node)["Packs/Seen"] == 1
    assert {r.quality for tag, r in gone.node.items() if tag.name.startswith("Packs/")} == {
        Quality.STALE
    }
    assert values(gone.node)["Line/Reached"] is False
    assert gone.shape[None] == before.shape[None]
    assert not gone.devices


def test_a_pack_is_told_with_its_reasons_at_the_time_of_its_picture() -> None:
    record = a_record(7, Verdict.NOT_OK)
    wrong = replace(record, verdict=replace(record.verdict, reasons=(Reason.READS_OTHER,)))
    readings = pack_readings(wrong)
    assert values(readings) == {
        "Last Pack/Number": 7,
        "Last Pack/Verdict": "not_ok",
        "Last Pack/Reasons": "reads_other",
        "Last Pack/Failed Checks": "expiry",
        "Last Pack/Action": "pass",
        "Last Pack/Outcome": "passed",
        "Last Pack/Late": False,
        "Last Pack/Latency": None,
        "Last Pack/Lot": "L123",
    }
    assert {reading.at_ms for reading in readings.values()} == {ms_of(NOON)}


@given(some.lists(some.text("aAbB", min_size=1, max_size=3), max_size=8))
def test_names_never_differ_by_case_alone(names: list[str]) -> None:
    given_names = apart(names)
    assert len({name.lower() for name in given_names}) == len(names)
