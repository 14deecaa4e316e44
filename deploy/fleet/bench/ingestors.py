"""Ingestors as real processes, beside a centre of their own in a folder."""

import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

import tomli_w
from sqlalchemy import Engine, func, select

from deploy.fleet.database import reading
from deploy.fleet.places import CENTRE_FILE
from deploy.fleet.pulses.tables import pulses
from deploy.fleet.settings import CentreSettings, load_centre
from edge_agent.core.errors import Unreachable
from edge_agent.people.keys import SigningKey
from hardware.interfaces import Clock
from hardware.mqtt_settings import BrokerSettings
from simulators.processes import resident_mb

READY_NS: Final = 30_000_000_000
LOOK_NS: Final = 50_000_000
STOP_S: Final = 10.0


def write_centre(folder: Path, url: str, broker: BrokerSettings) -> CentreSettings:
    """Settings and key of a centre that keeps its records at `url`."""
    address = urlsplit(url)
    centre = {"name": "bench", "database": url}
    if address.password is not None:
        secret = folder / "database.password"
        secret.touch(0o600)
        secret.write_text(unquote(address.password) + "\n", encoding="utf-8")
        host = f"{address.username}@{address.netloc.rpartition('@')[2]}"
        centre["database"] = urlunsplit(address._replace(netloc=host))
        centre["database_password_file"] = secret.name
    told = {"host": broker.host, "port": broker.port, "protocol": broker.protocol}
    file = folder / CENTRE_FILE
    file.write_text(tomli_w.dumps({"centre": centre, "broker": told}), encoding="utf-8")
    settings = load_centre(file)
    settings.centre.places.key.parent.mkdir(parents=True)
    SigningKey.create(settings.centre.places.key)
    return settings


def ingest_command(folder: Path, is_shared: bool) -> list[str]:
    """Of an ingestor of the centre in this folder."""
    own = [sys.executable, "-m", "edge_agent", "fleet", "ingest"]
    return [*own, "--centre", str(folder / CENTRE_FILE), *["--shared"] * is_shared]


class Ingestors:
    """`count` processes of `packwarden fleet ingest`; they end with `stop`."""

    def __init__(self, folder: Path, count: int, is_shared: bool) -> None:
        command = ingest_command(folder, is_shared)
        with (folder / "ingest.log").open("ab") as log:
            self.processes = [
                subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603  # our own command
                for _ in range(count)
            ]
        self.log = folder / "ingest.log"

    @property
    def pids(self) -> list[int]:
        return [one.pid for one in self.processes]

    def wait_until_ready(self, engine: Engine, clock: Clock) -> None:
        """Until each has said that it hears the broker. Unreachable where one does not."""
        until_ns = clock.now_ns() + READY_NS
        wanted = select(func.count()).select_from(pulses).where(pulses.c.trouble.is_(None))
        while any(one.poll() is None for one in self.processes) and clock.now_ns() < until_ns:
            with reading(engine) as connection:
                if connection.execute(wanted).scalar_one() >= len(self.processes):
                    return
            clock.sleep_until_ns(clock.now_ns() + LOOK_NS)
        told = self.log.read_text(encoding="utf-8", errors="replace").strip()
        raise Unreachable(f"an ingestor did not start: {told[-400:]}")

    def kill_one(self) -> None:
        """As a power cut does."""
        self.processes[0].kill()
        self.processes[0].wait()

    def resident_mb(self) -> float:
        """Of all together."""
        return round(sum(map(resident_mb, self.pids)), 1)

    def stop(self) -> None:
        for one in self.processes:
            one.terminate()
        for one in self.processes:
            try:
                one.wait(STOP_S)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
