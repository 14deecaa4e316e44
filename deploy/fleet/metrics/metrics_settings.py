"""The table [metrics] of centre.toml. Light: nothing here loads a library."""

from enum import StrEnum

from edge_agent.toml_files import StrictModel


class Reader(StrEnum):
    TOKEN = "token"
    """Whoever may see the fleet: a machine token with the scope `state`."""
    THIS_COMPUTER = "this_computer"
    """And whatever asks from the centre's own computer, without a token."""


class MetricsTable(StrictModel):
    open_to: Reader = Reader.TOKEN
