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
the nodeset, which leaves their definitions out."""
BASE_ID: Final = 3019
"""BinaryIdBaseDataType, which is abstract: it is never sent itself."""


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
        """With all that its type demands."""
        bname = ua.QualifiedName(name, self.own)
        made = await instantiate(
            *(parent, of_type, self.own_id(name), bname, ua.LocalizedText(name), self.own),
            instantiate_optional=False,
        )
        first: Node = made[0]
        return first

    async def add_part(self, owner: str, of_type: Node, name: str) -> None:
        """Something that the type names, and that an instance has only where it is added: to the
        station's own object of this path, with all that it demands itself."""
        index = of_type.nodeid.NamespaceIndex
        declared = await of_type.get_child(f"{index}:{name}")
        node_id = self.own_id(f"{owner}.{name}")
        await instantiate(self.node(owner), declared, node_id, instantiate_optional=False)

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
    vision = await server.get_namespace_index(MACHINE_VISION)
    await define_bare_ids(server, vision)
    await server.load_data_type_definitions()
    name_bare_ids(vision)
    packml = await server.get_namespace_index(PACKML)
    own = await server.register_namespace(OWN)
    return Space(server, vision, packml, own, await types_of(server))


async def define_bare_ids(server: Server, index: int) -> None:
    """As OPC 10000-3, 8.48 has it: with the fields of their base, so that clients can read them."""
    base: Any = await server.get_node(numbered(BASE_ID, index)).read_data_type_definition()
    for of_type, encoding in BARE_IDS.values():
        definition = ua.StructureDefinition(
            DefaultEncodingId=numbered(encoding, index),
            BaseDataType=numbered(BASE_ID, index),
            StructureType=base.StructureType,
            Fields=list(base.Fields),
        )
        value = ua.DataValue(ua.Variant(definition, ua.VariantType.ExtensionObject))
        node = server.get_node(numbered(of_type, index))
        await node.write_attribute(ua.AttributeIds.DataTypeDefinition, value)


def name_bare_ids(index: int) -> None:
    """The library has bound their names to their base already."""
    for name, (of_type, _) in BARE_IDS.items():
        setattr(ua, name, ua.extension_objects_by_datatype[numbered(of_type, index)])


async def types_of(server: Server) -> dict[tuple[int, str], Node]:
    found: dict[tuple[int, str], Node] = {}
    todo = [server.get_node(one) for one in ROOTS]
    while todo:
        node = todo.pop()
        name = await node.read_browse_name()
        found[name.NamespaceIndex, name.Name] = node
        todo += await node.get_children(ua.ObjectIds.HasSubtype)
    return found
