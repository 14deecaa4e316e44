"""Records as files: all of them once, as they are, in bounded memory, and safe in a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from deploy.fleet.exports.as_csv import csv_pieces
from deploy.fleet.exports.as_parquet import GROUP, parquet_pieces
from deploy.fleet.exports.record_rows import PAGE, columns, pages_of
from deploy.fleet.searching import FoundRecord, Wanted
from deploy.fleet.web.api.export_routes import UNDER_WAY
from edge_agent.core.packs import Record
from edge_agent.core.roles import Role, Scope
from tests.fleet.sent import STATION, send_records
from tests.fleet.web.served_centre import ServedCentre, served_centre
from tests.people.samples import NOW
from tests.samples import a_record
from tests.web.visitors import Visitor

EXPORT = "/api/v1/exports/records"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServedCentre]:
    with served_centre(tmp_path) as centre:
        yield centre


@pytest.fixture
def visitor(centre: ServedCentre) -> Visitor:
    return centre.machine(Scope.RECORDS, Scope.STATE)


def packs(count: int, **changes: Any) -> list[Record]:
    first = NOW - timedelta(hours=1)
    return [
        a_record(number, seen_at=first + timedelta(milliseconds=number), **changes)
        for number in range(1, count + 1)
    ]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_table_has_every_record_once_the_newest_first(
    centre: ServedCentre, visitor: Visitor
) -> None:
    count = 2 * PAGE + 7
    for after in range(0, count, 500):
        send_records(centre.site.engine, packs(count)[after : after + 500], NOW, after=after)
    answer = visitor.get(EXPORT)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="records-')
    found = [int(row["pack_no"]) for row in rows_of(answer.text)]
    assert found == list(range(count, 0, -1))


def test_a_spreadsheet_computes_nothing_of_it(centre: ServedCentre, visitor: Visitor) -> None:
    names = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", 'a "b", c']
    order = a_record().order
    assert order is not None
    records = [
        replace(pack, order=replace(order, lot=lot), verdict=replace(pack.verdict, score=-0.5))
        for pack, lot in zip(packs(len(names)), names, strict=True)
    ]
    send_records(centre.site.engine, records, NOW)
    rows = rows_of(visitor.get(EXPORT).text)
    assert [row["lot"] for row in reversed(rows)] == [*(f"'{one}" for one in names[:5]), names[5]]
    assert {row["score"] for row in rows} == {"-0.5"}


def test_parquet_says_the_same_with_types(centre: ServedCentre, visitor: Visitor) -> None:
    send_records(centre.site.engine, packs(3), NOW)
    answer = visitor.get(f"{EXPORT}?format=parquet&whole=true&lot=L123")
    table = pq.read_table(io.BytesIO(answer.content))
    assert table.column("pack_no").to_pylist() == [3, 2, 1]
    assert table.column("seen_at").to_pylist()[0] == NOW - timedelta(hours=1, milliseconds=-3)
    assert table.column("late").to_pylist() == [False] * 3
    assert table.column("record").to_pylist()[0].startswith("{")
    assert table.column("station").to_pylist() == [STATION] * 3


def test_an_empty_file_has_its_columns(visitor: Visitor) -> None:
    assert rows_of(visitor.get(EXPORT).text) == []
    table = pq.read_table(io.BytesIO(visitor.get(f"{EXPORT}?format=parquet").content))
    assert (table.num_rows, tuple(table.column_names)) == (0, columns(with_whole=False))


def test_who_took_what_is_in_the_audit_record(centre: ServedCentre) -> None:
    centre.person(Role.QUALITY).get(f"{EXPORT}?lot=L7")
    (act,) = centre.person(Role.QUALITY).get("/api/v1/audit?what=export").json()["items"]
    assert (act["who"], act["subject"]["new"]) == ("some-quality", "records as csv: lot L7")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.SERVICE])
def test_who_only_looks_takes_nothing_away(centre: ServedCentre, role: Role) -> None:
    assert centre.person(role).get(EXPORT).status_code == 403


def test_a_station_that_is_not_there_is_told_before_anything_is_written(visitor: Visitor) -> None:
    assert visitor.get(f"{EXPORT}?station=milan/line-9/x").status_code == 404


def test_no_more_files_are_written_at_once_than_may_be(
    centre: ServedCentre, visitor: Visitor
) -> None:
    def never() -> Iterator[bytes]:
        yield b""

    busy = [never() for _ in range(3)]
    UNDER_WAY.update(busy)  # type: ignore[arg-type]  # generators
    assert visitor.get(EXPORT).status_code == 429
    busy.clear()
    assert visitor.get(EXPORT).status_code == 200


class Counted:
    """Pages that are made when they are asked for; how many were at most alive ahead."""

    def __init__(self, page: list[FoundRecord], count: int) -> None:
        self.page, self.count, self.given = page, count, 0

    def __iter__(self) -> Iterator[list[FoundRecord]]:
        for _ in range(self.count):
            self.given += 1
            yield self.page


def a_page(centre: ServedCentre) -> list[FoundRecord]:
    send_records(centre.site.engine, packs(100), NOW)
    (page,) = pages_of(centre.site.engine, Wanted(), NOW)
    return list(page) * (PAGE // 100)


def test_a_file_is_written_while_it_is_read(centre: ServedCentre) -> None:
    pages = Counted(a_page(centre), 50)
    pieces = csv_pieces(pages, columns(with_whole=True))
    next(pieces)
    for read in range(1, 51):
        assert next(pieces)
        assert pages.given == read


def test_parquet_keeps_one_group_in_memory(centre: ServedCentre) -> None:
    pages = Counted(a_page(centre), 50)
    pieces = parquet_pieces(pages, columns(with_whole=False))
    file = bytearray(next(pieces))
    assert pages.given == GROUP // PAGE
    for piece in pieces:
        assert len(piece) < 2_000_000
        file += piece
    read = pq.ParquetFile(io.BytesIO(bytes(file)))
    assert (read.metadata.num_rows, read.num_row_groups) == (50 * PAGE, 50 * PAGE // GROUP)
