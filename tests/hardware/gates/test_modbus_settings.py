"""A station with a gate over Modbus is told what it needs, and nothing that it would ignore."""

from typing import Any

import pytest
from pydantic import ValidationError

from hardware.gates.modbus_settings import ModbusGateSettings
from tests.hardware.gates.modbus_floor import BELT

TCP: dict[str, Any] = {"type": "modbus-tcp", "host": "10.0.0.20", "belt": BELT}
RTU: dict[str, Any] = {"type": "modbus-rtu", "device": "/dev/ttyUSB0", "belt": BELT}


def test_one_table_reaches_a_plc_either_way() -> None:
    tcp, rtu = ModbusGateSettings(**TCP), ModbusGateSettings(**RTU)
    assert (tcp.is_tcp, tcp.name) == (True, "10.0.0.20:502 unit 1")
    assert (rtu.is_tcp, rtu.name) == (False, "/dev/ttyUSB0 unit 1")
    assert (rtu.baud_rate, rtu.parity) == (115_200, "even")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({**TCP, "device": "/dev/ttyUSB0"}, "has no device"),
        ({**TCP, "baud_rate": 9600}, "has no baud_rate"),
        ({**RTU, "tcp_port": 502}, "has no tcp_port"),
        ({"type": "modbus-tcp", "belt": BELT}, "needs host"),
        ({"type": "modbus-rtu", "belt": BELT}, "needs device"),
        ({**RTU, "baud_rate": 19_200}, "a gate needs 38400 or more"),
        ({**RTU, "baud_rate": 14_400}, "baud_rate"),
        ({**TCP, "triggered_views": ["top", "top"]}, "names a view twice"),
        ({**TCP, "triggered_views": ["Top"]}, "triggered_views"),
        ({**TCP, "unit": 248}, "unit"),
        ({**TCP, "colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused(told: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        ModbusGateSettings(**told)
