"""Old records and events as Parquet files, by month and station; whatever reads Parquet reads them.

    archive/records/month=2026-01/station=plant-1--line-1--box/part-00001.parquet

A part is written whole, and read again before anybody relies on it. Its columns are those of the
table, with the station's and the log's names in place of their numbers. pyarrow is loaded here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import BigInteger, Boolean, Column, Float
from sqlalchemy.schema import Table

from deploy.fleet.moments import UtcMoment
from edge_agent.core.errors import StoreFailed
from edge_agent.core.telemetry.stretches import Position
from edge_agent.whole_files import write_whole

BETWEEN: Final = "--"
"""In the place of "/" in a station's name, in names of folders."""
TYPES: Final = (
    (UtcMoment, pa.timestamp("us", tz="UTC")),
    (BigInteger, pa.int64()),
    (Boolean, pa.bool_()),
    (Float, pa.float64()),
)
NAMES_OF: Final = {"log_id": "log", "station_id": "station"}
"""Columns whose numbers mean nothing outside of the database."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the parts of one month and station lie."""

    archive: Path
    table: Table
    month: str
    """2026-01."""
    station: str

    @property
    def folder(self) -> Path:
        station = self.station.replace("/", BETWEEN)
        return self.archive / self.table.name / f"month={self.month}" / f"station={station}"

    def parts(self) -> list[Path]:
        """In the order in which they were written."""
        return sorted(self.folder.glob("part-*.parquet"))

    def write(self, rows: Sequence[dict[str, Any]]) -> Path:
        """Whole, durable and readable on return. StoreFailed where it is not."""
        file = self.folder / f"part-{len(self.parts()) + 1:05}.parquet"
        buffer = BytesIO()
        table = pa.Table.from_pylist(list(rows), schema=schema_of(self.table))
        pq.write_table(table, buffer, compression="zstd")
        try:
            write_whole(file, buffer.getvalue())
            read = pq.read_metadata(file).num_rows
        except (OSError, pa.ArrowException) as error:
            raise StoreFailed(f"{file}: {error}; nothing was deleted") from error
        if read != len(rows):
            raise StoreFailed(f"{file} has {read} of {len(rows)} rows; nothing was deleted")
        return file


def schema_of(table: Table) -> pa.Schema:
    return pa.schema([(NAMES_OF.get(one.name, one.name), type_of(one)) for one in table.columns])


def type_of(column: Column[Any]) -> pa.DataType:
    if column.name in NAMES_OF:
        return pa.string()
    found = (ours for kind, ours in TYPES if isinstance(column.type, kind))
    return next(found, pa.string())


def entries_in(part: Path) -> list[tuple[str, Position]]:
    """Which entries of which logs."""
    table = pq.read_table(part, columns=["log", "boot", "seq"], partitioning=None)
    columns = (table[name].to_pylist() for name in ("log", "boot", "seq"))
    return [(log, Position(boot, seq)) for log, boot, seq in zip(*columns, strict=True)]


def archived(archive: Path, table: Table, month: str | None = None) -> Iterator[dict[str, Any]]:
    """Every row that was put away, each once, month by month; bodies as the stations wrote them."""
    folders = (archive / table.name).glob(f"month={month or '*'}/station=*")
    for folder in sorted(folders):
        seen: set[tuple[str, int, int]] = set()
        for part in sorted(folder.glob("part-*.parquet")):
            for row in pq.read_table(part, partitioning=None).to_pylist():
                key = (row["log"], row["boot"], row["seq"])
                if key not in seen:
                    seen.add(key)
                    yield row
