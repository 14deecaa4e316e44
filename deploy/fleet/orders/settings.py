"""The table [orders] of centre.toml: which systems may hand orders in over MQTT."""

from typing import Annotated

from pydantic import Field

from edge_agent.toml_files import StrictModel

Source = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


class OrdersTable(StrictModel):
    mqtt_sources: tuple[Source, ...] = ()
    """Names in `packwarden/v1/orders/{source}`; the broker says who may publish there."""
