"""The camera as a host finds it, packet by packet; no socket and no clock but the test's."""

import struct
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from simulators.gige import memory as at
from simulators.gige.camera import Address, Faults, GigeCamera
from simulators.gige.control_packets import Command, Status, request_of
from simulators.gige.features import addresses, description, features
from simulators.gige.stream_packets import HEADER, LEADER, PAYLOAD, TRAILER
from tests.samples import a_picture

HOST, OTHER = ("127.0.0.1", 50_000), ("127.0.0.1", 50_001)
SCENE = a_picture(1, 48, 64)
WHERE = addresses(features(64, 48))
HEARTBEAT_NS = 3_000_000_000
CONTROL = 2


class Bench:
    """One camera, what it sent, and a host that asks it."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, bytes]] = []
        self.now_ns = 0
        self.camera = GigeCamera("127.0.0.2", "PLANT-top", SCENE, self.noted, seed=1)

    def noted(self, header: bytes, content: memoryview, host: Address) -> None:
        self.sent.append((header, bytes(content)))

    def ask(self, command: int, body: bytes, sender: Address = HOST) -> tuple[int, bytes]:
        packet = struct.pack(">BBHHH", 0x42, 1, command, len(body), 77) + body
        back = self.camera.answered(packet, sender, self.now_ns)
        assert back is not None
        status, answered, length, request_no = struct.unpack(">HHHH", back[:8])
        assert (answered, length, request_no) == (command + 1, len(back) - 8, 77)
        return status, back[8:]

    def write(self, address: int, value: int, sender: Address = HOST) -> int:
        body = struct.pack(">II", address, value)
        return self.ask(Command.WRITE_REGISTER, body, sender)[0]

    def read(self, address: int) -> int:
        status, value = self.ask(Command.READ_REGISTER, struct.pack(">I", address))
        assert status == Status.SUCCESS
        return int.from_bytes(value, "big")

    def run(self, trigger_source: int = 1) -> None:
        """Under control, triggered by line 0, packets of 576 bytes."""
        for address, value in (
            (at.CONTROL, CONTROL),
            (at.PACKET_SIZE, 576),
            (WHERE["TriggerMode"], 1),
            (WHERE["TriggerSource"], trigger_source),
            (WHERE["AcquisitionStart"], 1),
        ):
            assert self.write(address, value) == Status.SUCCESS


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_it_introduces_itself_to_everybody(bench: Bench) -> None:
    status, told = bench.ask(Command.DISCOVERY, b"", OTHER)
    assert status == Status.SUCCESS
    assert len(told) == at.DISCOVERY_BYTES
    assert told[at.SERIAL :].startswith(b"PLANT-top")


def test_its_description_lies_where_it_says_and_names_every_register(bench: Bench) -> None:
    status, url = bench.ask(Command.READ_MEMORY, struct.pack(">IHH", at.XML_URL, 0, 512))
    assert status == Status.SUCCESS
    _name, address, length = url[4:].split(b"\0")[0].split(b";")
    start, xml = int(address, 16), b""
    while len(xml) < int(length, 16):
        body = struct.pack(">IHH", start + len(xml), 0, 512)
        status, read = bench.ask(Command.READ_MEMORY, body)
        if status != Status.SUCCESS:
            rest = int(length, 16) - len(xml)
            body = struct.pack(">IHH", start + len(xml), 0, rest)
            status, read = bench.ask(Command.READ_MEMORY, body)
        xml += read[4:]
    xml = xml[: int(length, 16)]
    assert xml == description(features(64, 48))
    named = {node.get("Name") for node in ElementTree.fromstring(xml)}
    assert set(WHERE) <= named


def test_a_picture_is_a_leader_its_bytes_and_a_trailer(bench: Bench) -> None:
    bench.run()
    bench.camera.show(SCENE, 5)
    kinds = [HEADER.unpack(header)[2] >> 24 for header, _content in bench.sent]
    assert kinds == [LEADER, *[PAYLOAD] * (len(kinds) - 2), TRAILER]
    numbers = [HEADER.unpack(header)[2] & 0xFFFFFF for header, _content in bench.sent]
    assert numbers == list(range(len(kinds)))
    content = b"".join(content for _header, content in bench.sent[1:-1])
    assert content == SCENE.tobytes()
    assert max(len(header + content) + 28 for header, content in bench.sent) == 576


def test_one_host_has_control_and_others_may_only_read(bench: Bench) -> None:
    bench.run()
    assert bench.write(WHERE["Width"], 32, OTHER) == Status.ACCESS_DENIED
    assert bench.write(at.CONTROL, CONTROL, OTHER) == Status.ACCESS_DENIED
    body = struct.pack(">I", WHERE["Width"])
    assert bench.ask(Command.READ_REGISTER, body, OTHER)[0] == Status.SUCCESS


def test_a_host_that_falls_silent_loses_control_and_the_stream_stops(bench: Bench) -> None:
    bench.run()
    bench.camera.advance(HEARTBEAT_NS)
    assert bench.read(at.CONTROL) == CONTROL
    bench.now_ns = HEARTBEAT_NS
    bench.read(at.CONTROL)
    bench.camera.advance(2 * HEARTBEAT_NS)
    bench.camera.advance(2 * HEARTBEAT_NS + 1)
    assert bench.read(at.CONTROL) == 0
    bench.sent.clear()
    bench.camera.show(SCENE, 0)
    assert bench.sent == []


def test_asked_for_packets_are_sent_again_and_those_lost_for_good_are_not(bench: Bench) -> None:
    bench.run()
    bench.camera.faults = Faults(lost_in_next=3)
    bench.camera.show(SCENE, 0)
    came = [HEADER.unpack(header)[2] & 0xFFFFFF for header, _content in bench.sent]
    everything = range(len(bench.camera._kept[0].packets))
    assert len(everything) - len(came) == 3
    bench.sent.clear()
    body = struct.pack(">HHII", 0, 1, 0, 0xFFFFFF)
    packet = struct.pack(">BBHHH", 0x42, 0, Command.PACKET_RESEND, len(body), 78) + body
    assert bench.camera.answered(packet, HOST, 0) is None
    assert [HEADER.unpack(header)[2] & 0xFFFFFF for header, _content in bench.sent] == came


def test_the_trigger_decides_what_makes_a_picture(bench: Bench) -> None:
    bench.run(trigger_source=0)
    bench.camera.show(SCENE, 0)
    assert bench.sent == []
    assert bench.write(WHERE["TriggerSoftware"], 1) == Status.SUCCESS
    assert bench.sent
    bench.sent.clear()
    bench.write(WHERE["TriggerMode"], 0)
    bench.camera.advance(bench.camera.next_ns(0))
    assert bench.sent


@pytest.mark.parametrize(
    ("name", "word"),
    [("Width", 65), ("Width", 8), ("PixelFormat", 7), ("Gain", 0x42C80000), ("TriggerSource", 9)],
)
def test_values_out_of_their_limits_are_refused(bench: Bench, name: str, word: int) -> None:
    assert bench.write(WHERE[name], word) == Status.INVALID_PARAMETER


def test_what_lies_nowhere_is_refused(bench: Bench) -> None:
    assert bench.write(0x90000, 1) == Status.INVALID_ADDRESS
    assert bench.ask(Command.READ_REGISTER, struct.pack(">I", 0x90000))[0] == Status.INVALID_ADDRESS
    assert bench.ask(0x0100, b"")[0] == Status.NOT_IMPLEMENTED


def test_an_unplugged_camera_says_nothing_and_starts_as_it_was_delivered(bench: Bench) -> None:
    bench.run()
    bench.camera.faults = Faults(unplugged=True)
    bench.camera.show(SCENE, 0)
    assert bench.sent == []
    bench.camera.restart(0)
    bench.camera.faults = Faults()
    assert bench.read(at.CONTROL) == 0
    assert bench.read(WHERE["TriggerMode"]) == 0


def test_the_payload_follows_size_and_format(bench: Bench) -> None:
    bench.write(WHERE["Width"], 32)
    assert bench.read(WHERE["PayloadSize"]) == 32 * 48 * 3
    bench.write(WHERE["PixelFormat"], 0x01080001)
    assert bench.read(WHERE["PayloadSize"]) == 32 * 48


@pytest.mark.parametrize("packet", [b"", b"\x42\x01", b"\x41" + bytes(7), b"\x42" + bytes(9)])
def test_what_is_no_request_is_left_alone(bench: Bench, packet: bytes) -> None:
    assert request_of(packet) is None
    assert bench.camera.answered(packet, HOST, 0) is None


def test_random_bytes_never_break_it(bench: Bench) -> None:
    random = np.random.default_rng(3)
    for _ in range(3_000):
        body = random.bytes(int(random.integers(0, 20)))
        command = int(random.choice([2, 0x40, 0x80, 0x82, 0x84, 0x86, 9]))
        packet = struct.pack(">BBHHH", 0x42, 1, command, len(body), 1) + body
        bench.camera.answered(packet, HOST, 0)
    assert bench.ask(Command.DISCOVERY, b"")[0] == Status.SUCCESS
