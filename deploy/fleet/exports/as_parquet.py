"""Pages of records as a Parquet file, row group by row group, while they are read.

pyarrow is loaded here alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from deploy.fleet.exports.record_rows import cells_of
from deploy.fleet.searching import FoundRecord

GROUP: Final = 10_000
"""Rows of a group: what is in memory at once."""
TYPES: Final = {
    "pack_no": pa.int64(),
    "seen_at": pa.timestamp("us", tz="UTC"),
    "stored_at": pa.timestamp("us", tz="UTC"),
    "score": pa.float64(),
    "late": pa.bool_(),
    "latency_ms": pa.float64(),
}
"""Of the columns that are no texts."""


class Pipe:
    """What a writer takes for a file: gives on what was written, and keeps none of it."""

    closed = False

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.written = 0

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        self.written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.written

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        self.closed = True

    def taken(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def parquet_pieces(pages: Iterable[Sequence[FoundRecord]], names: Sequence[str]) -> Iterator[bytes]:
    schema = pa.schema([(name, TYPES.get(name, pa.string())) for name in names])
    pipe = Pipe()
    with pq.ParquetWriter(pa.PythonFile(pipe, mode="w"), schema, compression="zstd") as writer:
        for group in groups_of(pages):
            rows = [cells_of(one, names) for one in group]
            writer.write_table(pa.Table.from_pylist(rows, schema))
            yield pipe.taken()
    yield pipe.taken()


def groups_of(pages: Iterable[Sequence[FoundRecord]]) -> Iterator[list[FoundRecord]]:
    group: list[FoundRecord] = []
    for page in pages:
        group += page
        if len(group) >= GROUP:
            yield group
            group = []
    if group:
        yield group
