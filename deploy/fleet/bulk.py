"""Many rows in one statement: put in where they lack, or merged into what is there.

Both keep to the order of the primary key, so that two processes that write the same rows wait for
each other in turn and never in a ring.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, MetaData, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import Table

Row = dict[str, Any]
Key = tuple[Any, ...]
"""Of a row: what its primary key's columns hold, in their order."""
Changes = Callable[[Any], Mapping[str, Any]]
COPIED_FROM: Final = 50
"""Rows; below this, making a place to copy to costs more than it saves."""


def key_of(table: Table, row: Row) -> Key:
    return tuple(row[column.name] for column in table.primary_key)


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> set[Key]:
    """Keys of those that were not there yet; those that were stay as they are."""
    if not rows:
        return set()
    keys = list(table.primary_key)
    given = [key.name for key in keys if key.name in rows[0]]
    ordered = sorted(rows, key=lambda row: [row[name] for name in given])
    if connection.dialect.name != "postgresql":
        wanted = insert(table).prefix_with("OR IGNORE").returning(*keys)
        return {tuple(row) for row in connection.execute(wanted, ordered)}
    values: Row = {}
    if len(rows) >= COPIED_FROM and len(given) == len(keys):
        source = copied(connection, table, ordered)
        chosen = select(*(source.c[name] for name in rows[0]))
    else:
        chosen, values = unfolded(table, ordered)
    added = postgresql.insert(table).from_select(list(rows[0]), chosen)
    found = connection.execute(added.on_conflict_do_nothing().returning(*keys), values)
    return {tuple(row) for row in found}


def unfolded(table: Table, rows: Sequence[Row]) -> tuple[Any, Row]:
    """Column by column as arrays: a SELECT of them as rows, and the arrays."""
    columns = [table.c[name] for name in rows[0]]
    arrays = [bindparam(one.name, type_=postgresql.ARRAY(one.type)) for one in columns]
    values = {one.name: [row[one.name] for row in rows] for one in columns}
    return select(*(func.unnest(array) for array in arrays)), values


def copied(connection: Connection, table: Table, rows: Sequence[Row]) -> Table:
    """By COPY into a table of this connection alone, empty again after the transaction."""
    incoming = incoming_of(table)
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE IF NOT EXISTS {incoming.name} (LIKE {table.name}) ON COMMIT DELETE ROWS"
    )
    columns = list(rows[0])
    driver = connection.connection.driver_connection
    assert driver is not None
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {incoming.name} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(tuple(row.values()))
    return incoming


@cache
def incoming_of(table: Table) -> Table:
    return table.to_metadata(MetaData(), name=f"incoming_{table.name}")


def merge(connection: Connection, table: Table, rows: Sequence[Row], changes: Changes) -> None:
    """Puts rows in; where a row of that key is, `changes` says what becomes of its columns, given
    what the new row would have had in them."""
    if not rows:
        return
    ordered = sorted(rows, key=lambda row: key_of(table, row))
    values: Row | list[Row] = ordered
    wanted: Any = sqlite.insert(table)
    if connection.dialect.name == "postgresql":
        chosen, values = unfolded(table, ordered)
        wanted = postgresql.insert(table).from_select(list(ordered[0]), chosen)
    keys = list(table.primary_key)
    merged = wanted.on_conflict_do_update(index_elements=keys, set_=changes(wanted.excluded))
    connection.execute(merged, values)
