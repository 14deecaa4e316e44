"""Brings a database to this version's schema, from nothing or from that of an earlier release.

All revisions that lack run in one transaction, on SQLite as on PostgreSQL: whatever stops it, the
schema is the old one or the new one. Two processes that start together take turns, and the second
finds nothing to do.
"""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from deploy.fleet.errors import SchemaAhead

FOLDER: Final = Path(__file__).with_name("migrations")
VERSION_TABLE: Final = "packwarden_schema"
"""Of our own: other products in the same database have theirs."""
LOCK: Final = 0x5057_4345
"""PostgreSQL's number for taking turns at this, "PWCE"; SQLite has one writer at a time anyway."""


def upgrade(connection: Connection, folder: Path = FOLDER) -> None:
    """Within the caller's transaction. SchemaAhead where a newer version wrote this database.

    folder: where the revisions are.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
    current, scripts = revision_of(connection), ScriptDirectory(str(folder))
    if current == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise SchemaAhead(
            f"a newer version of the centre wrote this database: its schema is revision {current}, "
            f"and this version knows up to {scripts.get_current_head()}; update this centre, or "
            "name another database"
        )
    command.upgrade(config(connection, folder), "head")


def revision_of(connection: Connection) -> str | None:
    """None for a database without our tables."""
    options = {"version_table": VERSION_TABLE}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def config(connection: Connection, folder: Path = FOLDER, **more: object) -> Config:
    found = Config()
    found.set_main_option("script_location", str(folder))
    found.attributes.update(connection=connection, **more)
    return found
