"""What the event store's SQLite file is."""

from typing import Final

from edge_agent.sqlite_files import SqliteKind

SCHEMA_VERSION = 2
EVENT_STORE: Final = SqliteKind(
    what="event store of a station",
    application_id=0x5041_434B,  # "PACK"
    schema_version=SCHEMA_VERSION,
    package="edge_agent.store",
    schema_file="schema.sql",
    later_files=("summary.sql",),
)
