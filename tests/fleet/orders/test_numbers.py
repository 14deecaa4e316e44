"""A number of a key is given once: by two processes, and after a restore."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from deploy.fleet.database import open_database
from deploy.fleet.orders.numbers import next_number
from tests.samples import NOON

MANY = 40


def taken(engine: Engine, count: int) -> list[int]:
    found = []
    for _ in range(count):
        with engine.begin() as connection:
            found.append(next_number(connection, "key", NOON))
    return found


def test_two_processes_never_get_the_same_number(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    other = open_database(url, NOON)
    with ThreadPoolExecutor(2) as both:
        found = [
            one for numbers in both.map(taken, (engine, other), (MANY, MANY)) for one in numbers
        ]
    other.dispose()
    assert len(set(found)) == 2 * MANY
    assert max(found) - min(found) == 2 * MANY - 1


def test_numbers_rise_also_where_the_clock_goes_back_or_the_database_is_a_copy(
    engine: Engine, tmp_path: Path
) -> None:
    (first, second) = taken(engine, 2)
    assert first < second
    with engine.begin() as connection:
        assert next_number(connection, "key", NOON - timedelta(days=9)) == second + 1
    restored = open_database(f"sqlite:///{tmp_path / 'restored.db'}", NOON)
    with restored.begin() as connection:
        assert next_number(connection, "key", NOON + timedelta(seconds=1)) > second + 1
    restored.dispose()


def test_each_key_counts_by_itself(engine: Engine) -> None:
    with engine.begin() as connection:
        assert next_number(connection, "a", NOON) == next_number(connection, "b", NOON)
