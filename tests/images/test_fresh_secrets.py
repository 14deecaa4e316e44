"""Secrets that were just made let in whom they name at a real broker, and nobody else."""

from pathlib import Path
from ssl import create_default_context

import pytest

from deploy.images.fresh_secrets import STATION, make_secrets
from deploy.torture.guarded_broker import INSTALLED, SHIPPED, Guest, Refused, Ticket
from edge_agent.core.errors import Conflict
from hardware.clock import RealClock
from simulators.broker import Broker, BrokerKind, free_port
from tests.peers import needs

pytestmark = needs("mosquitto")
CLOCK = RealClock()
OTHER = "plant-1/line-2/tray"


class ComposedBroker(Broker):
    """As in compose.yaml: the shipped settings, and secrets from a folder."""

    def __init__(self, folder: Path, secrets: Path) -> None:
        super().__init__(folder, CLOCK, BrokerKind.MOSQUITTO)
        self.secrets, self.centre_port = secrets, free_port()
        for name in ("stations.acl", "centre.acl"):
            (secrets / name).write_bytes((SHIPPED / name).read_bytes())

    def command(self) -> list[str]:
        told = (SHIPPED / "mosquitto.conf").read_text(encoding="utf-8")
        told = told.replace(INSTALLED, str(self.secrets)).replace("user mosquitto", "user root")
        told = told.replace("listener 8883", f"listener {self.port}")
        told = told.replace("listener 8884 127.0.0.1", f"listener {self.centre_port}")
        file = self.folder / "mosquitto.conf"
        file.write_text(told, encoding="utf-8")
        return ["mosquitto", "-c", str(file)]


def password(secrets: Path, name: str) -> str:
    return (secrets / f"{name}.password").read_text().strip()


def test_who_is_named_comes_in_and_nobody_else(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    make_secrets(secrets, ["localhost"], [STATION, OTHER], CLOCK.wall())
    tls = create_default_context(cafile=secrets / "broker-ca.pem")
    tls.check_hostname = False  # guests come to 127.0.0.1
    with ComposedBroker(tmp_path, secrets) as broker:
        own = password(secrets, "station-broker")
        other = password(secrets, f"station-{OTHER.replace('/', '_')}")
        centre = password(secrets, "centre-broker")
        for ticket in (
            Ticket(STATION, broker.port, STATION, own),
            Ticket(OTHER, broker.port, OTHER, other),
            Ticket("centre", broker.centre_port, "centre-1", centre),
        ):
            Guest(ticket, tls).leave()
        for ticket in (
            Ticket(STATION, broker.port, STATION, other),
            Ticket("centre", broker.port, "centre-1", centre),
            Ticket(STATION, broker.centre_port, STATION, own),
            Ticket(None, broker.port, "nobody", None),
        ):
            with pytest.raises(Refused):
                Guest(ticket, tls)


def test_secrets_are_made_once_for_their_owner_and_each_anew(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_secrets(tmp_path / name, ["plant.example"], [STATION], CLOCK.wall())
    first = {file.name: file.read_bytes() for file in (tmp_path / "one").iterdir()}
    second = {file.name: file.read_bytes() for file in (tmp_path / "two").iterdir()}
    assert [name for name in first if first[name] == second[name]] == ["prometheus.token"]
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o700
    with pytest.raises(Conflict, match="there already"):
        make_secrets(tmp_path / "one", [], [STATION], CLOCK.wall())
