"""The broker of demonstrations: it starts, dies and comes back, or says why not."""

from pathlib import Path

import pytest

from hardware.clock import RealClock
from hardware.errors import DeviceMissing
from simulators.broker import Broker, BrokerKind, amqtt_settings, mosquitto_settings
from tests.peers import needs

CLOCK = RealClock()


def test_small_messages_are_not_held_back() -> None:
    assert "set_tcp_nodelay true" in mosquitto_settings(1883, "").splitlines()


def test_it_listens_on_this_machine_only() -> None:
    assert "listener 1883 127.0.0.1" in mosquitto_settings(1883, "").splitlines()
    assert "127.0.0.1:1883" in amqtt_settings(1883)


@needs("mosquitto")
def test_a_killed_broker_comes_back_at_the_same_port(tmp_path: Path) -> None:
    with Broker(tmp_path, CLOCK, BrokerKind.MOSQUITTO) as broker:
        port = broker.port
        for _ in range(3):
            broker.kill()
            broker.start()
        assert broker.settings.port == port
        assert broker.settings.protocol == "5"
    assert not broker.process.lives


@needs("mosquitto")
def test_a_broker_that_does_not_start_says_why(tmp_path: Path) -> None:
    broker = Broker(tmp_path, CLOCK, BrokerKind.MOSQUITTO, "no_such_setting 1\n")
    with pytest.raises(DeviceMissing, match="no_such_setting"):
        broker.start()
