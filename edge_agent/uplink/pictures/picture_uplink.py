"""A station's pictures on their way: chosen from its records, then sent behind them."""

from dataclasses import dataclass

from edge_agent.uplink.pictures.choosing import Choosing
from edge_agent.uplink.pictures.posting import PicturePosting


@dataclass(frozen=True, slots=True)
class PictureUplink:
    choosing: Choosing
    posting: PicturePosting
