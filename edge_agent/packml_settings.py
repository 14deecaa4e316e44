"""The table of station.toml that says when a station goes to Execute by itself."""

from pydantic import Field

from edge_agent.toml_files import StrictModel


class PackmlTable(StrictModel):
    auto_start: bool = True
    """False: it waits in Idle, with a standing belt, for the command Start."""
    starved_after_s: float = Field(default=60.0, ge=1, le=3600)
    """So long a running belt brings no pack before the station is suspended."""
