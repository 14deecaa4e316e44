"""The address space: the official nodesets, their types by name, and the station's own objects.

NodeIds of the station's objects are texts ("VisionSystem.VisionStateMachine.CurrentState"), the
same after every start, so that a control room may write them down.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from asyncua import Node, Server, ua
from asyncua.common.instantiate_util import instantiate

from edge_agent.uplink.opcua.values import named, numbered

NODESETS: Final = Path(__file__).parent / "nodesets"
FILES: Final = ("Opc.Ua.MachineVision.NodeSet2.xml", "Opc.Ua.PackML.NodeSet2.xml")
MACHINE_VISION: Final = "http://opcfoundation.org/UA/MachineVision"
PACKML: Final = "http://opcfoundation.org/UA/PackML/"
OWN: Final = "urn:packwarden:opcua"
ROOTS: Final = (ua.ObjectIds.BaseObjectType, ua.ObjectIds.BaseEventType)
STATES: Final = frozenset({ua.ObjectIds.StateType, ua.ObjectIds.InitialStateType})
TRANSITIONS: Final = frozenset({ua.ObjectIds.TransitionType})
BARE_IDS: Final = {
    "RecipeIdExternalDataType": (3002, 5002),
    "RecipeIdInternalDataType": (3013, 5268),
    "ConfigurationIdDataType": (3008, 5090),
}
"""Types that add nothing to BinaryIdBaseDataType, with the numbers of type and binary encoding in
the nodeset. The library takes them for their base, which is abstract and must not be sent."""


@dataclass(frozen=True, slots=True)
class Space:
    """Of one server."""

    server: Server
    vision: int
    """Index of the namespace of OPC 40100-1."""
    packml: int
    own: int
    types: dict[tuple[int, str], Node]
    """Object and event types by namespace and browse name."""

    def vision_type(self, name: str) -> Node:
        return self.types[self.vision, name]

    def packml_type(self, name: str) -> Node:
        return self.types[self.packml, name]

    def own_id(self, name: str) -> ua.NodeId:
        return named(name, self.own)

    def node(self, name: str) -> Node:
        """One of the station's own, by its path."""
        return self.server.get_node(self.own_id(name))

    async def add_object(self, parent: Node, of_type: Node, name: str) -> Node:
        """With all that its type names, optional things too."""
        bname = ua.QualifiedName(name, self.own)
        made = await instantiate(
            parent, of_type, self.own_id(name), bname, ua.LocalizedText(name), self.own
        )
        first: Node = made[0]
        return first

    async def add_part(self, parent: Node, of_type: Node, name: str, path: str) -> None:
        """An optional part that the type names, and that an instance has only where it is added.
        `name`: in the namespace of the type."""
        index = of_type.nodeid.NamespaceIndex
        declared = await of_type.get_child(f"{index}:{name}")
        await instantiate(parent, declared, self.own_id(path))

    async def remove(self, *names: str) -> None:
        """Optional parts that a station does not have."""
        await self.server.delete_nodes([self.node(one) for one in names], recursive=True)

    async def states(self, machine: Node) -> dict[str, ua.NodeId]:
        """Of a state machine's type, by name."""
        return await self.children(machine, STATES)

    async def transitions(self, machine: Node) -> dict[str, ua.NodeId]:
        return await self.children(machine, TRANSITIONS)

    async def children(self, machine: Node, kinds: frozenset[int]) -> dict[str, ua.NodeId]:
        """Of these types, by name."""
        found: dict[str, ua.NodeId] = {}
        for one in await machine.get_children(nodeclassmask=ua.NodeClass.Object):
            if await one.read_type_definition() in {numbered(kind) for kind in kinds}:
                found[str((await one.read_browse_name()).Name)] = one.nodeid
        return found


async def read_nodesets(server: Server) -> Space:
    """Takes about a second; nothing of the station is there yet."""
    for one in FILES:
        await server.import_xml(str(NODESETS / one))
    await server.load_data_type_definitions()
    vision = await server.get_namespace_index(MACHINE_VISION)
    name_bare_ids(vision)
    packml = await server.get_namespace_index(PACKML)
    own = await server.register_namespace(OWN)
    return Space(server, vision, packml, own, await types_of(server))


def name_bare_ids(index: int) -> None:
    base: Any = ua.BinaryIdBaseDataType  # type: ignore[attr-defined]  # read off the nodeset
    for name, (of_type, encoding) in BARE_IDS.items():
        type_id = numbered(of_type, index)
        made = type(name, (base,), {"data_type": type_id})
        ua.register_extension_object(name, numbered(encoding, index), made, type_id)


async def types_of(server: Server) -> dict[tuple[int, str], Node]:
    found: dict[tuple[int, str], Node] = {}
    todo = [server.get_node(one) for one in ROOTS]
    while todo:
        node = todo.pop()
        name = await node.read_browse_name()
        found[name.NamespaceIndex, name.Name] = node
        todo += await node.get_children(ua.ObjectIds.HasSubtype)
    return found
