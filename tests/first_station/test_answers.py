"""What a person types is understood, or told with what would be right."""

from collections.abc import Callable
from typing import Any

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.first_station.answers import (
    Camera,
    CameraKind,
    Centre,
    CentreKind,
    Gate,
    GateKind,
    HostPort,
    as_camera,
    as_centre,
    as_gate,
    as_language,
    as_level,
    as_name,
    host_port,
    refuse_unlike,
    refuse_unmoved,
)

SIMULATED, USB = Camera(CameraKind.SIMULATED), Camera(CameraKind.V4L2, "0")


@pytest.mark.parametrize(
    ("understand", "text", "meant"),
    [
        (as_camera, "simulated", SIMULATED),
        (as_camera, "folder:/pictures of today", Camera(CameraKind.FOLDER, "/pictures of today")),
        (as_camera, "v4l2:0", USB),
        (as_camera, "gige:192.168.10.11", Camera(CameraKind.GIGE, "192.168.10.11")),
        (as_camera, "usb3:Maker-1234", Camera(CameraKind.USB3, "Maker-1234")),
        (as_camera, "rtsp://camera/1", Camera(CameraKind.STREAM, "rtsp://camera/1")),
        (as_gate, "none", Gate(GateKind.NONE)),
        (as_gate, "serial:/dev/ttyACM0", Gate(GateKind.SERIAL, "/dev/ttyACM0")),
        (as_gate, "modbus-tcp:plc:1502", Gate(GateKind.MODBUS_TCP, "plc:1502")),
        (as_gate, "gpio:17,27,22", Gate(GateKind.GPIO, "17,27,22")),
        (as_centre, "mqtt:broker", Centre(CentreKind.MQTT, "broker")),
        (as_centre, "https://centre:8443/", Centre(CentreKind.HTTPS, "https://centre:8443")),
    ],
)
def test_what_is_meant_is_understood(
    understand: Callable[[str], Any], text: str, meant: object
) -> None:
    assert understand(text) == meant


@pytest.mark.parametrize(
    ("understand", "text", "right"),
    [
        (as_name, "line 1", "such as line-1"),
        (as_camera, "usb", "v4l2:0"),
        (as_camera, "v4l2:front", "v4l2:0"),
        (as_camera, "simulated:2", "simulated"),
        (as_camera, "folder:", "folder:PATH"),
        (as_gate, "serial:", "serial:PORT"),
        (as_gate, "gpio:17", "gpio:COIL,EYE"),
        (as_gate, "modbus-tcp:plc:99999", "port 1 to 65535"),
        (as_centre, "http://centre", "https://HOST"),
        (as_level, "all", "act_when_sure"),
        (as_language, "fr", "en, de"),
    ],
)
def test_what_is_not_understood_is_told_with_what_would_be_right(
    understand: Callable[[str], Any], text: str, right: str
) -> None:
    with pytest.raises(InvalidInput, match=right):
        understand(text)


def test_an_address_without_a_port_has_the_usual_one() -> None:
    assert host_port("broker", 1883) == HostPort("broker", 1883)
    assert host_port("broker:8883", 1883) == HostPort("broker", 8883)


def test_drawn_packs_and_real_cameras_do_not_go_together() -> None:
    refuse_unlike(True, SIMULATED)
    refuse_unlike(False, USB)
    with pytest.raises(InvalidInput, match="the products that ship are drawn"):
        refuse_unlike(True, USB)
    with pytest.raises(InvalidInput, match="sees only the products that ship"):
        refuse_unlike(False, SIMULATED)
    with pytest.raises(InvalidInput, match="drawn packs"):
        refuse_unmoved(USB, Gate(GateKind.SIMULATED))
