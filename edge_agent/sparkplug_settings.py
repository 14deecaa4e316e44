"""The table of station.toml that makes a station an edge node of a plant's Sparkplug B.

docs/station.md explains every key.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field

from edge_agent.core.sparkplug.topics import ID_PATTERN, NodeName
from edge_agent.toml_files import StrictModel
from hardware.mqtt_settings import BrokerSettings

SparkplugId = Annotated[str, Field(pattern=ID_PATTERN)]


class SparkplugTable(StrictModel):
    brokers: tuple[BrokerSettings, ...] = Field(min_length=1, max_length=8)
    """Tried in this order, one at a time, and from the first again."""
    group: SparkplugId | None = None
    node: SparkplugId | None = None
    primary_host: SparkplugId | None = None
    """Without it there, nothing is published."""
    commands: bool = False
    """Hosts may stop the belt, and hold, suspend, stop or abort by PackML."""

    def placed(self, folder: Path) -> Self:
        brokers = tuple(broker.placed(folder) for broker in self.brokers)
        return self.model_copy(update={"brokers": brokers})

    def name(self, station: str) -> NodeName:
        """station: site/line/station."""
        site, line, name = station.split("/")
        return NodeName(self.group or site, self.node or f"{line}:{name}")
