"""The way to the OPC UA server, whose library a station has only where it is asked for."""

from typing import Final

from edge_agent.core.errors import NotFound
from edge_agent.opcua_settings import OpcuaTable
from edge_agent.uplink.part import Part, Surroundings

MISSING: Final = (
    "[opcua] needs asyncua, which is not installed here; run: pip install 'packwarden[opcua]'"
)


def opcua_part(around: Surroundings, table: OpcuaTable) -> Part:
    """NotFound where the library is not installed."""
    try:
        from edge_agent.uplink.opcua.part import OpcuaPart
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("asyncua"):
            raise
        raise NotFound(MISSING) from error
    return OpcuaPart(around, table)
