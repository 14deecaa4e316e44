"""Every client of ours believes a right certificate for the host it asked, and tells nobody else
anything; no server of ours speaks an old protocol."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tuf.api.exceptions import DownloadError

from deploy.fleet.alerts.alerts_settings import MailTable, WebhookTable
from deploy.fleet.alerts.channels import Mail, NotTold, Webhook
from deploy.fleet.alerts.messages import Message
from deploy.fleet.alerts.noting import Untold
from deploy.fleet.commands_orders import handed_in
from deploy.fleet.web.centre_site import CentreSite
from deploy.fleet.web.serving import configured
from deploy.torture.guarded_broker import GuardedBroker
from edge_agent.client.asynchronous import AsyncClient
from edge_agent.client.errors import StationDown
from edge_agent.client.synchronous import Client
from edge_agent.core.errors import Unreachable
from edge_agent.core.reasons.languages import Language
from edge_agent.releases.sources import WebSource
from edge_agent.uplink.carriers.https import HttpsCarrier
from edge_agent.uplink_settings import HttpsTable
from hardware.clock import RealClock
from hardware.credentials import client_tls
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_session import MqttSession
from hardware.mqtt_settings import BrokerSettings
from simulators.certificates import HOST, Authority
from tests.browser.panel import served_by
from tests.fleet.web.served_centre import opened_centre
from tests.peers import needs
from tests.people.samples import NOW
from tests.wrong_servers import WRONG, Listener, listening, make_old, right

CLOCK = RealClock()
LIVENESS_S = 20.0
# paho leaves the socket of a failed TLS handshake to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
)


def until(is_so: Callable[[], bool]) -> None:
    end_ns = CLOCK.now_ns() + int(LIVENESS_S * 1e9)
    while not is_so():
        assert CLOCK.now_ns() < end_ns
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 1_000_000)


def broker_at(port: int, folder: Path) -> BrokerSettings:
    return BrokerSettings(host=HOST, port=port, ca_file=folder / "ca.pem")


def by_link(listener: Listener, folder: Path) -> None:
    """A station's way up, the centre's ear, a gate."""
    presence = Presence("one", ("to/one",))
    link = MqttLink(broker_at(listener.port, folder), presence, CLOCK, Random(1))
    link.start()
    until(lambda: listener.said.is_set() or "cannot be reached" in (link.trouble or ""))
    link.stop()


def by_session(listener: Listener, folder: Path) -> None:
    """Sparkplug."""
    presence = Presence("one", ("to/one",))
    session = MqttSession(broker_at(listener.port, folder), presence, CLOCK)
    session.start()
    until(lambda: listener.said.is_set() or session.is_over)
    session.cut()
    session.join()


def by_carrier(listener: Listener, folder: Path) -> None:
    (folder / "token").write_text("secret\n", encoding="utf-8")
    files = {"ca_file": folder / "ca.pem", "token_file": folder / "token"}
    table = HttpsTable.model_validate({"url": f"https://{HOST}:{listener.port}", **files})
    with closing(HttpsCarrier(table)) as carrier, suppress(Unreachable):
        carrier.begin()


def by_release_source(listener: Listener, folder: Path) -> None:
    tls = client_tls("releases", folder / "ca.pem", None, None)
    source = WebSource(f"https://{HOST}:{listener.port}", tls, CLOCK)
    with suppress(DownloadError):
        list(source.fetch("metadata/timestamp.json"))


def by_client(listener: Listener, _: Path) -> None:
    with Client(f"https://{HOST}:{listener.port}", "secret") as client, suppress(StationDown):
        client.station()


def by_async_client(listener: Listener, _: Path) -> None:
    async def ask() -> None:
        async with AsyncClient(f"https://{HOST}:{listener.port}", "secret") as client:
            with suppress(StationDown):
                await client.station()

    asyncio.run(ask())


def by_order(listener: Listener, folder: Path) -> None:
    """`packwarden fleet order` of another computer."""
    (folder / "orders.json").write_text("{}", encoding="utf-8")
    (folder / "token").write_text("secret\n", encoding="utf-8")
    with suppress(Unreachable):
        handed_in(folder / "orders.json", folder / "token", f"https://{HOST}:{listener.port}")


def by_webhook(listener: Listener, folder: Path) -> None:
    (folder / "secret").write_text("secret\n", encoding="utf-8")
    table = {"name": "chat", "url": f"https://{HOST}:{listener.port}/told"}
    files = {"secret_file": folder / "secret", "ca_file": folder / "ca.pem"}
    message = Message("plant-1", "https://centre", Language.EN, NOW, Untold((), ()))
    with suppress(NotTold):
        Webhook(WebhookTable.model_validate(table | files)).send(message)


def by_mail(listener: Listener, folder: Path) -> None:
    """It waits for the server's greeting, so it has said nothing yet where it believes."""
    table = {"host": HOST, "port": listener.port, "security": "tls", "ca_file": folder / "ca.pem"}
    people = {"sender": "centre@plant.example", "to": ("anna@plant.example",)}
    mail = Mail(MailTable.model_validate(table | people))
    with pytest.raises(ssl.SSLError):
        mail.connected()


CLIENTS: dict[str, Callable[[Listener, Path], Any]] = {
    "MQTT link": by_link,
    "MQTT session": by_session,
    "HTTPS carrier": by_carrier,
    "releases": by_release_source,
    "client": by_client,
    "async client": by_async_client,
    "orders": by_order,
    "webhook": by_webhook,
    "mail": by_mail,
}


@pytest.fixture(autouse=True)
def believes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a client without settings of its own asks the system for."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_says_nothing_to_who_cannot_be_believed(
    name: str, wrong: str, tmp_path: Path
) -> None:
    with listening(tmp_path, WRONG[wrong]()) as listener:
        CLIENTS[name](listener, tmp_path)
    assert listener.heard == []


@pytest.mark.parametrize("name", sorted(set(CLIENTS) - {"mail"}))
def test_a_client_speaks_to_who_is_right(name: str, tmp_path: Path) -> None:
    with listening(tmp_path, right()) as listener:
        CLIENTS[name](listener, tmp_path)
    assert listener.heard != []


def test_the_server_of_old_times_speaks_to_who_wants_it(tmp_path: Path) -> None:
    with listening(tmp_path, WRONG["of old times"]()) as listener:
        assert spoken_with(listener.port, old_client(tmp_path)) == "TLSv1.1"


# Servers


def old_client(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=folder / "ca.pem")
    make_old(context)
    return context


def spoken_with(port: int, context: ssl.SSLContext) -> str | None:
    with (
        socket.create_connection((HOST, port), timeout=5) as wire,
        context.wrap_socket(wire, server_hostname=HOST) as tls,
    ):
        return tls.version()


@pytest.fixture
def centre_port(tmp_path: Path) -> Iterator[int]:
    Authority.in_folder(tmp_path).issue("centre").write(tmp_path, "s")
    with opened_centre(tmp_path / "centre", CLOCK) as plain:
        tls = {"cert_file": tmp_path / "s.pem", "key_file": tmp_path / "s.key"}
        web = plain.settings.web.model_copy(update=tls)
        settings = plain.settings.model_copy(update={"web": web})
        site = CentreSite(settings, plain.office, plain.engine, CLOCK)
        with served_by(configured(site)) as address:
            yield int(address.rsplit(":", 1)[1])


@pytest.fixture
def broker_port(tmp_path: Path) -> Iterator[int]:
    with GuardedBroker(tmp_path, CLOCK, []) as broker:
        yield broker.port


@pytest.mark.parametrize(
    "server", ["centre_port", pytest.param("broker_port", marks=needs("mosquitto"))]
)
def test_a_server_speaks_no_old_protocol(
    server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    port = request.getfixturevalue(server)
    assert spoken_with(port, ssl.create_default_context(cafile=tmp_path / "ca.pem")) == "TLSv1.3"
    with pytest.raises((ssl.SSLError, OSError)):
        spoken_with(port, old_client(tmp_path))


def test_a_centre_takes_no_cipher_without_forward_secrecy(centre_port: int, tmp_path: Path) -> None:
    for ciphers, is_taken in (("ECDHE+AESGCM", True), ("ECDHE+AES", False), ("kRSA", False)):
        context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers if is_taken else f"{ciphers}:!AESGCM:!AESCCM")
        if is_taken:
            assert spoken_with(centre_port, context) == "TLSv1.2"
        else:
            with pytest.raises((ssl.SSLError, OSError)):
                spoken_with(centre_port, context)
