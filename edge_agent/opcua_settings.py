"""The table [opcua] of station.toml: where a control room reads the station, and may command it."""

from typing import Self

from pydantic import Field, model_validator

from edge_agent.this_computer import is_this_computer
from edge_agent.toml_files import StrictModel


class OpcuaTable(StrictModel):
    """By default to this machine alone, encrypted, and to nobody without a name."""

    host: str = Field(default="127.0.0.1", min_length=1, max_length=253)
    port: int = Field(default=4840, ge=1, le=65535)
    anybody_may_look: bool = False
    """Who connects without a name may read and subscribe; methods need a person or a machine."""
    commands: bool = False
    """Methods that stop and start the line are heard, from whoever may do that at the station."""
    unsecured: bool = False
    """Also without signature and encryption; on this machine alone."""

    @model_validator(mode="after")
    def stays_on_this_machine(self) -> Self:
        if self.unsecured and not is_this_computer(self.host):
            raise ValueError(
                f"unsecured = true sends names and passwords in the clear to {self.host}; "
                'leave it out, or set host = "127.0.0.1"'
            )
        return self

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"opc.tcp://{host}:{self.port}"
