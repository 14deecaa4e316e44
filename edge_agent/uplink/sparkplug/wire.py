"""Sparkplug payloads as bytes, and back: Google Protocol Buffers by sparkplug_b.proto.

Source: Sparkplug 3.0.0, chapter 6. Signed numbers of at most 32 bits travel in two's complement of
32 bits, those of 64 in 64. What comes in is somebody else's: everything is checked.
"""

from typing import Final

from google.protobuf.message import DecodeError

from edge_agent.core.errors import InvalidInput
from edge_agent.core.sparkplug.payloads import DataType, Metric, Payload, Quality, Value
from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload as WirePayload

WireMetric = WirePayload.Metric
FIELD: Final = {
    **dict.fromkeys((DataType.INT8, DataType.INT16, DataType.INT32), "int_value"),
    **dict.fromkeys((DataType.UINT8, DataType.UINT16, DataType.UINT32), "int_value"),
    **dict.fromkeys((DataType.INT64, DataType.UINT64, DataType.DATE_TIME), "long_value"),
    DataType.FLOAT: "float_value",
    DataType.DOUBLE: "double_value",
    DataType.BOOLEAN: "boolean_value",
    **dict.fromkeys((DataType.STRING, DataType.TEXT, DataType.UUID), "string_value"),
}
"""Of the message, by type."""
UNTOLD: Final = {
    "int_value": DataType.UINT32,
    "long_value": DataType.UINT64,
    "float_value": DataType.FLOAT,
    "double_value": DataType.DOUBLE,
    "boolean_value": DataType.BOOLEAN,
    "string_value": DataType.STRING,
}
"""What is taken for the type where none is told."""
WHOLE: Final = frozenset(("int_value", "long_value"))
"""Hosts disagree about which of them bears an UInt32; both are read."""
SIGNED_BITS: Final = {
    DataType.INT8: 32,
    DataType.INT16: 32,
    DataType.INT32: 32,
    DataType.INT64: 64,
}
QUALITY: Final = "Quality"
UNIT: Final = "engUnit"
"""What control rooms look for in practice; the specification names no property for it."""
LARGEST_BYTES: Final = 65_536
MOST_METRICS: Final = 1_000


class PayloadRefused(InvalidInput):
    """Bytes that are no Sparkplug payload, or say what cannot be."""

    title = "No Sparkplug payload"


def encoded(payload: Payload) -> bytes:
    told = WirePayload()
    if payload.at_ms is not None:
        told.timestamp = payload.at_ms
    if payload.seq is not None:
        told.seq = payload.seq
    for metric in payload.metrics:
        write_metric(told.metrics.add(), metric)
    return told.SerializeToString()


def write_metric(told: WireMetric, metric: Metric) -> None:
    if metric.name is not None:
        told.name = metric.name
    if metric.alias is not None:
        told.alias = metric.alias
    if metric.at_ms is not None:
        told.timestamp = metric.at_ms
    if metric.tells_kind:
        told.datatype = metric.kind
    if metric.is_historical:
        told.is_historical = True
    write_properties(told, metric)
    write_value(told, metric)


def write_value(told: WireMetric, metric: Metric) -> None:
    value = metric.value
    if value is None:
        told.is_null = True
        return
    bits = SIGNED_BITS.get(metric.kind)
    if bits is not None and isinstance(value, int):
        value %= 1 << bits
    setattr(told, FIELD[metric.kind], value)


def write_properties(told: WireMetric, metric: Metric) -> None:
    if metric.quality is not None:
        told.properties.keys.append(QUALITY)
        told.properties.values.add(type=DataType.INT32, int_value=metric.quality)
    if metric.unit is not None:
        told.properties.keys.append(UNIT)
        told.properties.values.add(type=DataType.STRING, string_value=metric.unit)


def decoded(payload: bytes) -> Payload:
    """PayloadRefused with the reason."""
    if len(payload) > LARGEST_BYTES:
        raise PayloadRefused(f"{len(payload)} bytes; at most {LARGEST_BYTES} are read")
    told = WirePayload()
    try:
        told.ParseFromString(payload)
    except DecodeError as error:
        raise PayloadRefused(f"not written by sparkplug_b.proto: {error}") from error
    if len(told.metrics) > MOST_METRICS:
        raise PayloadRefused(f"{len(told.metrics)} metrics; at most {MOST_METRICS} are read")
    return Payload(
        told.timestamp if told.HasField("timestamp") else None,
        tuple(map(read_metric, told.metrics)),
        told.seq if told.HasField("seq") else None,
    )


def read_metric(told: WireMetric) -> Metric:
    kind = read_kind(told)
    return Metric(
        name=text(told.name) if told.HasField("name") else None,
        alias=told.alias if told.HasField("alias") else None,
        at_ms=told.timestamp if told.HasField("timestamp") else None,
        kind=kind,
        tells_kind=told.HasField("datatype"),
        value=read_value(told, kind),
        is_historical=told.is_historical,
        quality=read_quality(told),
        unit=read_unit(told),
    )


def read_kind(told: WireMetric) -> DataType:
    if not told.HasField("datatype"):
        return UNTOLD.get(str(told.WhichOneof("value")), DataType.UNKNOWN)
    if told.datatype not in FIELD:
        raise PayloadRefused(f"a metric of data type {told.datatype}, which no station understands")
    return DataType(told.datatype)


def read_value(told: WireMetric, kind: DataType) -> Value:
    """None where it is null, or something that is no simple value."""
    field = told.WhichOneof("value")
    if told.is_null or field is None or kind is DataType.UNKNOWN:
        return None
    if field != FIELD[kind] and not {field, FIELD[kind]} <= WHOLE:
        raise PayloadRefused(f"a metric of type {kind.name} with {field}")
    value: bool | int | float | str = getattr(told, field)
    if FIELD[kind] == "string_value":
        return text(told.string_value)
    bits = SIGNED_BITS.get(kind)
    if bits is not None and isinstance(value, int):
        return value - (1 << bits) if value >> (bits - 1) else value
    return value


def read_quality(told: WireMetric) -> Quality | None:
    for key, value in zip(told.properties.keys, told.properties.values, strict=False):
        if key == QUALITY and value.int_value in list(Quality):
            return Quality(value.int_value)
    return None


def read_unit(told: WireMetric) -> str | None:
    for key, value in zip(told.properties.keys, told.properties.values, strict=False):
        if key == UNIT:
            return text(value.string_value)
    return None


def text(told: str | bytes) -> str:
    """The library hands out bytes where a text is no UTF-8: proto2 lets that through."""
    if isinstance(told, bytes):
        raise PayloadRefused(f"a text that is no UTF-8: {told[:20]!r}")
    return told
