"""Pages of records as a table for spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from deploy.fleet.exports.record_rows import cells_of
from deploy.fleet.searching import FoundRecord
from edge_agent.store.events import utc_text
from edge_agent.web.csv_lines import Cell, csv_line


def csv_pieces(pages: Iterable[Sequence[FoundRecord]], names: Sequence[str]) -> Iterator[bytes]:
    yield csv_line(names).encode()
    for page in pages:
        lines = (csv_line(map(written, cells_of(one, names).values())) for one in page)
        yield "".join(lines).encode()


def written(cell: Any) -> Cell:
    """Times as everywhere: RFC 3339 in UTC."""
    return utc_text(cell) if isinstance(cell, datetime) else cell
