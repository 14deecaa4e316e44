"""Payloads come back as they were; other bytes are refused, and nothing else happens."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.sparkplug.payloads import Payload
from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload as WirePayload
from edge_agent.uplink.sparkplug.wire import (
    LARGEST_BYTES,
    MOST_METRICS,
    PayloadRefused,
    decoded,
    encoded,
)
from tests.uplink.sparkplug.payloads import PAYLOADS

ROOT = Path(__file__).parents[3]
FOLDER = "edge_agent/uplink/sparkplug"


@given(PAYLOADS)
def test_a_payload_comes_back_as_it_was(payload: Payload) -> None:
    assert decoded(encoded(payload)) == payload


@given(PAYLOADS)
def test_the_message_definition_reads_the_same_fields(payload: Payload) -> None:
    told = WirePayload.FromString(encoded(payload))
    assert [metric.datatype for metric in told.metrics] == [m.kind for m in payload.metrics]
    assert [metric.is_null for metric in told.metrics] == [m.value is None for m in payload.metrics]


@given(
    some.binary(max_size=300)
    | some.builds(
        lambda payload, place, byte: payload[:place] + bytes([byte]) + payload[place + 1 :],
        PAYLOADS.map(encoded),
        some.integers(0, 400),
        some.integers(0, 255),
    )
)
def test_any_bytes_are_a_payload_or_refused(data: bytes) -> None:
    try:
        payload = decoded(data)
    except PayloadRefused:
        return
    assert decoded(encoded(payload)).seq == payload.seq


def test_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(PayloadRefused, match=f"at most {LARGEST_BYTES}"):
        decoded(b"\0" * (LARGEST_BYTES + 1))
    many = WirePayload()
    for _ in range(MOST_METRICS + 1):
        many.metrics.add()
    with pytest.raises(PayloadRefused, match=f"at most {MOST_METRICS}"):
        decoded(many.SerializeToString())


def test_a_value_of_another_type_is_refused() -> None:
    told = WirePayload()
    told.metrics.add(name="Node Control/Rebirth", datatype=11, string_value="yes")
    with pytest.raises(PayloadRefused, match="BOOLEAN with string_value"):
        decoded(told.SerializeToString())


def test_what_is_committed_is_what_the_definition_makes(tmp_path: Path) -> None:
    source = f"{FOLDER}/sparkplug_b.proto"
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{ROOT}"]
    command += [f"--python_out={tmp_path}", f"--pyi_out={tmp_path}", str(ROOT / source)]
    subprocess.run(command, check=True, timeout=60)
    for name in ("sparkplug_b_pb2.py", "sparkplug_b_pb2.pyi"):
        assert (tmp_path / FOLDER / name).read_text() == (ROOT / FOLDER / name).read_text()
