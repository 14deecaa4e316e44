"""One connection from its beginning to its end: will, mark, farewell, and every way to fail."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from hardware.clock import RealClock
from hardware.letters import Letter
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_session import MqttSession
from hardware.mqtt_settings import BrokerSettings
from simulators.broker import Broker, BrokerKind, free_port
from tests.authority import own_authority
from tests.peers import needs

LIVENESS_S = 20.0
CLOCK = RealClock()
pytestmark = needs("mosquitto")


def until(is_so: Callable[[], bool]) -> None:
    until_ns = CLOCK.now_ns() + int(LIVENESS_S * 1e9)
    while not is_so():
        assert CLOCK.now_ns() < until_ns
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 1_000_000)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with Broker(tmp_path, CLOCK, BrokerKind.MOSQUITTO) as one:
        yield one


@pytest.fixture
def heard(broker: Broker) -> Iterator[MqttLink]:
    link = MqttLink(broker.settings, Presence("listener", ("#",)), CLOCK, Random(1))
    link.start()
    until(lambda: link.is_up)
    yield link
    link.stop()


def session_to(settings: BrokerSettings, wills: list[int] | None = None) -> MqttSession:
    def will() -> Letter:
        if wills is not None:
            wills.append(1)
        return Letter("will", b"gone", 1)

    session = MqttSession(settings, Presence("one", ("to/one",), will), CLOCK)
    session.start()
    return session


def payloads(link: MqttLink, count: int) -> list[bytes]:
    come: list[bytes] = []

    def has_all() -> bool:
        come.extend(one.payload for one in link.take())
        return len(come) >= count

    until(has_all)
    return come


@pytest.mark.parametrize(("protocol", "after"), [("5", [b"bye", b"gone"]), ("3.1.1", [b"bye"])])
def test_leaving_sends_everything_then_the_farewell(
    broker: Broker, heard: MqttLink, protocol: str, after: list[bytes]
) -> None:
    settings = broker.settings.model_copy(update={"protocol": protocol})
    session = session_to(settings)
    until(lambda: session.is_up)
    letters = [str(number).encode() for number in range(100)]
    assert all(session.publish(Letter("told", letter)) for letter in letters)
    session.leave(Letter("will", b"bye", 1))
    assert not session.publish(Letter("told", b"too late"))
    session.join()
    assert session.is_over
    assert payloads(heard, 100 + len(after)) == [*letters, *after]


def test_a_mark_is_read_after_all_that_was_sent(broker: Broker, heard: MqttLink) -> None:
    session = session_to(broker.settings)
    until(lambda: session.is_up)
    for number in range(500):
        session.publish(Letter("told", str(number).encode()))
    assert session.mark() == 1
    until(lambda: session.marks_read == 1)
    assert session.mail.sent_count == 500
    assert len(payloads(heard, 500)) == 500
    session.cut()


def test_a_cut_leaves_the_word_to_the_will(broker: Broker, heard: MqttLink) -> None:
    session = session_to(broker.settings)
    until(lambda: session.is_up)
    session.cut()
    until(lambda: session.is_over)
    assert payloads(heard, 1) == [b"gone"]


def test_a_dead_broker_ends_it_for_good(broker: Broker) -> None:
    session = session_to(broker.settings)
    until(lambda: session.is_up)
    broker.kill()
    until(lambda: session.is_over)
    assert session.was_up
    assert "was lost" in (session.why_over or "")
    broker.start()
    assert not session.publish(Letter("told", b"x"))


def test_no_door_no_will() -> None:
    wills: list[int] = []
    settings = BrokerSettings(host="127.0.0.1", port=free_port())
    session = session_to(settings, wills)
    until(lambda: session.is_over)
    assert "cannot be reached" in (session.why_over or "")
    assert wills == []


def test_who_may_not_come_in_is_told_why(tmp_path: Path) -> None:
    with Broker(tmp_path, CLOCK, BrokerKind.MOSQUITTO, "allow_anonymous false\n") as broker:
        session = session_to(broker.settings)
        until(lambda: session.is_over)
        assert "refuses us" in (session.why_over or "")
        assert not session.was_up


def test_a_broker_with_tls_is_reached_with_its_authority(tmp_path: Path) -> None:
    own_authority(tmp_path)
    tmp_path.chmod(0o755)
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    more = f"allow_anonymous true\ncertfile {tmp_path}/s.pem\nkeyfile {tmp_path}/s.key\nuser root\n"
    wills: list[int] = []
    with Broker(tmp_path, CLOCK, BrokerKind.MOSQUITTO, more) as broker:
        body = broker.settings.model_dump() | {"ca_file": tmp_path / "ca.pem"}
        session = session_to(BrokerSettings.model_validate(body), wills)
        until(lambda: session.is_up)
        session.leave(Letter("will", b"bye", 1))
        session.join()
    assert wills == [1]
