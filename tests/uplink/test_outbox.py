"""uplink.db grows with the versions, and keeps what it knew."""

import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.store.confirmed import OUTBOX
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.pictures.waiting import WaitingPictures

LOG = "0123456789abcdef"


def second_version(path: Path) -> None:
    first_version(path)
    schema = files("edge_agent.uplink").joinpath("waiting.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"{schema} PRAGMA user_version = 2;")
        connection.execute("INSERT INTO chosen VALUES (?, 2, 5)", (LOG,))
        connection.commit()


def first_version(path: Path) -> None:
    schema = files("edge_agent.uplink").joinpath("outbox.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"{schema} PRAGMA application_id = {OUTBOX.application_id}; PRAGMA user_version = 1;"
        )
        connection.execute("INSERT INTO acked VALUES (?, 'records', 2, 7)", (LOG,))
        connection.execute("INSERT INTO commands VALUES ('ab12', 9)")
        connection.commit()


def test_a_file_of_the_first_version_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "uplink.db"
    first_version(path)
    with closing(Outbox(path)) as outbox:
        assert outbox.acked(LOG, Stream.RECORDS) == Position(2, 7)
        assert not outbox.is_new_command("ab12", 9)
        waiting = WaitingPictures(outbox.connection, outbox.path)
        assert waiting.counts().waiting == 0
        waiting.add(LOG, Stream.RECORDS, Position(2, 7), ())
    with closing(Outbox(path)) as outbox:
        again = WaitingPictures(outbox.connection, outbox.path)
        assert again.looked_until(LOG, Stream.RECORDS) == Position(2, 7)


def test_a_file_of_the_second_version_still_knows_how_far_it_looked(tmp_path: Path) -> None:
    path = tmp_path / "uplink.db"
    second_version(path)
    with closing(Outbox(path)) as outbox:
        waiting = WaitingPictures(outbox.connection, outbox.path)
        assert waiting.looked_until(LOG, Stream.RECORDS) == Position(2, 5)
        assert waiting.looked_until(LOG, Stream.EVENTS) == BEGIN
