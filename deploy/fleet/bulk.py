"""Many rows in one statement: put in where they lack, or merged into what is there.

Both keep to the order of the primary key, so that two processes that write the same rows wait for
each other in turn and never in a ring. The statements are worded once: SQLAlchemy would word those
that say what to do on a conflict anew each time, which takes longer than to carry them out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, MetaData, bindparam, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Table

Row = dict[str, Any]
Key = tuple[Any, ...]
"""Of a row: what its primary key's columns hold, in their order."""
Changes = Callable[[Any], Mapping[str, Any]]
Names = tuple[str, ...]
Processors = tuple[tuple[int, Callable[[Any], Any]], ...]
"""Of the columns that need one, by their place."""
COPIED_FROM: Final = 50
"""Rows; below this, making a place to copy to costs more than it saves."""
POSTGRESQL: Final = psycopg.dialect()  # type: ignore[no-untyped-call]
SQLITE: Final = sqlite.dialect()


def key_of(table: Table, row: Row) -> Key:
    return tuple(row[column.name] for column in table.primary_key)


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> set[Key]:
    """Keys of those that were not there yet; those that were stay as they are.

    A number that the database gives is None in a key.
    """
    if not rows:
        return set()
    keys = [key.name for key in table.primary_key]
    given = [name for name in keys if name in rows[0]]
    ordered = sorted(rows, key=lambda row: [row[name] for name in given])
    names = names_in(table, rows[0])
    if connection.dialect.name != "postgresql":
        new = insert_one_by_one(connection, table, names, ordered)
        return {tuple(row.get(name) for name in keys) for row in new}
    if len(rows) >= COPIED_FROM and len(given) == len(keys):
        copy(connection, table, names, ordered)
        found = connection.exec_driver_sql(from_incoming(table, names))
    else:
        found = connection.exec_driver_sql(from_arrays(table, names), arrays_of(names, ordered))
    return {tuple(row) for row in found}


def insert_one_by_one(
    connection: Connection, table: Table, names: Names, rows: Sequence[Row]
) -> list[Row]:
    """Those that were not there yet. By the driver alone: SQLite takes longer to be asked through
    every layer than to do it."""
    sql = ignoring(table, names)
    with driven(connection, sql) as driver:
        new = [driver.execute(sql, row).rowcount == 1 for row in bound_rows(table, names, rows)]
    return [row for row, is_new in zip(rows, new, strict=True) if is_new]


@contextmanager
def driven(connection: Connection, sql: str) -> Iterator[Any]:
    """The driver's own connection; its errors are SQLAlchemy's."""
    dialect = connection.dialect
    assert dialect.loaded_dbapi is not None
    try:
        yield connection.connection.driver_connection
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError(sql, None, error) from error


class Merging:
    """Puts rows into a table; where a row of that key is, `changes` says what becomes of its
    columns, given what the new row would have had in them."""

    def __init__(self, table: Table, changes: Changes) -> None:
        self.table, self.changes = table, changes
        self._worded: dict[tuple[str, Names], str] = {}

    def merge(self, connection: Connection, rows: Sequence[Row]) -> None:
        if not rows:
            return
        ordered = sorted(rows, key=lambda row: key_of(self.table, row))
        names, engine = names_in(self.table, rows[0]), connection.dialect.name
        sql = self._worded.get((engine, names)) or self.worded(engine, names)
        if engine == "postgresql":
            connection.exec_driver_sql(sql, arrays_of(names, ordered))
        else:
            bound = [tuple(values) for values in bound_rows(self.table, names, ordered)]
            connection.exec_driver_sql(sql, bound)

    def worded(self, engine: str, names: Names) -> str:
        wanted: Any = sqlite.insert(self.table).values({name: bindparam(name) for name in names})
        if engine == "postgresql":
            wanted = postgresql.insert(self.table).from_select(names, unfolded(self.table, names))
        merged = wanted.on_conflict_do_update(
            index_elements=list(self.table.primary_key), set_=self.changes(wanted.excluded)
        )
        dialect = POSTGRESQL if engine == "postgresql" else SQLITE
        sql = self._worded[engine, names] = str(merged.compile(dialect=dialect))
        return sql


def merge(connection: Connection, table: Table, rows: Sequence[Row], changes: Changes) -> None:
    """Once; who does it often keeps a `Merging`."""
    Merging(table, changes).merge(connection, rows)


def delete_keys(connection: Connection, table: Table, keys: Sequence[Row]) -> None:
    """Of each what it names of the primary key; a part of it stands for all rows with it."""
    if not keys:
        return
    names = names_in(table, keys[0])
    sql = deleting(connection.dialect.name, table, names)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(sql, arrays_of(names, keys))
    else:
        connection.exec_driver_sql(sql, [tuple(key[name] for name in names) for key in keys])


@cache
def deleting(engine: str, table: Table, names: Names) -> str:
    if engine == "postgresql":
        gone = unfolded(table, names).subquery("gone")
        same = [table.c[name] == one for name, one in zip(names, gone.columns, strict=True)]
        return str(delete(table).where(*same).compile(dialect=POSTGRESQL))
    same = [table.c[name] == bindparam(f"key_{name}") for name in names]
    return str(delete(table).where(*same).compile(dialect=SQLITE))


def names_in(table: Table, row: Row) -> Names:
    """In the table's order, which statements have too."""
    return tuple(column.name for column in table.columns if column.name in row)


def arrays_of(names: Names, rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Column by column."""
    return {name: [row[name] for row in rows] for name in names}


def bound_rows(table: Table, names: Names, rows: Iterable[Row]) -> Iterator[list[Any]]:
    """As SQLite has them."""
    changed = processors(table, names)
    for row in rows:
        values = [row[name] for name in names]
        for i, process in changed:
            values[i] = process(values[i])
        yield values


@cache
def processors(table: Table, names: Names) -> Processors:
    types = (table.c[name].type.dialect_impl(SQLITE) for name in names)
    found = enumerate(one.bind_processor(SQLITE) for one in types)
    return tuple((i, process) for i, process in found if process is not None)


@cache
def ignoring(table: Table, names: Names) -> str:
    wanted = (
        insert(table).prefix_with("OR IGNORE").values({name: bindparam(name) for name in names})
    )
    return str(wanted.compile(dialect=SQLITE))


@cache
def from_arrays(table: Table, names: Names) -> str:
    return new_of(table, names, unfolded(table, names))


@cache
def from_incoming(table: Table, names: Names) -> str:
    incoming = incoming_of(table)
    return new_of(table, names, select(*(incoming.c[name] for name in names)))


def new_of(table: Table, names: Names, chosen: Any) -> str:
    wanted = postgresql.insert(table).from_select(names, chosen).on_conflict_do_nothing()
    return str(wanted.returning(*table.primary_key).compile(dialect=POSTGRESQL))


def unfolded(table: Table, names: Names) -> Any:
    """Arrays, one for each column, as rows."""
    columns = [table.c[name] for name in names]
    arrays = [bindparam(one.name, type_=postgresql.ARRAY(one.type)) for one in columns]
    return select(*(func.unnest(array) for array in arrays))


@cache
def incoming_of(table: Table) -> Table:
    return table.to_metadata(MetaData(), name=f"incoming_{table.name}")


def copy(connection: Connection, table: Table, names: Names, rows: Sequence[Row]) -> None:
    """By COPY into a table of this connection alone, empty again after the transaction."""
    incoming = incoming_of(table).name
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE IF NOT EXISTS {incoming} (LIKE {table.name}) ON COMMIT DELETE ROWS"
    )
    sql = f"COPY {incoming} ({', '.join(names)}) FROM STDIN"
    with (
        driven(connection, sql) as driver,
        driver.cursor() as cursor,
        cursor.copy(sql) as copying,
    ):
        for row in rows:
            copying.write_row([row[name] for name in names])
