"""The gate over a real connection: TCP over the loopback, RTU over a pseudo-terminal."""

from collections.abc import Iterator

import pytest
from pymodbus.constants import ExcCodes

from hardware.clock import RealClock
from hardware.errors import DeviceLost
from hardware.gates.modbus import ANSWER_S, ModbusGate
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.gates.plc_points import PlcInput, PlcOutput
from hardware.gates.register_map import HostOutputs, PlcInputs
from hardware.interfaces import FailState, GateAction, GateOrder, PackSeen
from hardware.wire.modbus_wire import ModbusWire
from simulators.modbus_server import ModbusServer
from simulators.modbus_ways import RtuWay, TcpWay
from tests.hardware.gates.modbus_floor import Floor, a_floor, settings_for

WAYS: dict[str, type[TcpWay] | type[RtuWay]] = {"tcp": TcpWay, "rtu": RtuWay}

FAULTS = {"silent": "no answer in time", "slow": "answer", "refusing": "exception 6"}
"""How the server errs, and what is told; on a serial bus a slow answer meets another question."""


@pytest.fixture(params=["tcp", "rtu"])
def floor(request: pytest.FixtureRequest) -> Iterator[Floor]:
    with a_floor(WAYS[request.param]()) as one:
        one.gate.arm(GateAction.REJECT)
        one.until_armed(GateAction.REJECT)
        yield one


def see_pack(floor: Floor) -> int:
    """The number that the line knows it by."""
    before = floor.count(PackSeen)
    floor.near.see()
    floor.until("seen", lambda: floor.count(PackSeen) > before)
    return max(event.pack_no for event in floor.told if isinstance(event, PackSeen))


def orders_get_through(floor: Floor) -> None:
    number = see_pack(floor)
    floor.gate.order(GateOrder(number, GateAction.PASS))
    floor.until("ordered", lambda: bool(floor.near.orders))
    assert floor.near.orders == [GateOrder(floor.near.packs, GateAction.PASS)]
    floor.near.orders.clear()


def test_a_pack_is_seen_and_its_order_taken(floor: Floor) -> None:
    for _ in range(5):
        orders_get_through(floor)
    assert [event.pack_no for event in floor.told if isinstance(event, PackSeen)] == [1, 2, 3, 4, 5]
    assert not floor.troubles


@pytest.mark.parametrize("way", WAYS)
def test_the_handshake_with_bits_does_the_same(way: str) -> None:
    with a_floor(WAYS[way](), "bits") as floor:
        floor.gate.arm(GateAction.REJECT)
        floor.until_armed(GateAction.REJECT)
        for _ in range(3):
            orders_get_through(floor)


def test_cut_and_connected_again_only_the_link_comes_back_by_itself(floor: Floor) -> None:
    for cut in range(1, 3):
        number = see_pack(floor)
        floor.plc.unplug()
        floor.until_in_trouble()
        floor.gate.order(GateOrder(number, GateAction.HOLD))
        assert floor.plc.program.armed is None
        floor.plc.plug_in()
        floor.until_armed(GateAction.REJECT)
        assert floor.count(PackSeen) == cut
        assert floor.refused()[-1] == number
        assert not floor.near.orders
    orders_get_through(floor)


def test_packs_that_pass_while_the_link_is_cut_are_told_once_it_is_back(floor: Floor) -> None:
    floor.plc.unplug()
    for _ in range(5):
        floor.near.see()
        floor.step()
    floor.plc.plug_in()
    floor.until("all told", lambda: floor.count(PackSeen) == 5)


def test_a_plc_that_starts_anew_goes_on_with_new_numbers(floor: Floor) -> None:
    see_pack(floor)
    floor.near.packs = 0
    floor.plc.restart()
    floor.until_in_trouble()
    assert "started anew" in floor.troubles[-1]
    floor.until_armed(GateAction.REJECT)
    assert see_pack(floor) == 2
    floor.gate.order(GateOrder(1, GateAction.PASS))
    floor.gate.order(GateOrder(2, GateAction.PASS))
    floor.until("ordered", lambda: bool(floor.near.orders))
    assert floor.near.orders == [GateOrder(1, GateAction.PASS)]
    assert floor.refused() == [1]


def test_without_the_lines_heartbeat_the_plc_falls_though_the_link_lives(floor: Floor) -> None:
    floor.is_alive = False
    floor.until("fallen", lambda: floor.plc.program.armed is None)
    assert floor.near.default is GateAction.REJECT
    floor.until_in_trouble()
    floor.is_alive = True
    floor.until_armed(GateAction.REJECT)


def test_a_closed_gate_is_a_dead_host_and_the_belt_stops_where_told() -> None:
    with a_floor(TcpWay(), fail_state=FailState.STOP_BELT) as floor:
        floor.gate.arm(GateAction.PASS)
        floor.until_armed(GateAction.PASS)
        floor.gate.close()
        floor.until("stopped", lambda: floor.near.is_stopped)
        assert floor.plc.program.armed is None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_plc_that_does_not_answer_as_it_should_is_trouble_until_it_does(
    floor: Floor, fault: str
) -> None:
    faults = floor.plc.server.faults
    faults.is_silent = fault == "silent"
    faults.slow_s = 0.4 if fault == "slow" else 0.0
    faults.refuses = ExcCodes.DEVICE_BUSY if fault == "refusing" else None
    floor.until_in_trouble()
    assert FAULTS[fault] in floor.troubles[0]
    faults.is_silent, faults.slow_s, faults.refuses = False, 0.0, None
    floor.until_armed(GateAction.REJECT)
    orders_get_through(floor)


def test_lamps_and_switches_may_be_wired_to_the_plc(floor: Floor) -> None:
    red = PlcOutput(floor.gate, HostOutputs.LAMP_RED)
    key = PlcInput(floor.gate, PlcInputs.KEY_ON)
    assert not key.is_on()
    red.switch(True)
    floor.plc.program.inputs |= PlcInputs.KEY_ON
    floor.until("lit", lambda: floor.plc.program.outputs == HostOutputs.LAMP_RED)
    floor.until("turned", key.is_on)
    floor.plc.unplug()
    floor.until_in_trouble()
    with pytest.raises(DeviceLost, match="LAMP_RED is wired to a PLC that does not answer"):
        red.switch(False)
    with pytest.raises(DeviceLost, match="KEY_ON is wired to a PLC"):
        key.is_on()
    floor.plc.plug_in()
    floor.until("dark", lambda: not floor.plc.program.outputs)
    red.close()
    key.close()


def test_spoilt_answers_are_never_taken_for_true_ones() -> None:
    """Every third answer has a flipped bit; the checksum throws it out, and the work goes on."""
    with a_floor(RtuWay()) as floor:
        floor.gate.arm(GateAction.REJECT)
        floor.until_armed(GateAction.REJECT)
        count = 0

        def spoil(data: bytes) -> bytes:
            nonlocal count
            count += 1
            if count % 3:
                return data
            place = count % len(data)
            return data[:place] + bytes([data[place] ^ 1 << count % 8]) + data[place + 1 :]

        floor.plc.server.faults.spoil = spoil
        for _ in range(8):
            floor.near.see()
            floor.step()
        floor.until("all told", lambda: floor.count(PackSeen) == 8)
        numbers = [event.pack_no for event in floor.told if isinstance(event, PackSeen)]
        assert numbers == list(range(1, 9))


def test_noise_on_the_bus_breaks_nothing_for_longer_than_it_lasts() -> None:
    with a_floor(RtuWay()) as floor:
        floor.gate.arm(GateAction.REJECT)
        floor.until_armed(GateAction.REJECT)
        for noise in (b"\x00", b"\xff" * 40, b"\x01\x03\xff", b"\x01\x10" + bytes(200)):
            floor.plc.server.babble(noise)
            floor.step()
        floor.until_armed(GateAction.REJECT)
        orders_get_through(floor)


def trouble_at(settings: ModbusGateSettings) -> str:
    """After one turn of the link; nothing is raised, and nothing is known."""
    clock = RealClock()
    gate = ModbusGate(settings, FailState.REJECT_ALL, ModbusWire(settings, ANSWER_S, clock), clock)
    assert not gate.turn()
    assert gate.poll() == ()
    assert gate.position().tick == 0
    trouble = gate.trouble
    gate.close()
    assert trouble is not None
    return trouble


def test_another_unit_of_the_bus_stays_silent() -> None:
    with a_floor(TcpWay()) as floor:
        way = floor.plc.server.way
        assert isinstance(way, TcpWay)
        stranger = settings_for(way).model_copy(update={"unit": 9})
        assert "unit 9: no answer in time" in trouble_at(stranger)


def test_an_address_where_nobody_listens_is_trouble_in_words() -> None:
    way = TcpWay()
    way.port = 1
    assert "refused" in trouble_at(settings_for(way))


def test_a_device_that_is_not_there_is_trouble_in_words() -> None:
    way = RtuWay()
    settings = settings_for(way)
    way.discard()
    assert "No such file" in trouble_at(settings)


def test_whoever_answers_with_other_registers_is_no_plc_of_ours() -> None:
    way = TcpWay()
    server = ModbusServer(way)
    server.plug_in()
    assert "no PLC with our register map" in trouble_at(settings_for(way))
    server.stop()
