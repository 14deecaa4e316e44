"""What is written loads without complaint and says what was answered, whatever was answered."""

import tomllib
from itertools import product

import pytest

from edge_agent.core.order import Order
from edge_agent.core.packs import Level
from edge_agent.core.reasons.languages import Language
from edge_agent.first_station.answers import (
    Camera,
    CameraKind,
    GateKind,
    as_camera,
    as_centre,
    as_gate,
)
from edge_agent.first_station.station_text import station_text
from edge_agent.inspection.teaching import VIEW as TAUGHT_VIEW
from edge_agent.station_refusals import refusals
from edge_agent.station_tables import StationSettings
from tests.first_station.a_station import answers

GATES = (
    "none",
    "simulated",
    "serial:/dev/ttyACM0",
    "modbus-tcp:plc",
    "modbus-tcp:plc:1502",
    "modbus-rtu:/dev/ttyUSB0",
    "mqtt:broker:8883",
    "gpio:17,27",
    "gpio:17,27,22",
)
CAMERAS = ("folder:C:\\pictures", "v4l2:2", "rtsp://camera/1", "gige:10.0.0.2", "usb3:Maker-12")
CENTRES = ("none", "mqtt:broker", "folder:/mnt/share", "https://centre:8443")


def in_force(text: str) -> StationSettings:
    """Nothing in it is refused."""
    settings = StationSettings.model_validate(tomllib.loads(text))
    assert list(refusals(settings)) == []
    return settings


@pytest.mark.parametrize(("gate", "camera"), list(product(GATES, CAMERAS)))
def test_every_gate_and_every_camera_can_be_in_force_as_they_are_written(
    gate: str, camera: str
) -> None:
    given = answers(gate=as_gate(gate), camera=as_camera(camera))
    settings = in_force(station_text(given, (TAUGHT_VIEW,), None))
    assert settings.has_gate is (gate != "none")
    assert (settings.cameras[0].at_mm is None) is (gate == "none")


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("language", Language)
def test_every_centre_and_language_can_be_in_force(centre: str, language: Language) -> None:
    given = answers(centre=as_centre(centre), language=language)
    settings = in_force(station_text(given, ("front",), None))
    assert settings.speaks_outside is (centre != "none")


@pytest.mark.parametrize("level", [Level.ACT_WHEN_SURE, Level.ACT_ALWAYS])
@pytest.mark.parametrize("kind", [GateKind.SERIAL, GateKind.MODBUS_TCP, GateKind.MQTT])
def test_a_level_that_acts_never_passes_while_the_host_is_dead(
    level: Level, kind: GateKind
) -> None:
    given = answers(level=level, gate=as_gate(f"{kind.value}:somewhere"))
    settings = in_force(station_text(given, ("front",), None))
    assert settings.station.ceiling is level
    assert settings.station.fail_state.value == "reject_all"


def test_every_view_of_a_shipped_product_has_its_camera_and_the_order_stands_there() -> None:
    order = Order("tray", "L40718", None, "4012345000016")
    given = answers(product="tray", camera=Camera(CameraKind.SIMULATED))
    settings = in_force(station_text(given, ("top", "bottom"), order))
    assert [camera.view for camera in settings.cameras] == ["top", "bottom"]
    assert settings.order is not None
    assert (settings.order.lot, settings.order.gtin) == ("L40718", "4012345000016")


def test_what_is_written_explains_itself_in_the_language_that_was_asked_for() -> None:
    given = answers(gate=as_gate("serial:/dev/ttyACM0"))
    english = station_text(given, ("front",), None)
    assert "MEASURE THEM" in english
    german = answers(gate=as_gate("serial:/dev/ttyACM0"), language=Language.DE)
    assert "BITTE MESSEN" in station_text(german, ("front",), None)
