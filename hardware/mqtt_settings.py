"""How an MQTT broker is reached. Light: nothing here loads a client library."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from hardware.device_model import DeviceModel, with_whole_paths


class BrokerSettings(DeviceModel):
    """One broker. A relative path is relative to the file that names it."""

    host: str = Field(min_length=1, max_length=253)
    port: int = Field(default=1883, ge=1, le=65_535)
    """1883 in the clear, 8883 with TLS, by convention (IANA)."""
    protocol: Literal["5", "3.1.1"] = "5"
    username: str | None = Field(default=None, min_length=1, max_length=256)
    password_file: Path | None = None
    """Its first line is the password, so that no secret stands in the settings."""
    ca_file: Path | None = None
    """PEM of who signs the broker's certificate; given: the connection is TLS, and checked."""
    cert_file: Path | None = None
    key_file: Path | None = None
    """Our own certificate and key, where the broker asks for one."""

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """Half a credential is a mistake, and a secret in the clear is one too."""
        if (self.username is None) != (self.password_file is None):
            raise ValueError("username and password_file belong together; give both or none")
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file belong together; give both or none")
        if self.cert_file is not None and self.ca_file is None:
            raise ValueError("cert_file needs TLS; name the broker's authority in ca_file")
        return self

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def placed(self, folder: Path) -> Self:
        names = ("password_file", "ca_file", "cert_file", "key_file")
        return with_whole_paths(self, folder, *names)
