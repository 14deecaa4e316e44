"""Writes a revision of the centre's schema: what its tables are now against the revision before.

    python -m deploy.fleet.migrations.write 1 "the tables of the first release"

A revision that was released is never written anew; the next one gets the next number. What alembic
cannot know (that a column was renamed, what old rows hold in a new one) is added by hand.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

from alembic import command
from sqlalchemy import Connection

from deploy.fleet.database import engine_of
from deploy.fleet.migrating import FOLDER, config

VERSIONS: Final = FOLDER / "versions"


def write(number: int, what: str) -> Path:
    """The file; one of the same number is replaced."""
    file = VERSIONS / f"revision_{number}.py"
    file.unlink(missing_ok=True)
    engine = engine_of("sqlite://")
    with engine.begin() as connection:
        written = revise(connection, number, what)
    engine.dispose()
    lines = written.read_text(encoding="utf-8").splitlines(keepends=True)
    own = [line for line in lines if not line.strip().startswith("# ###")]
    written.unlink()
    file.write_text("".join(own), encoding="utf-8")
    return file


def revise(connection: Connection, number: int, what: str) -> Path:
    if number > 1:
        command.upgrade(config(connection), str(number - 1))
    before = set(VERSIONS.glob("*.py"))
    asked = config(connection, in_batches=number > 1)
    command.revision(asked, what, autogenerate=True, rev_id=str(number))
    (made,) = set(VERSIONS.glob("*.py")) - before
    return made


if __name__ == "__main__":
    made = write(int(sys.argv[1]), sys.argv[2])
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "format", "--quiet", made], check=True)  # noqa: S603  # our own tool
    subprocess.run([ruff, "check", "--fix", "--quiet", made], check=True)  # noqa: S603 - our own tool
    sys.stdout.write(f"{made}\n")
