"""A PostgreSQL server of our own, in a folder, on a free port of this computer, for one process."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg

from simulators.broker import free_port

BINARIES: Final = Path("/usr/lib/postgresql/15/bin")
OWNER: Final = "postgres"
"""The server refuses to be run by root."""


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Yields its URL; no password, for it listens to this computer alone."""
    data = folder / "postgres"
    data.mkdir()
    if os.geteuid() == 0:
        shutil.chown(data, OWNER)
        open_ways_to(data)
    run("initdb", "-D", str(data), "-A", "trust", "-U", OWNER, "--no-sync", "-E", "UTF8")
    port = free_port()
    options = (
        f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={data} "
        "-c fsync=off"  # no test cuts the computer's power
    )
    run("pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start")
    try:
        yield f"postgresql://{OWNER}@127.0.0.1:{port}/postgres"
    finally:
        open_ways_to(data)  # another run of pytest beside this one closes them
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def new_database(server: str) -> str:
    """One more at this server, with nothing in it; its URL."""
    name = f"new_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


def run(program: str, *arguments: str) -> None:
    user = OWNER if os.geteuid() == 0 else None
    subprocess.run(
        [BINARIES / program, *arguments], user=user, check=True, cwd="/", stdout=subprocess.DEVNULL
    )


def open_ways_to(folder: Path) -> None:
    """Temporary folders are their owner's alone."""
    for parent in folder.parents:
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
