"""Records taken away as a file, written while they are read; who took what stands in the audit
record.
"""

from collections.abc import Generator, Iterator
from enum import StrEnum
from typing import Annotated, Any, Final
from weakref import WeakSet

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from deploy.fleet.exports.record_rows import columns, pages_of
from deploy.fleet.searching import Wanted
from deploy.fleet.web.access import Visiting, operation
from deploy.fleet.web.api.asked_records import asked_of, asked_records
from edge_agent.core.roles import Act
from edge_agent.people.acts import LONGEST_TEXT, Subject
from edge_agent.web.changes import order
from edge_agent.web.errors import TooBusy

router = APIRouter(prefix="/api/v1", tags=["records"])

MOST_AT_ONCE: Final = 3
NAME: Final = "exportRecords"


class Format(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"


MEDIA_TYPES: Final = {
    Format.CSV: "text/csv",
    Format.PARQUET: "application/vnd.apache.parquet",
}
UNDER_WAY: Final[WeakSet[Generator[bytes, None, None]]] = WeakSet()
"""Whoever goes away while a file is written leaves nothing behind: it vanishes from here too."""


@router.get(
    "/exports/records",
    response_class=StreamingResponse,
    **{
        **operation(NAME, 404, 429),
        "responses": {
            **operation(NAME, 404, 429)["responses"],
            200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}},
        },
    },
)
def export_records(
    visit: Visiting,
    wanted: Annotated[Wanted, Depends(asked_records)],
    format: Annotated[Format, Query()] = Format.CSV,
    whole: Annotated[
        bool, Query(description="With a column that has the whole record as JSON.")
    ] = False,
) -> Response:
    """Records as a file, the newest first: those seen up to now, and all of them."""
    if len(UNDER_WAY) >= MOST_AT_ONCE:
        raise TooBusy(f"{MOST_AT_ONCE} files are being written; come again when one is done")
    pages = pages_of(visit.site.engine, wanted, visit.now)
    subject = Subject(new=f"records as {format}: {told(wanted)}"[:LONGEST_TEXT])
    with visit.site.changing() as office:
        office.record(order(visit, ""), Act.EXPORT, subject)
    pieces = written(format, pages, columns(whole))
    UNDER_WAY.add(pieces)
    name = f"records-{visit.now:%Y%m%dT%H%M%SZ}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, 200, headers, MEDIA_TYPES[format])


def written(
    format: Format, pages: Iterator[Any], names: tuple[str, ...]
) -> Generator[bytes, None, None]:
    """pyarrow is loaded where somebody wants it."""
    if format is Format.CSV:
        from deploy.fleet.exports.as_csv import csv_pieces as pieces
    else:
        from deploy.fleet.exports.as_parquet import parquet_pieces as pieces
    yield from pieces(pages, names)


def told(wanted: Wanted) -> str:
    asked = asked_of(wanted).items()
    return ", ".join(f"{name} {value}" for name, value in asked if value is not None) or "all"
