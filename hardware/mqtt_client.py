"""The client of one connection to an MQTT broker, and what a person is told when it ends.

- Small messages go out at once (TCP_NODELAY): Nagle's algorithm against delayed acknowledgements
  costs 40 ms each way. The broker needs the same (mosquitto: `set_tcp_nodelay true`).
"""

import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from hardware.credentials import client_tls, first_line
from hardware.mqtt_settings import BrokerSettings

KEEPALIVE_S = 2
"""A broker that vanished without a word is noticed within two of these."""
CONNECT_S = 2.0
LOOK_S = 0.2
"""How long the thread waits for news before it looks whether it shall end."""
LONGEST_STOP_S = CONNECT_S + 1.0
MOST_UNACKNOWLEDGED = 256
"""Messages of quality 1 that the broker has not taken yet; a dead broker gets no more."""
PROTOCOLS = {"5": MQTTProtocolVersion.MQTTv5, "3.1.1": MQTTProtocolVersion.MQTTv311}


def password_of(settings: BrokerSettings) -> str | None:
    return first_line("password_file", settings.password_file)


def tls_of(settings: BrokerSettings) -> ssl.SSLContext | None:
    """None: in the clear."""
    if settings.ca_file is None:
        return None
    files = (settings.ca_file, settings.cert_file, settings.key_file)
    return client_tls(settings.address, *files)


def client_of(
    settings: BrokerSettings, client_id: str, password: str | None, tls: ssl.SSLContext | None
) -> Client:
    """Not connected yet; it has no session of before, and does not come back by itself."""
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id,
        protocol=PROTOCOLS[settings.protocol],
        reconnect_on_failure=False,
    )
    client.connect_timeout = CONNECT_S
    client.max_queued_messages_set(MOST_UNACKNOWLEDGED)
    if settings.username is not None:
        client.username_pw_set(settings.username, password)
    if tls is not None:
        client.tls_set_context(tls)
    client.on_socket_open = without_delay
    # With this set, publishing from another thread wakes ours instead of writing by itself.
    client.on_socket_register_write = lambda *_: None
    return client


def without_delay(_client: Client, _user: Any, wire: Any) -> None:
    """https://github.com/eclipse-paho/paho.mqtt.python/issues/874"""
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def shut(client: Client) -> None:
    """Ends its connection without a good-bye, as a pulled cable does."""
    wire = client.socket()
    if isinstance(wire, socket.socket):
        with suppress(OSError):  # it may be gone already
            wire.shutdown(socket.SHUT_RDWR)


def refusal_of_us(settings: BrokerSettings, reason: ReasonCode) -> str:
    return (
        f"broker {settings.address} refuses us: {reason}; "
        "check username, password_file and protocol"
    )


def refused_subscription(settings: BrokerSettings, reasons: Sequence[ReasonCode]) -> str | None:
    """None where it takes all of them."""
    refused = next((reason for reason in reasons if reason.is_failure), None)
    if refused is None:
        return None
    return (
        f"broker {settings.address} refuses a subscription: {refused}; "
        "check what this user may read"
    )


def why_over(settings: BrokerSettings, was_up: bool) -> str:
    """Of a connection that ended without a word."""
    if was_up:
        return f"the connection to broker {settings.address} was lost"
    asked = settings.protocol
    return f"broker {settings.address} hung up at once; does it speak MQTT {asked}?"
