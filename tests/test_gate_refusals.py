"""A station with a gate: what its settings promise, its gate and cameras must be able to keep."""

from pathlib import Path

import pytest

from edge_agent.core.errors import SettingsError
from edge_agent.core.packs import Level
from edge_agent.settings import load_station
from hardware.gates.mqtt_settings import MqttGateSettings

STATION = """\
[station]
site = "plant-1"
line = "line-2"
name = "tray"
recipe = "recipe"
ceiling = "act_when_sure"
fail_state = "reject_all"

[[cameras]]
view = "top"
type = "aravis"
device = "192.168.10.11"
at_mm = 200.0
trigger = "line0"

[gate]
type = "modbus-tcp"
host = "192.168.10.2"
triggered_views = ["top"]

[gate.belt]
kind = "pulse"
hold = "outlet"
ticks_per_mm = 4.0
fastest_mm_per_s = 500.0
eye_to_gate_mm = 1500.0
gate_to_reject_mm = 200.0
order_lead_mm = 100.0
pulse_mm = 60.0
window_mm = 150.0
travel_ms = 10.0
stop_mm = 150.0
pack_mm = 140.0
pitch_mm = 240.0
"""


def station(folder: Path, *changes: tuple[str, str]) -> Path:
    (folder / "recipe").mkdir(exist_ok=True)
    text = STATION
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "station.toml"
    file.write_text(text)
    return file


def test_a_station_with_a_gate_is_read_with_everything_around_it(tmp_path: Path) -> None:
    settings = load_station(station(tmp_path))
    assert settings.has_gate
    assert settings.station.ceiling is Level.ACT_WHEN_SURE
    assert settings.cameras[0].at_mm == 200.0


REFUSALS = [
    (("reject_all", "pass_all"), 6, "lets everything pass"),
    (('hold = "outlet"\n', ""), 6, "neither a second outlet nor a belt stop"),
    (("gate_to_reject_mm = 200.0\n", ""), 6, "no eye confirms a reject"),
    (("stop_mm = 150.0\n", ""), 6, "the belt must stop"),
    (("pitch_mm = 240.0\n", ""), 6, "measure pitch_mm"),
    (("pitch_mm = 240.0", "pitch_mm = 145.0"), 6, "every pack would be too close"),
    (("window_mm = 150.0", "window_mm = 105.0"), 6, "widen window_mm"),
    (('triggered_views = ["top"]', "jitter_ms = 80.0"), 6, "could miss its pack"),
    (("at_mm = 200.0\n", ""), 9, "has no 'at_mm'"),
    (("at_mm = 200.0", "at_mm = 1400.0"), 13, "move the camera towards the eye"),
    (('triggered_views = ["top"]\n', ""), 9, "name its view in [gate] triggered_views"),
    (('view = "top"', 'view = "side"'), 9, "name its view in [gate] triggered_views"),
    (('host = "192.168.10.2"\n', ""), 16, "needs host"),
    (('"modbus-tcp"', '"modbus"'), 16, "'modbus-tcp'"),
    (('kind = "pulse"', 'kind = "flap"'), 22, "'diverter' or 'pulse'"),
    (("order_lead_mm = 100.0", "order_lead_mm = 30.0"), 21, "take 35 mm"),
]


@pytest.mark.parametrize(("change", "line", "says"), REFUSALS)
def test_what_gate_and_cameras_cannot_keep_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, says: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_station(station(tmp_path, change))
    assert says in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize("level", ["report", "recommend"])
def test_below_the_acting_levels_a_poor_gate_is_a_gate(tmp_path: Path, level: str) -> None:
    poor = station(
        tmp_path,
        ("act_when_sure", level),
        ("reject_all", "pass_all"),
        ("gate_to_reject_mm = 200.0\n", ""),
        ("stop_mm = 150.0\n", ""),
        ("pitch_mm = 240.0\n", ""),
    )
    assert load_station(poor).has_gate


def test_act_always_holds_nothing(tmp_path: Path) -> None:
    changes = (("act_when_sure", "act_always"), ('hold = "outlet"\n', ""))
    assert load_station(station(tmp_path, *changes)).station.ceiling is Level.ACT_ALWAYS


def test_a_belt_that_cannot_stop_is_no_fail_state_at_any_level(tmp_path: Path) -> None:
    changes = (
        ("act_when_sure", "report"),
        ("reject_all", "stop_belt"),
        ("stop_mm = 150.0\n", ""),
    )
    with pytest.raises(SettingsError, match="needs a belt that the gate's controller can stop"):
        load_station(station(tmp_path, *changes))


def test_a_camera_s_place_means_nothing_without_a_gate(tmp_path: Path) -> None:
    text = STATION[: STATION.index("[gate]")]
    text = text.replace("act_when_sure", "report").replace("reject_all", "pass_all")
    (tmp_path / "recipe").mkdir()
    file = tmp_path / "station.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match="'at_mm' needs a gate"):
        load_station(file)


def test_the_secrets_of_a_broker_lie_beside_the_station(tmp_path: Path) -> None:
    mqtt = (
        ('type = "modbus-tcp"', 'type = "mqtt"'),
        ('host = "192.168.10.2"', 'site = "plant-1"\nline = "line-2"\nstation = "tray"'),
        ('triggered_views = ["top"]\n', ""),
    )
    file = station(tmp_path, *mqtt)
    broker = '[gate.broker]\nhost = "broker"\nusername = "tray"\npassword_file = "secret"\n'
    file.write_text(f"{file.read_text()}\n{broker}")
    gate = load_station(file).gate
    assert isinstance(gate, MqttGateSettings)
    assert gate.broker.password_file == tmp_path / "secret"
