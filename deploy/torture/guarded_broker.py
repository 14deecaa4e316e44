"""A real mosquitto with the settings that we ship, on loopback, and guests who come to it.

Only places differ from the shipped files: ports, folders, and one more user, the witness, who may
do everything and sees whether something arrived.
"""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from socket import SHUT_RDWR
from ssl import SSLContext, create_default_context
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from edge_agent.core.errors import Unreachable
from hardware.interfaces import Clock
from simulators.broker import Broker, BrokerKind, free_port
from simulators.certificates import HOST, Authority

SHIPPED: Final = Path(__file__).parents[1] / "fleet" / "broker"
INSTALLED: Final = "/etc/mosquitto/packwarden"
PASSWORD: Final = "a password of this test"
WITNESS: Final = "witness"
WITNESS_RIGHTS: Final = f"\nuser {WITNESS}\ntopic readwrite #\ntopic readwrite $SYS/#\n"
ANSWER_S: Final = 10.0
"""For whatever a broker on loopback must answer at all."""


class GuardedBroker(Broker):
    """Started by `with`. `port` is the stations', `centre_port` the centre's own."""

    def __init__(self, folder: Path, clock: Clock, station_users: list[str]) -> None:
        super().__init__(folder, clock, BrokerKind.MOSQUITTO)
        self.centre_port = free_port()
        Authority.in_folder(folder).issue("broker").write(folder, "broker")
        self.tls: SSLContext = create_default_context(cafile=folder / "ca.pem")
        write_users(folder / "stations.users", [*station_users, WITNESS])
        write_users(folder / "centre.users", ["centre"])
        for name in ("stations.acl", "centre.acl"):
            rights = (SHIPPED / name).read_text(encoding="utf-8")
            (folder / name).write_text(rights + WITNESS_RIGHTS, encoding="utf-8")

    def command(self) -> list[str]:
        told = (SHIPPED / "mosquitto.conf").read_text(encoding="utf-8")
        told = told.replace(INSTALLED, str(self.folder)).replace("user mosquitto", "user root")
        told = told.replace("listener 8883", f"listener {self.port} {HOST}")
        told = told.replace("listener 8884", f"listener {self.centre_port}")
        file = self.folder / "mosquitto.conf"
        file.write_text(told, encoding="utf-8")
        return [shutil.which("mosquitto") or "mosquitto", "-c", str(file)]


def write_users(file: Path, names: list[str]) -> None:
    """Hashed, as mosquitto wants them."""
    lines = "".join(f"{name}:{PASSWORD}\n" for name in names)
    file.write_text(lines, encoding="utf-8")
    command = [shutil.which("mosquitto_passwd") or "mosquitto_passwd", "-U", str(file)]
    subprocess.run(command, check=True)  # noqa: S603 - the broker's own tool


@dataclass(frozen=True, slots=True)
class Ticket:
    """How somebody comes: None for who names nobody."""

    name: str | None
    port: int
    client_id: str
    password: str | None = PASSWORD


class Refused(Unreachable):
    """The broker did not let him in."""

    title = "Not let in"


class Guest:
    """One connection. Refused where the broker does not want it; every call waits for its answer,
    and Unreachable says that none came."""

    def __init__(self, ticket: Ticket, tls: SSLContext, will: str | None = None) -> None:
        self.heard: list[str] = []
        self._answers: Queue[str] = Queue()
        self._client = client = Client(
            CallbackAPIVersion.VERSION2,
            ticket.client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.tls_set_context(tls)
        if ticket.name is not None:
            client.username_pw_set(ticket.name, ticket.password)
        if will is not None:
            client.will_set(will, b"gone", 1)
        client.on_connect = self._answered
        client.on_subscribe = client.on_unsubscribe = self._answered_all
        client.on_publish = self._published
        client.on_message = self._came
        client.connect(HOST, ticket.port)
        client.loop_start()
        if (told := self._answer()) != "Success":
            self.leave()
            raise Refused(told)

    def subscribe(self, topic: str) -> str:
        """What the broker answers."""
        return self._asked(lambda: self._client.subscribe(topic, 0)[0])

    def publish(self, topic: str, retain: bool = False) -> str:
        """The topic itself is what is said, so that whoever hears it knows where it was said."""
        payload = topic.encode()
        return self._asked(lambda: self._client.publish(topic, payload, 1, retain).rc)

    def forget(self, topic: str) -> None:
        """Takes back what is retained there."""
        self._asked(lambda: self._client.publish(topic, b"", 1, retain=True).rc)

    def fence(self) -> None:
        """What was for us before is here now: a broker answers in its turn."""
        self._asked(lambda: self._client.unsubscribe("fence")[0])

    def is_there(self) -> bool:
        try:
            self.fence()
        except Unreachable:
            return False
        return True

    def cut(self) -> None:
        """Without a good-bye."""
        wire: Any = self._client.socket()
        wire.shutdown(SHUT_RDWR)
        self._client.loop_stop()

    def leave(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _asked(self, ask: Callable[[], MQTTErrorCode]) -> str:
        if ask() != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise Unreachable("the connection is gone")
        return self._answer()

    def _answer(self) -> str:
        try:
            return self._answers.get(timeout=ANSWER_S)
        except Empty as error:
            raise Unreachable(f"the broker did not answer within {ANSWER_S:g} s") from error

    def _answered(self, _c: Client, _u: Any, _flags: Any, reason: ReasonCode, _p: Any) -> None:
        self._answers.put(str(reason))

    def _answered_all(self, _c: Client, _u: Any, _mid: int, reasons: Any, _p: Any) -> None:
        self._answers.put(str(reasons[0]) if reasons else "Success")

    def _published(self, _c: Client, _u: Any, _mid: int, reason: ReasonCode, _p: Any) -> None:
        self._answers.put(str(reason))

    def _came(self, _c: Client, _u: Any, message: MQTTMessage) -> None:
        self.heard.append(message.topic)
