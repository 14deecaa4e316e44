"""A connection to a broker that comes up, goes down and comes back, and what it refuses."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from subprocess import run

import pytest
from pydantic import ValidationError

from hardware.clock import RealClock
from hardware.errors import DeviceMissing
from hardware.letters import Letter
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings
from hardware.next_try import LONGEST_PAUSE_S, pause_s
from simulators.broker import Broker, BrokerKind, free_port
from tests.authority import own_authority
from tests.peers import needs

LIVENESS_S = 20.0
CLOCK = RealClock()
WITH_MOSQUITTO = needs("mosquitto")


def until(is_so: Callable[[], bool]) -> None:
    until_ns = CLOCK.now_ns() + int(LIVENESS_S * 1e9)
    while not is_so():
        assert CLOCK.now_ns() < until_ns
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 1_000_000)


def hear(link: MqttLink, count: int) -> list[bytes]:
    """The next payloads."""
    heard: list[bytes] = []

    def has_all() -> bool:
        heard.extend(one.payload for one in link.take())
        return len(heard) >= count

    until(has_all)
    return heard


def link_to(settings: BrokerSettings, name: str = "one", will: Letter | None = None) -> MqttLink:
    presence = Presence(name, (f"to/{name}", "will/#"), lambda: will)
    return MqttLink(settings, presence, CLOCK, Random(1))


@pytest.fixture(params=["mosquitto", "amqtt"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    kind = BrokerKind(request.param)
    if kind is BrokerKind.MOSQUITTO and WITH_MOSQUITTO.args[0]:
        pytest.skip(WITH_MOSQUITTO.kwargs["reason"])
    with Broker(tmp_path, CLOCK, kind) as one:
        yield one


def test_letters_of_both_qualities_arrive_in_order(broker: Broker) -> None:
    one, other = link_to(broker.settings, "one"), link_to(broker.settings, "other")
    one.start()
    other.start()
    until(lambda: one.is_up and other.is_up)
    for quality in (0, 1):
        payloads = [bytes([number]) for number in range(50)]
        assert all(one.publish(Letter("to/other", payload, quality)) for payload in payloads)
        assert hear(other, 50) == payloads
    one.stop()
    other.stop()
    assert not one.is_up


def test_who_vanishes_leaves_a_will_and_who_says_good_bye_does_not(broker: Broker) -> None:
    will = Letter("will/one", b"gone", 1)
    one, other = link_to(broker.settings, "one", will), link_to(broker.settings, "other")
    for link in (one, other):
        link.start()
    until(lambda: one.is_up and other.is_up)
    one.stop()
    assert other.publish(Letter("to/other", b"mark", 1))
    assert hear(other, 1) == [b"mark"]
    one.start()
    until(lambda: one.is_up)
    one.cut()
    assert hear(other, 1) == [b"gone"]
    until(lambda: one.connections == 3 and one.is_up)
    one.stop()
    other.stop()


def test_nothing_is_sent_while_there_is_no_broker_and_it_comes_back_with_it(broker: Broker) -> None:
    link = link_to(broker.settings)
    link.start()
    until(lambda: link.is_up)
    broker.kill()
    until(lambda: not link.is_up)
    assert not link.publish(Letter("to/one", b"lost", 1))
    until(lambda: "cannot be reached" in (link.trouble or ""))
    broker.start()
    until(lambda: link.is_up)
    assert link.connections == 2
    assert link.publish(Letter("to/one", b"new", 1))
    assert hear(link, 1) == [b"new"]
    link.stop()


def test_small_letters_are_not_held_back(broker: Broker) -> None:
    """83 ms for an order and its answer with Nagle's algorithm, 0.8 ms without it."""
    link = link_to(broker.settings)
    link.start()
    until(lambda: link.is_up)
    client = link._client
    assert client is not None
    wire = client.socket()
    assert isinstance(wire, socket)
    assert wire.getsockopt(IPPROTO_TCP, TCP_NODELAY) == 1
    link.stop()


def test_a_broker_that_is_not_there_is_named_and_stopping_is_bounded() -> None:
    settings = BrokerSettings(host="127.0.0.1", port=free_port())
    link = link_to(settings)
    link.start()
    until(lambda: "cannot be reached" in (link.trouble or ""))
    assert settings.address in (link.trouble or "")
    link.stop()


def test_a_broker_of_another_protocol_is_a_clear_sentence(tmp_path: Path) -> None:
    with Broker(tmp_path, CLOCK, BrokerKind.AMQTT) as broker:
        link = link_to(broker.settings.model_copy(update={"protocol": "5"}))
        link.start()
        until(lambda: "Unsupported protocol version" in (link.trouble or ""))
        link.stop()


def test_pauses_grow_to_two_seconds_and_are_never_all_alike() -> None:
    random = Random(1)
    first = [pause_s(1, random) for _ in range(200)]
    late = [pause_s(attempt, random) for attempt in range(8, 400)]
    assert max(first) <= 0.05
    assert 1.5 < max(late) <= LONGEST_PAUSE_S
    assert min(late) < 0.2
    assert len(set(late)) == len(late)


# Credentials


def test_half_a_credential_is_refused() -> None:
    for half in (
        {"username": "one"},
        {"password_file": "file"},
        {"cert_file": "file", "ca_file": "file"},
        {"cert_file": "file", "key_file": "file"},
    ):
        with pytest.raises(ValidationError):
            BrokerSettings.model_validate({"host": "broker", **half})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = BrokerSettings(host="broker", ca_file=Path("ca.pem")).placed(tmp_path)
    with pytest.raises(DeviceMissing, match=r"ca\.pem"):
        link_to(settings)
    (tmp_path / "empty").touch()
    settings = BrokerSettings(host="broker", username="one", password_file=Path("empty"))
    with pytest.raises(DeviceMissing, match="no first line"):
        link_to(settings.placed(tmp_path))


@WITH_MOSQUITTO
@pytest.mark.filterwarnings(
    # paho leaves the socket of a failed TLS handshake to the garbage collector.
    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
)
def test_a_broker_with_tls_and_password_is_reached_with_the_right_ones_only(tmp_path: Path) -> None:
    own_authority(tmp_path)
    (tmp_path / "right").write_text("secret\n", encoding="utf-8")
    (tmp_path / "wrong").write_text("guess\n", encoding="utf-8")
    users = tmp_path / "users"
    run(["mosquitto_passwd", "-b", "-c", str(users), "station", "secret"], check=True)
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    tmp_path.chmod(0o755)
    more = (
        f"allow_anonymous false\npassword_file {users}\n"
        f"certfile {tmp_path}/s.pem\nkeyfile {tmp_path}/s.key\nuser root\n"
    )
    with Broker(tmp_path, CLOCK, BrokerKind.MOSQUITTO, more) as broker:
        body = broker.settings.model_dump() | {
            "username": "station",
            "password_file": tmp_path / "right",
            "ca_file": tmp_path / "ca.pem",
        }
        right = link_to(BrokerSettings.model_validate(body), "right")
        wrong = link_to(
            BrokerSettings.model_validate(body | {"password_file": tmp_path / "wrong"}), "wrong"
        )
        (tmp_path / "other").mkdir()
        own_authority(tmp_path / "other")
        strange = link_to(
            BrokerSettings.model_validate(body | {"ca_file": tmp_path / "other" / "ca.pem"}), "new"
        )
        links = (right, wrong, strange)
        for link in links:
            link.start()
        until(lambda: right.is_up)
        until(lambda: "refuses us" in (wrong.trouble or ""))
        until(lambda: "certificate verify failed" in (strange.trouble or ""))
        for link in links:
            link.stop()
