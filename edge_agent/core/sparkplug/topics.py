"""Where an edge node and its hosts meet at a broker. Source: Sparkplug 3.0.0, chapter 4."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NAMESPACE: Final = "spBv1.0"
ID_PATTERN: Final = r"^[^+/#\x00-\x1f]{1,100}$"
"""Groups, nodes, devices and hosts stand in topics."""


class MessageKind(StrEnum):
    NBIRTH = "NBIRTH"
    NDEATH = "NDEATH"
    NDATA = "NDATA"
    NCMD = "NCMD"
    DBIRTH = "DBIRTH"
    DDEATH = "DDEATH"
    DDATA = "DDATA"
    DCMD = "DCMD"


@dataclass(frozen=True, slots=True)
class NodeName:
    """An edge node's descriptor; one alone in a plant may bear it."""

    group: str
    node: str

    def topic(self, kind: MessageKind, device: str | None = None) -> str:
        place = f"{NAMESPACE}/{self.group}/{kind}/{self.node}"
        return place if device is None else f"{place}/{device}"


def state_topic(host: str) -> str:
    """Where a host application says whether it is there."""
    return f"{NAMESPACE}/STATE/{host}"
