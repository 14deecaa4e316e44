"""Orders from a CSV file (RFC 4180, UTF-8): all of them, or none with every line that is wrong.

    number,recipe,lot,expiry,gtin,stations,planned,not_after,begins
    4500017,tray,L2611-204,2026-12-24,4006381333931,plant-1/line-1/box,2026-11-24T06:00:00Z,,

The first line names the columns; those that may be left out of an order may be left out here. An
empty field counts as left out. Several stations stand in one field, with spaces between them. A
semicolon instead of the comma is understood, as some spreadsheets write it.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from deploy.fleet.orders.asked import AskedOrder, OrderRefused, order_of

COLUMNS: Final = (
    *("number", "recipe", "lot", "expiry", "gtin"),
    *("stations", "planned", "not_after", "begins"),
)
NEEDED: Final = ("number", "recipe", "stations")
LARGEST_BYTES: Final = 4 * 1024 * 1024
MOST_ORDERS: Final = 5_000


def read_orders(content: bytes) -> list[AskedOrder]:
    """OrderRefused with the lines (from 1) that are wrong."""
    rows, found = rows_of(content), []
    wrong: list[tuple[str, str]] = []
    for line, row in rows:
        try:
            found.append(order_of(values_of(row)))
        except OrderRefused as error:
            wrong.append((f"line {line}", str(error)))
    wrong += twice(rows)
    if wrong:
        told = "; ".join(f"{place}: {what}" for place, what in wrong[:3])
        raise OrderRefused(f"{len(wrong)} of {len(rows)} orders are wrong; {told}", tuple(wrong))
    return found


Rows = list[tuple[int, dict[str, str]]]


def rows_of(content: bytes) -> Rows:
    if len(content) > LARGEST_BYTES:
        raise OrderRefused(f"a file of orders has at most {LARGEST_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text), delimiter=delimiter_of(text), strict=True)
        header = next(reader, [])
        refuse_header(header)
        rows = [(reader.line_num, row) for row in reader if any(row)]
    except UnicodeDecodeError as error:
        raise OrderRefused(f"not UTF-8 from byte {error.start} on") from error
    except csv.Error as error:
        raise OrderRefused(f"no CSV: {error}") from error
    if len(rows) > MOST_ORDERS:
        raise OrderRefused(f"a file has at most {MOST_ORDERS} orders, not {len(rows)}")
    return [(line, named(line, header, row)) for line, row in rows]


def delimiter_of(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def refuse_header(header: list[str]) -> None:
    strange = [name for name in header if name not in COLUMNS]
    lacking = [name for name in NEEDED if name not in header]
    if strange or lacking or len(set(header)) < len(header):
        wrong = f"unknown: {', '.join(strange)}" if strange else f"missing: {', '.join(lacking)}"
        raise OrderRefused(f"line 1: expected the columns {', '.join(COLUMNS)}; {wrong}")


def named(line: int, header: list[str], row: list[str]) -> dict[str, str]:
    if len(row) != len(header):
        raise OrderRefused(f"line {line}: {len(row)} fields, and the first line has {len(header)}")
    return dict(zip(header, row, strict=True))


def values_of(row: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: text.strip() for name, text in row.items() if text.strip()}
    if "stations" in values:
        values["stations"] = values["stations"].split()
    return values


def twice(rows: Rows) -> Iterator[tuple[str, str]]:
    first: dict[str, int] = {}
    for line, row in rows:
        number = row["number"].strip()
        if number in first:
            yield f"line {line}", f"number {number!r} stands in line {first[number]} already"
        first.setdefault(number, line)
