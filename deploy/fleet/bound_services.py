"""What a platform binds to the centre: the environment of Cloud Foundry, as tables of centre.toml.

`bound_services` is pure: the environment comes in, tables and secrets come out. VCAP_SERVICES names
the services, VCAP_APPLICATION the routes, PORT where the platform's router will ask
(docs.cloudfoundry.org, "App Environment Variables").

Rules
- Outside Cloud Foundry, where VCAP_APPLICATION is not set, nothing is bound, whatever PORT says.
- One database (PostgreSQL), one broker (MQTT), one folder (a volume) at most; two of a kind are an
  error that names both. A service of no such kind belongs to somebody else and is left alone.
- Secrets never come into the settings: they go to files of their own, which the settings name.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from edge_agent.core.errors import InvalidInput

APPLICATION: Final = "VCAP_APPLICATION"
SERVICES: Final = "VCAP_SERVICES"
PORT: Final = "PORT"
SCHEMES: Final = {
    "postgres": "database",
    "postgresql": "database",
    "mqtt": "broker",
    "mqtts": "broker",
}
CA_NAMES: Final = ("ca", "ca_certificate", "sslrootcert")
"""Under which brokers of services give whom to trust, as PEM."""
SECRETS: Final = "bound"
"""Beside the signing key, in the centre's own folder."""
USUAL_PORT: Final = {"mqtt": 1883, "mqtts": 8883}
ANYBODY: Final = ("0.0.0.0/0", "::/0")
"""Nobody but the platform's router reaches an application there, and its addresses are unknown."""


@dataclass(frozen=True, slots=True)
class Bound:
    """tables: as in centre.toml. secrets: by the file that each is to stand in."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: dict[Path, str] = field(default_factory=dict)

    def kept(self, file: Path, secret: str) -> Path:
        self.secrets[file] = secret
        return file


def bound_services(environment: Mapping[str, str], folder: Path) -> Bound:
    """InvalidInput names the variable or the service, and what would be right.

    folder: the centre's, where no volume is bound.
    """
    if APPLICATION not in environment:
        return Bound()
    services = list(services_of(document(environment, SERVICES)))
    if volume := only_one(services, "folder"):
        folder = Path(volume["volume_mounts"][0]["container_dir"])
    bound = Bound({"web": web_of(environment), "centre": {"folder": folder}})
    secrets = folder / SECRETS
    if database := only_one(services, "database"):
        bind_database(bound, database, secrets)
    if broker := only_one(services, "broker"):
        bind_broker(bound, broker, secrets)
    return bound


def document(environment: Mapping[str, str], name: str) -> dict[str, Any]:
    try:
        found = json.loads(environment.get(name, "{}"))
    except json.JSONDecodeError as error:
        raise InvalidInput(f"{name} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise InvalidInput(f"{name} is no JSON object")
    return found


def services_of(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each service instance, whoever offers it."""
    for label, instances in told.items():
        if not isinstance(instances, list) or not all(isinstance(one, dict) for one in instances):
            raise InvalidInput(f"{SERVICES}: {label} is no list of service instances")
        yield from instances


def only_one(services: list[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    found = [service for service in services if kind_of(service) == kind]
    if len(found) > 1:
        names = " and ".join(str(service.get("name")) for service in found)
        raise InvalidInput(f"{SERVICES}: {names} are each a {kind}; bind one of them")
    return found[0] if found else None


def kind_of(service: Mapping[str, Any]) -> str | None:
    if service.get("volume_mounts"):
        return "folder"
    return SCHEMES.get(urlsplit(uri_of(service)).scheme)


def uri_of(service: Mapping[str, Any]) -> str:
    """Empty where it gives none."""
    credentials = service.get("credentials") or {}
    return str(credentials.get("uri") or credentials.get("url") or "")


def web_of(environment: Mapping[str, str]) -> dict[str, Any]:
    told = environment.get(PORT, "")
    if not told.isdecimal():
        raise InvalidInput(f"{PORT} is {told!r}; expected the port that the router will ask")
    routes = document(environment, APPLICATION).get("application_uris") or []
    address = {"public_address": f"https://{routes[0].partition('/')[0]}"} if routes else {}
    return {"host": "0.0.0.0", "port": int(told), "proxies": ANYBODY, **address}  # noqa: S104 - see ANYBODY


def bind_database(bound: Bound, service: Mapping[str, Any], folder: Path) -> None:
    """The password is taken out of the address, and stands in a file."""
    _, user, host = parts_of(service)
    place = urlsplit(uri_of(service))
    query = f"?{place.query}" if place.query else ""
    table = bound.tables["centre"]
    table["database"] = f"postgresql://{user}@{host}{place.path}{query}"
    table["database_password_file"] = bound.kept(
        folder / "database.password", unquote(str(place.password))
    )


def bind_broker(bound: Bound, service: Mapping[str, Any], folder: Path) -> None:
    """By TLS where the address says so or an authority is given."""
    scheme, user, _ = parts_of(service)
    place, credentials = urlsplit(uri_of(service)), service["credentials"]
    authority = next((credentials[name] for name in CA_NAMES if credentials.get(name)), None)
    if scheme == "mqtts" and authority is None:
        raise InvalidInput(
            f"{SERVICES}: {service.get('name')} speaks TLS; give whom to trust as its credential "
            f"{CA_NAMES[0]!r}, in PEM"
        )
    table: dict[str, Any] = {
        "host": place.hostname,
        "port": place.port or USUAL_PORT["mqtt" if authority is None else "mqtts"],
        "username": unquote(user),
        "password_file": bound.kept(folder / "broker.password", unquote(str(place.password))),
    }
    if authority is not None:
        table["ca_file"] = bound.kept(folder / "broker-ca.pem", str(authority))
    bound.tables["broker"] = table


def parts_of(service: Mapping[str, Any]) -> tuple[str, str, str]:
    """Scheme, user as written, and host with its port. InvalidInput where one lacks."""
    place = urlsplit(uri_of(service))
    if not (place.username and place.password and place.hostname):
        raise InvalidInput(
            f"{SERVICES}: the address of {service.get('name')} lacks user, password or host; "
            f"expected {place.scheme}://USER:PASSWORD@HOST"
        )
    return place.scheme, place.username, place.netloc.rpartition("@")[2]
