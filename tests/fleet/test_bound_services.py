"""What Cloud Foundry binds to the centre, in the words of its environment."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from deploy.fleet.database import name_of, reading
from deploy.fleet.founding import prepared
from deploy.fleet.settings import load_centre
from edge_agent.core.errors import InvalidInput
from tests.authority import own_authority
from tests.fleet.engines import opened
from tests.peers import require
from tests.samples import NOON

# no secret: made up
POSTGRES = "postgres://centre:p%2Fw@10.0.1.2:5524/fleet?sslmode=require"
# no secret: made up
MQTT = "mqtts://centre:s3cret@broker.example"
# no secret: made up
SMTP = "smtp://somebody:else@mail.example"
DATABASE = {"name": "packwarden-database", "credentials": {"uri": POSTGRES}}
BROKER = {"name": "packwarden-broker", "credentials": {"uri": MQTT}}
MAIL = {"name": "mail", "credentials": {"uri": SMTP}}
SETTINGS = '[centre]\nname = "centre"\nfolder = "kept"\n[broker]\nhost = "elsewhere"\n'


def environment(*services: Any, **more: str) -> dict[str, str]:
    application = {"application_uris": ["centre.apps.example", "other.example"]}
    return {
        "VCAP_APPLICATION": json.dumps(application),
        "VCAP_SERVICES": json.dumps({"some-offer": services[:1], "user-provided": services[1:]}),
        "PORT": "8123",
        **more,
    }


def settings_file(folder: Path) -> Path:
    file = folder / "centre.toml"
    file.write_text(SETTINGS)
    return file


def test_outside_the_platform_nothing_is_bound_whatever_the_port_says(tmp_path: Path) -> None:
    settings = load_centre(settings_file(tmp_path), {"PORT": "9999"})
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8090)
    assert settings.web.believed_proxies == ["127.0.0.1"]
    assert not (tmp_path / "kept").exists()


def test_pages_are_served_where_the_router_asks_and_under_the_first_route(tmp_path: Path) -> None:
    web = load_centre(settings_file(tmp_path), environment()).web
    assert web.address == "http://0.0.0.0:8123"
    assert web.shown_address == "https://centre.apps.example"
    assert web.believed_proxies == ["127.0.0.1", "0.0.0.0/0", "::/0"]


def test_the_database_is_the_bound_one_and_its_password_stands_in_a_file(tmp_path: Path) -> None:
    told = load_centre(settings_file(tmp_path), environment(DATABASE, MAIL)).centre
    assert told.database == "postgresql://centre@10.0.1.2:5524/fleet?sslmode=require"
    # no secret: made up
    assert told.database_url == "postgresql://centre:p%2Fw@10.0.1.2:5524/fleet?sslmode=require"
    assert told.database_password_file == tmp_path / "kept" / "bound" / "database.password"
    assert (tmp_path / "kept" / "bound").stat().st_mode & 0o077 == 0


def test_the_broker_is_the_bound_one_and_its_authority_is_believed(tmp_path: Path) -> None:
    own_authority(tmp_path)
    pem = (tmp_path / "ca.pem").read_text()
    service = {"name": "packwarden-broker", "credentials": {"uri": MQTT, "ca": pem}}
    broker = load_centre(settings_file(tmp_path), environment(service)).broker
    assert broker is not None
    assert (broker.host, broker.port, broker.username) == ("broker.example", 8883, "centre")
    assert broker.password_file is not None
    assert broker.password_file.read_text() == "s3cret\n"
    assert broker.ca_file is not None
    assert broker.ca_file.read_text().strip() == pem.strip()


def test_what_is_kept_is_kept_on_the_bound_volume(tmp_path: Path) -> None:
    volume = tmp_path / "volume"
    service = {
        "name": "folder",
        "credentials": {},
        "volume_mounts": [{"container_dir": str(volume)}],
    }
    settings = load_centre(settings_file(tmp_path), environment(DATABASE, service))
    assert settings.centre.folder == volume
    assert (volume / "bound" / "database.password").read_text() == "p/w\n"
    assert not (tmp_path / "kept").exists()


def test_a_centre_is_made_ready_by_what_is_bound_and_stays_as_it_is(
    tmp_path: Path, server: Engine | None
) -> None:
    require("postgresql")
    assert server is not None
    # no secret: that server lets everybody in
    uri = f"postgres://postgres:whatever@127.0.0.1:{server.url.port}/postgres"
    told = environment({"name": "packwarden-database", "credentials": {"uri": uri}})
    ready = [prepared(load_centre(settings_file(tmp_path), told).centre, NOON) for _ in "12"]
    assert ready[0].key_id == ready[1].key_id
    url = load_centre(settings_file(tmp_path), told).centre.database_url
    with opened(url) as engine, reading(engine) as bound, reading(server) as its_own:
        assert name_of(bound) == name_of(its_own)


TWICE = {**DATABASE, "name": "old-database"}
NOBODY = {"name": "db", "credentials": {"uri": "postgres://host/fleet"}}


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (environment(DATABASE, TWICE), "packwarden-database and old-database are each a database"),
        (environment(BROKER), "packwarden-broker speaks TLS; give whom to trust"),
        (environment(NOBODY), "address of db lacks user, password or host; expected postgres://"),
        (environment(PORT="http"), "PORT is 'http'"),
        (environment(PORT="70000"), "'web.port'"),
        (environment(VCAP_SERVICES="{"), "VCAP_SERVICES is no JSON"),
        (environment(VCAP_SERVICES='{"a": {}}'), "a is no list of service instances"),
    ],
)
def test_what_cannot_be_bound_is_told(tmp_path: Path, told: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        load_centre(settings_file(tmp_path), told)
    assert not (tmp_path / "kept").exists()
