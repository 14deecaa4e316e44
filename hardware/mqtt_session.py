"""One connection to an MQTT broker, from beginning to end, for who must know which one it is.

An `MqttLink` comes back by itself, and what is handed to it goes by whatever connection is up. Here
a letter goes by this connection or not at all: it can never arrive before what must come first on
the next one. Who wants another connection makes another session, once this one is over.

Rules
- The will is asked for when the broker's door has opened, right before CONNECT: an attempt that
  reaches nobody uses up no will.
- A mark tells how far the broker has read, which for letters of quality 0 nothing else does: it
  ends a subscription that was never made, and the broker answers that behind everything that was
  sent before. It needs no right, and brings no retained message again, as a subscription would.
- Leaving says farewell and, with MQTT 5, that the will is to be published all the same (reason
  code 0x04).
- Nothing waits; every end is bounded.
"""

import threading
from typing import Any, Final

from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
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
    without_delay,
)
from hardware.mqtt_link import Presence
from hardware.mqtt_mail import MqttMail
from hardware.mqtt_settings import BrokerSettings

WITH_WILL: Final = 4
"""Disconnect with Will Message."""


class MqttSession:
    """DeviceMissing where a file of the settings is not usable. `presence` has a topic or more."""

    def __init__(self, settings: BrokerSettings, presence: Presence, clock: Clock) -> None:
        self.settings, self.presence = settings, presence
        self.is_up = False
        """Connected and subscribed."""
        self.was_up = False
        self.why_over: str | None = None
        """Why it has ended; None before that."""
        self.mail = MqttMail(clock)
        self.marks_read = self._marks_set = 0
        self._refusal: str | None = None
        self._client = self._new_client()
        self._thread = threading.Thread(
            target=self._run, name=f"mqtt-{presence.client_id}", daemon=True
        )

    @property
    def is_over(self) -> bool:
        return self.why_over is not None

    def start(self) -> None:
        self._thread.start()

    def publish(self, letter: Letter) -> bool:
        """Hands over to the thread; False: the connection is over, or was never up."""
        return self.is_up and self.mail.send(self._client, letter)

    def take(self) -> tuple[Heard, ...]:
        """What came in since the last call, oldest first."""
        return self.mail.take()

    def mark(self) -> int:
        """Sets a mark behind what was sent; `marks_read` is its number once the broker has come
        to it."""
        self._marks_set += 1
        self._client.unsubscribe(f"{self.presence.client_id}/mark")
        return self._marks_set

    def leave(self, farewell: Letter) -> None:
        """Begins to: what was handed over goes out, then the farewell and a good-bye."""
        if self.publish(farewell):
            is_5 = self.settings.protocol == "5"
            reason = ReasonCode(PacketTypes.DISCONNECT, identifier=WITH_WILL) if is_5 else None
            self._client.disconnect(reason)
        self.is_up = False

    def cut(self) -> None:
        """Without a good-bye, as a pulled cable: the broker publishes the will."""
        self.is_up = False
        self._refusal = f"hung up on broker {self.settings.address}"
        shut(self._client)

    def join(self) -> None:
        """Waits until it is over, for a bounded time."""
        self._thread.join(LONGEST_STOP_S)

    # The thread

    def _new_client(self) -> Client:
        settings = self.settings
        client = client_of(
            settings, self.presence.client_id, password_of(settings), tls_of(settings)
        )
        client.on_socket_open = self._opened
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_unsubscribe = self._marked
        client.on_message = self.mail.came
        return client

    def _run(self) -> None:
        """However it ends, it is over then."""
        try:
            self._connect_and_serve()
        except (OSError, ValueError) as error:
            self._refusal = f"broker {self.settings.address} cannot be reached: {error}"
        finally:
            self.is_up = False
            self.why_over = self._refusal or why_over(self.settings, self.was_up)

    def _connect_and_serve(self) -> None:
        self._client.connect(
            self.settings.host, self.settings.port, KEEPALIVE_S, **self._fresh_start()
        )
        while self._client.loop(LOOK_S) == MQTTErrorCode.MQTT_ERR_SUCCESS:
            pass

    def _fresh_start(self) -> dict[str, Any]:
        """MQTT 3.1.1 has a clean session by default."""
        if self.settings.protocol != "5":
            return {}
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = 0
        return {"clean_start": True, "properties": properties}

    def _opened(self, client: Client, user: Any, wire: Any) -> None:
        without_delay(client, user, wire)
        will = self.presence.will()
        if will is not None:
            client.will_set(will.topic, will.payload, will.quality, will.retain)

    def _connected(
        self, client: Client, _user: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        if reason.is_failure:
            self._refuse(refusal_of_us(self.settings, reason))
            return
        client.subscribe([(topic, 1) for topic in self.presence.topics])

    def _subscribed(
        self, client: Client, _user: Any, _mid: int, reasons: list[ReasonCode], _properties: Any
    ) -> None:
        refused = refused_subscription(self.settings, reasons)
        if refused is not None:
            self._refuse(refused)
        else:
            self.is_up = self.was_up = True

    def _marked(self, *_answer: Any) -> None:
        self.marks_read += 1

    def _refuse(self, why: str) -> None:
        self._refusal = why
        shut(self._client)
