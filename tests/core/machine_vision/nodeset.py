"""Transitions of the state machines, read off the official nodeset."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NAMES = {"u": "http://opcfoundation.org/UA/2011/03/UANodeSet.xsd"}
TRANSITION_TYPE = "i=2310"


@dataclass(frozen=True, slots=True)
class Allowed:
    machine: str
    before: str
    after: str


class Nodeset:
    def __init__(self, file: str) -> None:
        folder = files("edge_agent.uplink.opcua") / "nodesets"
        root = ElementTree.fromstring((folder / file).read_bytes())
        self.nodes = {one.get("NodeId"): one for one in root if one.get("NodeId")}

    def refers(self, node: ElementTree.Element, kind: str, forward: bool = True) -> list[str]:
        wanted = None if forward else "false"
        found = node.findall("u:References/u:Reference", NAMES)
        return [
            str(one.text)
            for one in found
            if one.get("ReferenceType") == kind and one.get("IsForward") == wanted
        ]

    def name(self, node_id: str) -> str:
        return str(self.nodes[node_id].get("BrowseName")).split(":")[1]

    def transitions(self) -> dict[str, Allowed]:
        found = {}
        for node_id, node in self.nodes.items():
            if self.refers(node, "HasTypeDefinition") == [TRANSITION_TYPE]:
                (machine,) = self.refers(node, "HasComponent", forward=False)
                (before,) = self.refers(node, "FromState")
                (after,) = self.refers(node, "ToState")
                found[self.name(str(node_id))] = Allowed(*map(self.name, (machine, before, after)))
        return found


@cache
def allowed(file: str) -> dict[str, Allowed]:
    return Nodeset(file).transitions()
