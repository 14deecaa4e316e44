"""Where a station and its centre meet at a broker."""

from dataclasses import dataclass
from typing import Final

ROOT: Final = "packwarden/v1"


@dataclass(frozen=True, slots=True)
class StationTopics:
    station: str
    """site/line/station."""

    def named(self, name: str) -> str:
        return f"{ROOT}/{self.station}/{name}"

    @property
    def records(self) -> str:
        """Batches of both streams."""
        return self.named("records")

    @property
    def ack(self) -> str:
        return self.named("ack")

    @property
    def state(self) -> str:
        """Retained."""
        return self.named("state")

    @property
    def command(self) -> str:
        return self.named("command")

    @property
    def pictures(self) -> str:
        return self.named("pictures")


def station_of(topic: str) -> str | None:
    """site/line/station of a topic of ours; None for any other."""
    parts = topic.split("/")
    is_ours = len(parts) == 6 and "/".join(parts[:2]) == ROOT
    return "/".join(parts[2:5]) if is_ours else None
