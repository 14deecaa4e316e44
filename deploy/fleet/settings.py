"""The tables of centre.toml, and how it is read. docs/centre.md explains every key.

Strict: an unknown key or an impossible value is refused at start, with the line and what would be
right. Relative paths are relative to the file. A part of the centre keeps the model of its own
table in a light file beside its code, and stands here as one field.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote, urlsplit

from pydantic import Field, IPvAnyNetwork, ValidationError, field_validator, model_validator

from deploy.fleet.alerts.alerts_settings import AlertsTable
from deploy.fleet.bound_services import SERVICES, Bound, bound_services
from deploy.fleet.feedback.feedback_settings import FeedbackTable
from deploy.fleet.metrics.metrics_settings import MetricsTable
from deploy.fleet.orders.settings import OrdersTable
from deploy.fleet.places import CentrePlaces
from deploy.fleet.retention_settings import RetentionTable
from deploy.fleet.secret_files import first_line, write_secret
from edge_agent.core.errors import InvalidInput
from edge_agent.station_tables import TopicName
from edge_agent.toml_files import StrictModel, load_toml, told
from hardware.mqtt_settings import BrokerSettings

THIS_COMPUTER: Final = "127.0.0.1"


class CentreTable(StrictModel):
    name: TopicName
    """Stations trust its key under this name; its people's acts are signed under it."""
    folder: Path = Path("data")
    database: str | None = Field(default=None, pattern=r"^(sqlite|postgresql)://")
    """Without it: SQLite in the folder."""
    database_password_file: Path | None = None
    """Its first line is the password, so that no secret stands in the settings."""

    @field_validator("database")
    @classmethod
    def keeps_no_secret(cls, url: str | None) -> str | None:
        if url is not None and urlsplit(url).password is not None:
            raise ValueError("put the password into a file and name it in database_password_file")
        return url

    @model_validator(mode="after")
    def has_who_gives_the_password(self) -> Self:
        user = urlsplit(self.database or "").username
        if self.database_password_file is not None and user is None:
            raise ValueError("database_password_file needs a database URL that names a user")
        return self

    @property
    def places(self) -> CentrePlaces:
        return CentrePlaces(self.folder)

    @property
    def database_url(self) -> str:
        """Whole, with the password in it: to connect with, and never to be shown."""
        if self.database is None:
            return f"sqlite:///{self.places.database}"
        if self.database_password_file is None:
            return self.database
        scheme, _, rest = self.database.partition("://")
        user, _, host = rest.partition("@")
        return f"{scheme}://{user}:{quote(first_line(self.database_password_file), '')}@{host}"

    def placed(self, folder: Path) -> Self:
        file = self.database_password_file
        whole = {"database_password_file": None if file is None else folder / file}
        return self.model_copy(update={"folder": folder / self.folder, **whole})


class CentreWebTable(StrictModel):
    """Where the API and the pages are served; by default to this machine alone."""

    host: str = Field(default="127.0.0.1", min_length=1, max_length=253)
    port: int = Field(default=8090, ge=1, le=65_535)
    cert_file: Path | None = None
    """PEM, with the chain; given: the pages are served by HTTPS."""
    key_file: Path | None = None
    proxies: tuple[IPvAnyNetwork, ...] = ()
    """Other computers that end TLS before it, and are believed for whom they ask."""
    public_address: str | None = Field(default=None, pattern=r"^https?://[^/\s]+$")
    """As people reach it from elsewhere; stands in the links of alerts."""

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file belong together; give both or none")
        return self

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "http" if self.cert_file is None else "https"
        return f"{scheme}://{host}:{self.port}"

    @property
    def shown_address(self) -> str:
        return self.public_address or self.address

    @property
    def believed_proxies(self) -> list[str]:
        """And one on this computer."""
        return [THIS_COMPUTER, *map(str, self.proxies)]

    def placed(self, folder: Path) -> Self:
        files = {"cert_file": self.cert_file, "key_file": self.key_file}
        whole = {name: None if file is None else folder / file for name, file in files.items()}
        return self.model_copy(update=whole)


class LetterFolderTable(StrictModel):
    """A folder or a share into which stations without a broker put their letters."""

    path: Path

    def placed(self, folder: Path) -> Self:
        return self.model_copy(update={"path": folder / self.path})


class CentreSettings(StrictModel):
    centre: CentreTable
    broker: BrokerSettings | None = None
    letter_folder: LetterFolderTable | None = None
    web: CentreWebTable = CentreWebTable()
    metrics: MetricsTable = MetricsTable()
    alerts: AlertsTable = AlertsTable()
    orders: OrdersTable = OrdersTable()
    feedback: FeedbackTable = FeedbackTable()
    retention: RetentionTable = RetentionTable()

    def placed(self, folder: Path) -> Self:
        """With every path made whole."""
        names = ("centre", "broker", "letter_folder", "web", "alerts", "retention")
        tables = {name: getattr(self, name) for name in names}
        whole = {name: table.placed(folder) for name, table in tables.items() if table is not None}
        return self.model_copy(update=whole)


def load_centre(file: Path, environment: Mapping[str, str] = os.environ) -> CentreSettings:
    """With what a platform has bound. NotFound, or SettingsError with the line and what would be
    right; InvalidInput for what is bound."""
    settings = load_toml(file, CentreSettings).placed(file.resolve().parent)
    bound = bound_services(environment, settings.centre.folder)
    return with_bound(settings, bound) if bound.tables else settings


def with_bound(settings: CentreSettings, bound: Bound) -> CentreSettings:
    """What is bound goes before what the file says."""
    tables = settings.model_dump()
    for name, table in bound.tables.items():
        tables[name] = {**(tables.get(name) or {}), **table}
    try:
        found = CentreSettings.model_validate(tables)
    except ValidationError as error:
        raise InvalidInput(f"{SERVICES}: {told(error.errors()[0], CentreSettings)}") from error
    for file, secret in bound.secrets.items():
        write_secret(file, secret)
    return found
