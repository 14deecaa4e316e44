"""Writes a revision of the centre's schema: what its tables are now against the revisions before.

    python -m deploy.fleet.migrations.write 2 "what is ordered" orders recipes rollouts

makes the tables of these folders, which are all new; without folders, whatever changed. A revision
that was released is never written anew; the next one gets the next number. What alembic cannot
know (that a column was renamed, what old rows hold in a new one) is added by hand.
"""

import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from shlex import join
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any, Final

from alembic import command
from sqlalchemy import Table

from deploy.fleet.database import engine_of
from deploy.fleet.migrating import FOLDER, config
from deploy.fleet.schema import MODULES

VERSIONS: Final = "versions"


def write(number: int, what: str, folders: Collection[str]) -> Path:
    """The file; one of the same number is replaced."""
    with TemporaryDirectory() as scratch:
        before = revisions_before(number, Path(scratch) / FOLDER.name)
        text = revise(before, number, what, folders).read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    own = [line for line in lines if not line.strip().startswith("# ###")]
    file = FOLDER / VERSIONS / file_of(number)
    file.write_text("".join(own), encoding="utf-8")
    return file


def file_of(number: int) -> str:
    return f"revision_{number}.py"


def revisions_before(number: int, copy: Path) -> Path:
    """So that a revision is written anew also where others follow it."""
    kept = {file_of(earlier) for earlier in range(1, number)}
    copytree(FOLDER, copy)
    for file in (copy / VERSIONS).glob("*.py"):
        if file.name not in kept:
            file.unlink()
    return copy


def revise(before: Path, number: int, what: str, folders: Collection[str]) -> Path:
    engine = engine_of("sqlite://")
    with engine.begin() as connection:
        command.upgrade(config(connection, before), "head")
        asked = config(
            connection,
            before,
            in_batches=number > 1 and not folders,
            include_object=one_of(folders) if folders else None,
            written_by=join(["python", "-m", "deploy.fleet.migrations.write", *sys.argv[1:]]),
        )
        made = command.revision(asked, what, autogenerate=True, rev_id=str(number))
    engine.dispose()
    return Path(made.path)  # type: ignore[union-attr]  # one base, so one script


def one_of(folders: Collection[str]) -> Callable[..., bool]:
    """For alembic: whether a table, or what belongs to it, is to be compared."""
    names = {
        table.name
        for module in MODULES
        if module.__name__.split(".")[-2] in folders
        for table in vars(module).values()
        if isinstance(table, Table)
    }

    def is_named(_thing: Any, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or name in names

    return is_named


if __name__ == "__main__":
    made = write(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "format", "--quiet", made], check=True)  # noqa: S603  # our own tool
    subprocess.run([ruff, "check", "--fix", "--quiet", made], check=True)  # noqa: S603 - our own tool
    sys.stdout.write(f"{made}\n")
