"""The table [alerts] of centre.toml: who is told when something needs somebody. Light."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from edge_agent.core.reasons.languages import Language
from edge_agent.toml_files import StrictModel

Address = Annotated[str, Field(pattern=r"^[^@\s<>,]+@[^@\s<>,]+$", max_length=254)]
Severity = Literal["note", "warning", "critical"]


class WebhookTable(StrictModel):
    """One address that is told by a signed POST."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    """Says in the centre's own records to whom something was told."""
    url: str = Field(pattern=r"^https?://\S+$", max_length=2000)
    secret_file: Path
    """Its first line signs what is sent (HMAC-SHA256)."""
    ca_file: Path | None = None
    """PEM of who signs the receiver's certificate, where that is no public authority."""

    def placed(self, folder: Path) -> Self:
        ca_file = None if self.ca_file is None else folder / self.ca_file
        update = {"secret_file": folder / self.secret_file, "ca_file": ca_file}
        return self.model_copy(update=update)


class MailTable(StrictModel):
    """A mail server that takes messages for people."""

    host: str = Field(min_length=1, max_length=253)
    port: int = Field(default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    """none: only to a server on this computer or in a network that nobody listens to."""
    ca_file: Path | None = None
    username: str | None = Field(default=None, min_length=1, max_length=256)
    password_file: Path | None = None
    sender: Address
    to: tuple[Address, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if (self.username is None) != (self.password_file is None):
            raise ValueError("username and password_file belong together; give both or none")
        if self.username is not None and self.security == "none":
            raise ValueError("a password goes over TLS alone; set security to starttls or tls")
        return self

    def placed(self, folder: Path) -> Self:
        files = {"ca_file": self.ca_file, "password_file": self.password_file}
        whole = {name: None if file is None else folder / file for name, file in files.items()}
        return self.model_copy(update=whole)


class AlertsTable(StrictModel):
    language: Language = Language.EN
    severity_from: Severity = "warning"
    """What weighs less is shown on the pages and told to nobody."""
    group_seconds: float = Field(default=30.0, ge=0, le=3600)
    """So long a message waits for others that come with it: a switch that dies silences a line."""
    silent_minutes: float = Field(default=10.0, ge=3, le=1440)
    """After that a station of which nothing is heard is told."""
    webhooks: tuple[WebhookTable, ...] = ()
    mail: MailTable | None = None

    @model_validator(mode="after")
    def names_are_different(self) -> Self:
        names = [hook.name for hook in self.webhooks]
        if len(set(names)) < len(names) or "mail" in names:
            raise ValueError("each webhook needs a name of its own, and `mail` is taken")
        return self

    def placed(self, folder: Path) -> Self:
        hooks = tuple(hook.placed(folder) for hook in self.webhooks)
        mail = None if self.mail is None else self.mail.placed(folder)
        return self.model_copy(update={"webhooks": hooks, "mail": mail})
