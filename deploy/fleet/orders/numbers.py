"""Numbers of what the centre's key signs for stations: never the same one twice.

Stations refuse what is not higher than what they heard. A number is at least the milliseconds since
1970, so that a database that was restored from a copy, or made anew, goes on above all that was
given before. It is given in the transaction that keeps what it is for, under a lock on the key.
"""

from datetime import datetime

from sqlalchemy import Connection, select, update

from deploy.fleet.bulk import insert_new
from deploy.fleet.orders.tables import command_numbers


def next_number(connection: Connection, key_id: str, now: datetime) -> int:
    """Others who ask for one of this key wait until this transaction is over."""
    number = after(locked(connection, key_id), now)
    own = command_numbers.c.key_id == key_id
    connection.execute(update(command_numbers).where(own).values(last=number))
    return number


def locked(connection: Connection, key_id: str) -> int:
    """The last one that was given; nobody else gives one until this transaction is over."""
    insert_new(connection, command_numbers, [{"key_id": key_id, "last": 0}])
    own = command_numbers.c.key_id == key_id
    query = select(command_numbers.c.last).where(own).with_for_update()
    return int(connection.execute(query).scalar_one())


def after(last: int, now: datetime) -> int:
    return max(last + 1, int(now.timestamp() * 1000))
