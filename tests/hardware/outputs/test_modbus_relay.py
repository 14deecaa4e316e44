"""Relays on a Modbus board: switched, read back, and set again after every loss."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from pydantic import ValidationError

from hardware.clock import RealClock
from hardware.errors import DeviceLost
from hardware.interfaces import Output
from hardware.outputs.modbus_relay import open_modbus_relays
from hardware.outputs.modbus_relay_settings import ModbusRelaySettings
from simulators.modbus_relay_board import SimulatedRelayBoard
from simulators.modbus_ways import RtuWay, TcpWay

WAYS: dict[str, type[TcpWay] | type[RtuWay]] = {"tcp": TcpWay, "rtu": RtuWay}


@dataclass
class Wired:
    board: SimulatedRelayBoard
    red: Output
    """Relay 1."""
    stop: Output
    """Relay 8."""


def reach(way: TcpWay | RtuWay, relay: int) -> ModbusRelaySettings:
    reached: dict[str, object] = (
        {"type": "modbus-relay-tcp", "host": "127.0.0.1", "tcp_port": way.port}
        if isinstance(way, TcpWay)
        else {"type": "modbus-relay-rtu", "device": way.device}
    )
    return ModbusRelaySettings.model_validate({**reached, "relay": relay})


@pytest.fixture(params=["tcp", "rtu"])
def wired(request: pytest.FixtureRequest) -> Iterator[Wired]:
    way = WAYS[request.param]()
    board = SimulatedRelayBoard(way)
    red, stop = open_modbus_relays([reach(way, 1), reach(way, 8)], RealClock())
    yield Wired(board, red, stop)
    for output in (red, stop):
        with suppress(DeviceLost):
            output.close()
    board.close()


def test_each_output_switches_its_own_relay(wired: Wired) -> None:
    wired.red.switch(True)
    assert wired.board.energised == {1}
    wired.stop.switch(True)
    assert wired.board.energised == {1, 8}
    wired.red.switch(False)
    assert wired.board.energised == {8}
    wired.stop.close()
    assert wired.board.energised == set()


def test_what_an_earlier_start_left_on_goes_off(wired: Wired) -> None:
    wired.stop.switch(True)
    way = wired.board.server.way
    assert isinstance(way, TcpWay | RtuWay)
    wired.board.server.unplug()
    wired.board.server.plug_in()
    (again,) = open_modbus_relays([reach(way, 1)], RealClock())
    assert wired.board.energised == set()
    again.close()


def test_a_board_that_does_not_answer_is_lost_and_set_whole_when_it_does(wired: Wired) -> None:
    wired.red.switch(True)
    wired.board.server.faults.is_silent = True
    with pytest.raises(DeviceLost, match=r"relay board .* no answer in time"):
        wired.stop.switch(True)
    wired.board.server.faults.is_silent = False
    wired.board.lose_supply()
    wired.stop.switch(True)
    assert wired.board.energised == {1, 8}


def test_a_relay_that_does_not_follow_is_told(wired: Wired) -> None:
    wired.board.weld(8)
    with pytest.raises(DeviceLost, match="relay 8 reads back off"):
        wired.stop.switch(True)


def test_a_relay_that_fell_off_by_itself_is_told_with_the_next_switching(wired: Wired) -> None:
    wired.red.switch(True)
    wired.board.lose_supply()
    with pytest.raises(DeviceLost, match="relay 1 reads back off"):
        wired.stop.switch(True)
    wired.stop.switch(True)
    assert wired.board.energised == {1, 8}


def test_an_unplugged_board_is_lost_and_comes_back(wired: Wired) -> None:
    wired.board.server.unplug()
    with pytest.raises(DeviceLost, match="relay board"):
        wired.red.switch(True)
    wired.board.server.plug_in()
    wired.red.switch(True)
    assert wired.board.energised == {1}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"type": "modbus-relay-rtu", "device": "/dev/x", "relay": 9}, "relay is 9 of a board"),
        ({"type": "modbus-relay-rtu", "relay": 1}, "needs device"),
        ({"type": "modbus-relay-tcp", "host": "a", "parity": "even", "relay": 1}, "has no parity"),
    ],
)
def test_settings_that_fit_no_board_are_refused(told: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        ModbusRelaySettings.model_validate(told)
