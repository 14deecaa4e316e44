"""What whom a real broker lets do, with the settings that we ship; and commands that are forged."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from deploy.fleet.corresponding import KINDS as HEARD_BY_CENTRE
from deploy.torture import forged_commands
from deploy.torture.broker_rights import (
    ROLES,
    TOPICS,
    UP,
    WAYS,
    A,
    Matrix,
    Role,
    guarded,
    stolen_shares,
)
from deploy.torture.guarded_broker import SHIPPED, GuardedBroker, Guest, Refused, Ticket
from hardware.clock import RealClock
from tests.peers import require

LETTERS = 20


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedBroker]:
    require("mosquitto")
    with guarded(tmp_path_factory.mktemp("broker"), RealClock()) as broker:
        yield broker


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_role_reaches_what_it_is_there_for_and_nothing_else(
    broker: GuardedBroker, role: Role, way: str
) -> None:
    tried = WAYS[way](Matrix(broker), role)
    assert [topic for topic, is_right in tried.items() if not is_right] == []
    assert len(tried) == len(TOPICS) == 17


def test_no_guess_at_a_password_is_let_in(broker: GuardedBroker) -> None:
    for guess in (None, "", "admin", "centre"):
        for port in (broker.port, broker.centre_port):
            with pytest.raises(Refused):
                Guest(Ticket("centre", port, "guess", guess), broker.tls)


def test_who_sits_in_the_group_of_the_ingestors_gets_no_letter_and_takes_none(
    broker: GuardedBroker,
) -> None:
    """A broker's rights keep him from reading only: of a group whose name is known, letters vanish
    in his turn."""
    known, secret = stolen_shares(broker, LETTERS)
    assert known < LETTERS
    assert secret == LETTERS


def test_the_rights_speak_of_every_letter_between_a_station_and_its_centre() -> None:
    stations = (SHIPPED / "stations.acl").read_text(encoding="utf-8")
    centre = (SHIPPED / "centre.acl").read_text(encoding="utf-8")
    assert set(UP) == set(HEARD_BY_CENTRE)
    for name in UP:
        assert f"pattern write packwarden/v1/%u/{name}\n" in stations
        assert f"topic read packwarden/v1/+/+/+/{name}\n" in centre
    for topic in A.heard_by_station:
        name = topic.rsplit("/", 1)[1]
        assert f"pattern read packwarden/v1/%u/{name}\n" in stations
        assert f"topic write packwarden/v1/+/+/+/{name}\n" in centre


def test_no_forged_changed_repeated_or_late_command_is_carried_out(tmp_path: Path) -> None:
    obeyed = forged_commands.carried_out(100, tmp_path)
    assert len(obeyed) == len(forged_commands.KINDS) + 1
    assert set(obeyed.values()) == {0}


def test_a_genuine_command_is_read() -> None:
    forger = forged_commands.Forger(Random(1))
    assert forged_commands.is_read(forger, forger.genuine())
