"""The same flow where a broker asks for a password or a certificate, and only for right ones."""

from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest

from hardware.mqtt_settings import BrokerSettings
from simulators.broker import Broker, BrokerKind
from tests.authority import own_authority
from tests.fleet.rig import CLOCK, Rig, rig
from tests.fleet.ways import BrokerWay
from tests.peers import needs

pytestmark = [
    needs("mosquitto"),
    # paho leaves the socket of a failed TLS handshake to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
    ),
]


def readable(folder: Path) -> None:
    """Also for whom mosquitto becomes."""
    for file in folder.iterdir():
        file.chmod(0o755 if file.is_dir() else 0o644)
    folder.chmod(0o755)


def broker_with(folder: Path, more: str) -> Broker:
    own_authority(folder)
    readable(folder)
    tls = f"certfile {folder}/s.pem\nkeyfile {folder}/s.key\nuser root\n"
    return Broker(folder, CLOCK, BrokerKind.MOSQUITTO, tls + more)


def settings_of(broker: Broker, **more: object) -> BrokerSettings:
    ca_file = {"ca_file": broker.folder / "ca.pem"}
    return BrokerSettings.model_validate(broker.settings.model_dump() | ca_file | more)


@pytest.fixture(params=["certificate", "password"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerSettings]:
    folder = tmp_path / "broker"
    folder.mkdir()
    if request.param == "certificate":
        own: dict[str, object] = {"cert_file": folder / "c.pem", "key_file": folder / "c.key"}
        asks = f"cafile {folder}/ca.pem\nrequire_certificate true\nallow_anonymous true\n"
    else:
        (folder / "password").write_text("secret\n", encoding="utf-8")
        users = folder / "users"
        run(["mosquitto_passwd", "-b", "-c", str(users), "station", "secret"], check=True)
        own = {"username": "station", "password_file": folder / "password"}
        asks = f"allow_anonymous false\npassword_file {users}\n"
    with broker_with(folder, asks) as broker:
        yield settings_of(broker, **own)


def whole(flow: Rig) -> list[tuple[int, int, int]]:
    return [(1, number, number) for number in range(1, flow.station.written + 1)]


def test_who_shows_what_is_asked_for_sends_all(settings: BrokerSettings, tmp_path: Path) -> None:
    with rig(tmp_path, BrokerWay(settings)) as flow:
        flow.station.write(200)
        flow.until(flow.all_arrived)
        assert flow.centre.stored() == whole(flow)


def test_who_shows_nothing_sends_nothing_and_is_told_why(
    settings: BrokerSettings, tmp_path: Path
) -> None:
    nobody = {"username": None, "password_file": None, "cert_file": None, "key_file": None}
    with rig(tmp_path, BrokerWay(settings.model_copy(update=nobody))) as flow:
        flow.station.write(5)
        flow.until(lambda: "not connected" not in (flow.station.link.trouble or "not connected"))
        assert settings.address in (flow.station.link.trouble or "")
        assert flow.centre.stored() == []
