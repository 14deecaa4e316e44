"""One connection to an MQTT broker, kept up by a thread of its own.

Rules
- Nothing of a lost connection lives on: every connection is a new client with a clean session, so
  no old message is sent late. Who must lose nothing numbers his messages and sends them again.
- Nothing waits: `publish` hands over or says no, what came in lies in a bounded queue.
- After a loss it tries again at once, then ever later (`next_try`).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from hardware.interfaces import Clock
from hardware.letters import Heard, Letter
from hardware.mqtt_client import (
    KEEPALIVE_S,
    LONGEST_STOP_S,
    LOOK_S,
    client_of,
    password_of,
    refusal_of_us,
    refused_subscription,
    shut,
    tls_of,
    why_over,
)
from hardware.mqtt_mail import MqttMail
from hardware.mqtt_settings import BrokerSettings
from hardware.next_try import pause_s


@dataclass(frozen=True, slots=True)
class Presence:
    """Who we are at the broker, what we listen to, and what it says when we vanish."""

    client_id: str
    topics: tuple[str, ...]
    will: Callable[[], Letter | None] = field(default=lambda: None)
    """Asked anew for every connection."""


class MqttLink:
    """A client that stays connected. DeviceMissing where a file of its settings is not usable."""

    def __init__(
        self, settings: BrokerSettings, presence: Presence, clock: Clock, random: Random
    ) -> None:
        self.settings, self.presence = settings, presence
        self.trouble: str | None = f"not connected to broker {settings.address} yet"
        """Why there is no connection; None while there is one and it is subscribed."""
        self.connections = 0
        """Grows with every connection; who has sent must send again what was not answered."""
        self.mail = MqttMail(clock)
        self._random = random
        self._password, self._tls = password_of(settings), tls_of(settings)
        self._client: Client | None = None
        self._refusal: str | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_up(self) -> bool:
        return self.trouble is None

    def start(self) -> None:
        self._stopping.clear()
        name = f"mqtt-{self.presence.client_id}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Says good-bye, so that no will is published. Bounded, also with a broker that hangs."""
        self._stopping.set()
        client = self._client
        if client is not None:
            client.disconnect()
        if self._thread is not None:
            self._thread.join(LONGEST_STOP_S)
            self._thread = None

    def cut(self) -> None:
        """Ends the connection without a good-bye; it is tried again."""
        client = self._client
        if client is not None:
            shut(client)

    def publish(self, letter: Letter) -> bool:
        """Hands over to the thread; False: there is no connection, or too much is under way."""
        client = self._client
        if client is None or self.trouble is not None:
            return False
        return self.mail.send(client, letter)

    def take(self) -> tuple[Heard, ...]:
        """What came in since the last call, oldest first."""
        return self.mail.take()

    def settle(self) -> None:
        """A broker keeps nothing for us; who has sent sends again what was not answered."""

    # The thread

    def _run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            before = self.connections
            self._connect_and_serve()
            attempt = 1 if self.connections > before else attempt + 1
            self._stopping.wait(pause_s(attempt, self._random))

    def _connect_and_serve(self) -> None:
        client, before = self._new_client(), self.connections
        self._refusal = None
        try:
            client.connect(self.settings.host, self.settings.port, KEEPALIVE_S)
        except (OSError, ValueError) as error:
            self.trouble = f"broker {self.settings.address} cannot be reached: {error}"
            return
        self._client = client
        while client.loop(LOOK_S) == MQTTErrorCode.MQTT_ERR_SUCCESS:
            if self._stopping.is_set():
                break
        self._client = None
        client.disconnect()
        client.loop_write()
        self.trouble = self._refusal or why_over(self.settings, self.connections > before)

    def _new_client(self) -> Client:
        client = client_of(self.settings, self.presence.client_id, self._password, self._tls)
        will = self.presence.will()
        if will is not None:
            client.will_set(will.topic, will.payload, will.quality, will.retain)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_message = self.mail.came
        return client

    def _connected(
        self, client: Client, _user: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        if reason.is_failure:
            self._refusal = refusal_of_us(self.settings, reason)
            client.disconnect()
            return
        client.subscribe([(topic, 1) for topic in self.presence.topics])

    def _subscribed(
        self, client: Client, _user: Any, _mid: int, reasons: list[ReasonCode], _properties: Any
    ) -> None:
        self._refusal = refused_subscription(self.settings, reasons)
        if self._refusal is not None:
            client.disconnect()
            return
        self.connections += 1
        self.trouble = None
