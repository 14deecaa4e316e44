"""A broker for demonstrations and tests: a child process on loopback, at a free port.

mosquitto where it is installed; else amqtt, in pure Python, which speaks MQTT 3.1.1 only, keeps
nothing and lets a new client of the same name not take over. Neither is set up to be secure:
`settings` says more where a test asks for it.
"""

import json
import shutil
import socket
import sys
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from hardware.errors import DeviceMissing
from hardware.interfaces import Clock
from hardware.mqtt_settings import BrokerSettings
from simulators.peer_process import PeerProcess

HOST = "127.0.0.1"
READY_S = 15.0
"""Loading Python and amqtt on a busy machine takes seconds."""
STOP_S = 3.0
LOOK_NS = 20_000_000


class BrokerKind(StrEnum):
    MOSQUITTO = "mosquitto"
    AMQTT = "amqtt"


def installed() -> BrokerKind:
    """The better one of those that are there."""
    return BrokerKind.MOSQUITTO if shutil.which("mosquitto") else BrokerKind.AMQTT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def mosquitto_settings(port: int, more: str) -> str:
    """The listener; without `set_tcp_nodelay` every small message waits for 40 ms."""
    return f"listener {port} {HOST}\nset_tcp_nodelay true\n{more}"


def amqtt_settings(port: int) -> str:
    """JSON is YAML as well. asyncio sets TCP_NODELAY by itself."""
    listener = {"type": "tcp", "bind": f"{HOST}:{port}"}
    plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    return json.dumps({"listeners": {"default": listener}, "plugins": plugins})


class Broker:
    """Started by `with`, or by `start`; it may be killed and started again at the same port."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        kind: BrokerKind | None = None,
        more: str = "allow_anonymous true\n",
    ) -> None:
        """folder: for its settings and its log; more: of mosquitto's settings."""
        self.folder, self.clock, self.kind = folder, clock, kind or installed()
        self.port = free_port()
        self.more = more
        self.process = PeerProcess(folder / "broker.log")

    @property
    def settings(self) -> BrokerSettings:
        protocol = "5" if self.kind is BrokerKind.MOSQUITTO else "3.1.1"
        return BrokerSettings.model_validate(
            {"host": HOST, "port": self.port, "protocol": protocol}
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when it answers; DeviceMissing where it does not come up."""
        self.process.start(self.command())
        try:
            self.wait_until_it_answers()
        except DeviceMissing:
            self.kill()
            raise

    def stop(self) -> None:
        """Asks it to end; bounded."""
        self.process.stop(STOP_S)

    def kill(self) -> None:
        """Ends it as a power cut does: nothing is saved, nobody is told."""
        self.process.kill()

    def command(self) -> list[str]:
        if self.kind is BrokerKind.MOSQUITTO:
            file = self.folder / "mosquitto.conf"
            file.write_text(mosquitto_settings(self.port, self.more), encoding="utf-8")
            return [shutil.which("mosquitto") or "mosquitto", "-c", str(file)]
        file = self.folder / "amqtt.yaml"
        file.write_text(amqtt_settings(self.port), encoding="utf-8")
        return [sys.executable, "-m", "amqtt.scripts.broker_script", "-c", str(file)]

    def wait_until_it_answers(self) -> None:
        until_ns = self.clock.now_ns() + int(READY_S * 1e9)
        while self.process.lives and self.clock.now_ns() < until_ns:
            try:
                socket.create_connection((HOST, self.port), timeout=1.0).close()
            except OSError:
                self.clock.sleep_until_ns(self.clock.now_ns() + LOOK_NS)
            else:
                return
        raise DeviceMissing(f"{self.kind.value} did not start: {self.process.told(300)}")
