"""Payloads that somebody could send, drawn at random."""

from hypothesis import strategies as some

from edge_agent.core.sparkplug.payloads import DataType, Metric, Payload, Quality, Value

TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
VALUES: dict[DataType, some.SearchStrategy[Value]] = {
    DataType.INT8: some.integers(-(2**7), 2**7 - 1),
    DataType.INT16: some.integers(-(2**15), 2**15 - 1),
    DataType.INT32: some.integers(-(2**31), 2**31 - 1),
    DataType.INT64: some.integers(-(2**63), 2**63 - 1),
    DataType.UINT8: some.integers(0, 2**8 - 1),
    DataType.UINT16: some.integers(0, 2**16 - 1),
    DataType.UINT32: some.integers(0, 2**32 - 1),
    DataType.UINT64: some.integers(0, 2**64 - 1),
    DataType.FLOAT: some.floats(width=32, allow_nan=False),
    DataType.DOUBLE: some.floats(allow_nan=False),
    DataType.BOOLEAN: some.booleans(),
    DataType.STRING: TEXTS,
    DataType.DATE_TIME: some.integers(0, 2**63),
    DataType.TEXT: TEXTS,
    DataType.UUID: TEXTS,
}
TIMES = some.none() | some.integers(0, 2**53)


@some.composite
def metrics(draw: some.DrawFn, names: some.SearchStrategy[str] = TEXTS) -> Metric:
    kind = draw(some.sampled_from(list(VALUES)))
    return Metric(
        value=draw(some.none() | VALUES[kind]),
        kind=kind,
        at_ms=draw(TIMES),
        name=draw(some.none() | names),
        alias=draw(some.none() | some.integers(0, 2**64 - 1)),
        is_historical=draw(some.booleans()),
        quality=draw(some.none() | some.sampled_from(Quality)),
        unit=draw(some.none() | TEXTS),
    )


PAYLOADS = some.builds(
    Payload,
    TIMES,
    some.lists(metrics(), max_size=5).map(tuple),
    some.none() | some.integers(0, 255),
)
