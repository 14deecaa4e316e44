"""Ends an upgrade of the centre's database at every statement, from nothing and from this schema.

    python -m deploy.torture.durability.centre_upgrades URL REVISIONS STATEMENT

is the upgrade that ends itself, as by kill -9, after so many statements. The next revision is
one that only these trials know: it adds a column with a value for every row, and a table.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Final

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect, text

from deploy.fleet.database import engine_of
from deploy.fleet.migrating import FOLDER, revision_of, upgrade

LAST: Final = ScriptDirectory(str(FOLDER)).get_current_head()
NEXT: Final = "next"
REVISION: Final = f'''\
"""Only for trials."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{NEXT}", "{LAST}", None, None


def upgrade() -> None:
    op.add_column("centre", sa.Column("place", sa.Text(), nullable=True))
    op.execute("UPDATE centre SET place = name")
    op.create_table("place", sa.Column("name", sa.Text(), primary_key=True))
    op.execute("INSERT INTO place SELECT name FROM centre")
'''  # noqa: S608 - our own words
KEPT: Final = "INSERT INTO centre (name, since) VALUES ('kept', '2026-03-02 06:00:00')"
LONGEST_S: Final = 120
Tables = dict[str, frozenset[str]]
"""Columns of each."""


@dataclass
class CentreUpgrades:
    ended: int = 0
    mixed: list[str] = field(default_factory=list)
    """Neither the schema of before nor the new one, or a row that lacks."""


def revisions_in(folder: Path) -> Path:
    """The product's, and one more."""
    copytree(FOLDER, folder)
    (folder / "versions" / f"revision_{NEXT}.py").write_text(REVISION, encoding="utf-8")
    return folder


def ends_itself(url: str, revisions: Path, statements: int) -> None:
    engine, left = engine_of(url), [statements]

    def one_less(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "after_cursor_execute", one_less)
    with engine.begin() as connection:
        upgrade(connection, revisions)


def was_ended(url: str, revisions: Path, statements: int) -> bool:
    """Whether there were so many statements."""
    command = [sys.executable, "-m", __name__, url, str(revisions), str(statements)]
    ended = subprocess.run(command, timeout=LONGEST_S, check=False)  # noqa: S603 - our own program
    if ended.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the upgrade failed by itself ({ended.returncode})")
    return ended.returncode == -signal.SIGKILL


def ended_from_last(url: str, folder: Path, every: int = 1) -> CentreUpgrades:
    """url: of an empty database. From our last revision to the next, ended after every so many-th
    statement."""
    engine, revisions = engine_of(url), revisions_in(folder / "revisions")
    with engine.begin() as connection:
        upgrade(connection)
        connection.execute(text(KEPT))
    done = ended(url, engine, revisions, every)
    with engine.connect() as connection:
        places = connection.execute(text("SELECT place FROM centre")).scalars().all()
        if places != ["kept"] or revision_of(connection) != NEXT:
            done.mixed.append(f"after the upgrade: {places}")
    engine.dispose()
    return done


def ended_from_nothing(url: str, folder: Path, every: int = 1) -> CentreUpgrades:
    """url: of an empty database."""
    engine = engine_of(url)
    done = ended(url, engine, revisions_in(folder / "revisions"), every)
    engine.dispose()
    return done


def ended(url: str, engine: Engine, revisions: Path, every: int) -> CentreUpgrades:
    """The last one comes through."""
    done, before = CentreUpgrades(), tables_in(engine)
    for statements in count(1, every):
        if not was_ended(url, revisions, statements):
            return done
        done.ended += 1
        if tables_in(engine) != before:
            done.mixed.append(f"after statement {statements}")
    return done


def tables_in(engine: Engine) -> Tables:
    seen = inspect(engine)
    return {
        name: frozenset(column["name"] for column in seen.get_columns(name))
        for name in seen.get_table_names()
    }


if __name__ == "__main__":
    ends_itself(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
