"""Lines of a table for a spreadsheet (RFC 4180): what it would compute is marked as text."""

import csv
import io
from collections.abc import Iterable
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell (OWASP, CSV injection)."""
Cell = str | float | bool | None


def csv_line(cells: Iterable[Cell]) -> str:
    """None is an empty cell; a number stays one, also a negative one."""
    line = io.StringIO()
    csv.writer(line).writerow(map(safe, cells))
    return line.getvalue()


def safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
