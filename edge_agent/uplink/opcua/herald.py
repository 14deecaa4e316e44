"""Tells what happens, as events of the standard, at the vision system and at the server object."""

from collections.abc import Mapping
from typing import Final

from asyncua import Node, ua
from asyncua.server.event_generator import EventGenerator

from edge_agent.uplink.opcua.space import Space
from edge_agent.uplink.opcua.values import numbered

USUAL: Final = 200
WARNING: Final = 500
TROUBLE: Final = 800
"""Severities: 1 to 1000, OPC 10000-5, 6.4.2."""
Fields = Mapping[str, ua.Variant]


class Herald:
    """Who subscribes to events of the vision system, or of the whole server, hears all of them."""

    def __init__(self, space: Space, source: Node) -> None:
        self.space, self.source = space, source
        self.generators: dict[str, EventGenerator] = {}

    async def prepare(self, *types: str) -> None:
        """Of OPC 40100-1."""
        for name in types:
            node = self.space.vision_type(name)
            self.generators[name] = await self.generator(node)

    async def prepare_plain(self, name: str) -> None:
        """A plain event of the station under a name of this program's own."""
        node = self.space.types[0, "BaseEventType"]
        self.generators[name] = await self.generator(node)

    async def generator(self, node: Node) -> EventGenerator:
        return await self.space.server.get_event_generator(node, self.source.nodeid)

    async def tell(
        self, name: str, message: str, fields: Fields | None = None, severity: int = USUAL
    ) -> None:
        """Whoever is there now hears it."""
        generator = self.generators[name]
        event = generator.event
        event.Severity = severity
        for key, value in (fields or {}).items():
            setattr(event, key, value.Value)
            event.data_types[key] = value.VariantType
        event.emitting_node = self.source.nodeid
        await generator.trigger(message=message)
        event.emitting_node = numbered(ua.ObjectIds.Server)
        await self.space.server.iserver.subscription_service.trigger_event(event)
