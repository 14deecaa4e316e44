"""What was handed to an MQTT client's thread, and what came in by it and nobody has taken yet."""

from collections import deque
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode

from hardware.interfaces import Clock
from hardware.letters import Heard, Letter

MOST_WAITING = 4096
"""Messages that came in and nobody has taken; then the oldest go."""


class MqttMail:
    """Of one client, or of several one after the other."""

    def __init__(self, clock: Clock) -> None:
        self.sent_count = self.heard_count = 0
        self._clock = clock
        self._heard: deque[Heard] = deque(maxlen=MOST_WAITING)

    def send(self, client: Client, letter: Letter) -> bool:
        """Hands over to the client's thread; False where too much is under way."""
        told = client.publish(letter.topic, letter.payload, letter.quality, letter.retain)
        is_taken = told.rc == MQTTErrorCode.MQTT_ERR_SUCCESS
        self.sent_count += is_taken
        return is_taken

    def take(self) -> tuple[Heard, ...]:
        """What came in since the last call, oldest first; more may come meanwhile."""
        taken = []
        while self._heard:
            taken.append(self._heard.popleft())
        return tuple(taken)

    def came(self, _client: Client, _user: Any, message: MQTTMessage) -> None:
        """Called by the client's thread."""
        self._heard.append(Heard(message.topic, bytes(message.payload), self._clock.now_ns()))
        self.heard_count += 1
