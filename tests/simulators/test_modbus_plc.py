"""The simulated PLC as an independent Modbus master sees it: libmodbus, through mbpoll."""

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from hardware.gates.plc_blocks import HostCommand, command_words, read_status
from hardware.gates.register_map import COMMAND, MAGIC, STATUS, VERSION
from hardware.interfaces import GateAction, GateOrder
from simulators.modbus_plc import ModbusPlc
from simulators.modbus_ways import RtuWay, TcpWay
from tests.hardware.gates.plc_floor import NS_PER_MS, NearGate
from tests.peers import needs

pytestmark = needs("mbpoll")

WAYS: dict[str, type[TcpWay] | type[RtuWay]] = {"tcp": TcpWay, "rtu": RtuWay}
VALUE = re.compile(r"^\[(\d+)\]:\s+(\d+)", re.MULTILINE)


class Master:
    """mbpoll, once per request, while the PLC's scans go on."""

    def __init__(self, near: NearGate, plc: ModbusPlc) -> None:
        self.near, self.plc = near, plc

    def scan(self, ms: int = 1) -> None:
        self.near.now_ns += ms * NS_PER_MS
        self.plc.exchange(self.near.now_ns)

    def run(self, *told: str, values: tuple[str, ...] = ()) -> str:
        match self.plc.server.way:
            case TcpWay(port=port):
                where = ["-m", "tcp", "-p", str(port), "127.0.0.1"]
            case RtuWay(device=device):
                where = ["-m", "rtu", "-b", "115200", "-P", "none", device]
        command = ["mbpoll", "-0", "-1", "-t", "4", "-a", "1", *told, *where, *values]
        return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout

    def read(self, first: int, count: int) -> list[int]:
        told = self.run("-r", str(first), "-c", str(count))
        return [int(value) for _, value in VALUE.findall(told)]

    def write(self, first: int, words: list[int]) -> None:
        self.run("-r", str(first), values=tuple(map(str, words)))


@pytest.fixture(params=["tcp", "rtu"])
def master(request: pytest.FixtureRequest) -> Iterator[Master]:
    near = NearGate()
    plc = ModbusPlc(near, WAYS[request.param]())
    one = Master(near, plc)
    one.scan()
    yield one
    plc.close()


def test_an_independent_master_reads_the_status(master: Master) -> None:
    master.near.see()
    master.scan()
    words = master.read(STATUS.first, STATUS.size)
    status = read_status(words)
    assert status is not None
    assert (status.scan, status.boot, status.tick) == (2, 1, 2)
    assert words[STATUS.address("magic")] == MAGIC
    assert words[STATUS.address("version")] == VERSION


def test_an_independent_master_arms_orders_and_is_given_up(master: Master) -> None:
    status = read_status(master.read(STATUS.first, STATUS.size))
    assert status is not None
    order = GateOrder(70_000, GateAction.HOLD)
    command = HostCommand(
        heartbeat=1,
        boot=status.boot,
        arm_level=GateAction.REJECT,
        arm_answer=status.challenge,
        orders=(order,),
        order_seq=status.order_ack + 1,
    )
    master.write(COMMAND.first, command_words(command))
    master.scan()
    assert master.near.default is GateAction.REJECT
    assert master.near.orders == [order]
    for _ in range(9):
        master.scan(ms=50)
    given_up = read_status(master.read(STATUS.first, STATUS.size))
    assert given_up is not None
    assert given_up.armed is None
    assert given_up.order_ack == command.order_seq


def test_a_unit_that_is_not_there_does_not_answer(master: Master) -> None:
    told = master.run("-r", "0", "-c", "1", "-a", "9", "-o", "0.2")
    assert not VALUE.findall(told)


def test_reads_and_scans_at_once_never_show_half_a_block() -> None:
    near = NearGate()
    plc = ModbusPlc(near, TcpWay())
    master = Master(near, plc)
    master.scan()
    with ThreadPoolExecutor(1) as pool:
        reads = [pool.submit(master.read, STATUS.first, STATUS.size) for _ in range(5)]
        while not all(read.done() for read in reads):
            master.scan()
    plc.close()
    for read in reads:
        assert read_status(read.result()) is not None
