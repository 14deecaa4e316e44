"""The transitions and numbers are those of the official nodeset of OPC 30050, read anew here."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from edge_agent.core.packml.transitions import (
    ABORTED,
    ENDS_IN,
    RUNNING,
    STOPPED,
    WAYS,
    possible,
)
from edge_agent.core.packml.words import PackmlCommand, PackmlState

NODESET = Path(__file__).parents[3] / "edge_agent/uplink/opcua/nodesets/Opc.Ua.PackML.NodeSet2.xml"
SPACE = {"ua": "http://opcfoundation.org/UA/2011/03/UANodeSet.xsd"}
FROM_STATE, TO_STATE, HAS_CAUSE = "i=51", "i=52", "i=53"
METHODS = {"ToComplete": PackmlCommand.COMPLETE}
"""The nodeset's names of commands that are called otherwise in PackTags."""
CLEARED = frozenset(PackmlState) - ABORTED
GROUPS = {"Cleared": CLEARED, "Running": RUNNING}
FIRST_IN = {"Cleared": PackmlState.CLEARING, "Running": PackmlState.RESETTING}
"""Where a state that holds others begins."""


class Nodeset:
    def __init__(self) -> None:
        self.root = ElementTree.parse(NODESET).getroot()
        self.aliases = {
            one.get("Alias"): one.text for one in self.root.findall("ua:Aliases/ua:Alias", SPACE)
        }
        self.names = {
            one.get("NodeId"): (one.get("BrowseName") or "").split(":")[-1] for one in self.root
        }

    def ends(self, node: ElementTree.Element, kind: str) -> list[str]:
        """Names of what the node refers to in this way."""
        found = node.findall("ua:References/ua:Reference", SPACE)
        return [
            self.names[one.text]
            for one in found
            if one.get("IsForward", "true") == "true"
            and self.aliases.get(one.get("ReferenceType"), one.get("ReferenceType")) == kind
        ]

    def transitions(self) -> set[tuple[str, str, str | None]]:
        """From, to, and the method that causes it."""
        found: set[tuple[str, str, str | None]] = set()
        for node in self.root:
            if self.names.get(node.get("NodeId"), "").count("To") and self.ends(node, FROM_STATE):
                cause = next(iter(self.ends(node, HAS_CAUSE)), None)
                found.add((self.ends(node, FROM_STATE)[0], self.ends(node, TO_STATE)[0], cause))
        return found

    def numbers(self) -> dict[str, int]:
        return {
            self.names[node.get("ParentNodeId")]: int("".join(node.itertext()).split()[-1])
            for node in self.root
            if self.names.get(node.get("NodeId")) == "StateNumber" and self.value(node) is not None
        }

    def value(self, node: ElementTree.Element) -> ElementTree.Element | None:
        return node.find("ua:Value", SPACE)


def state(name: str) -> PackmlState:
    return PackmlState[name.upper()]


def states(name: str) -> frozenset[PackmlState]:
    return GROUPS[name] if name in GROUPS else frozenset({state(name)})


def command(method: str) -> PackmlCommand:
    return METHODS[method] if method in METHODS else PackmlCommand[method.upper()]


@pytest.fixture(scope="module")
def nodeset() -> Nodeset:
    return Nodeset()


def test_every_state_has_the_number_of_the_nodeset(nodeset: Nodeset) -> None:
    numbers = nodeset.numbers()
    assert {one.name.capitalize(): one.value for one in PackmlState} == {
        name: number for name, number in numbers.items() if name not in GROUPS
    }


def test_what_a_command_does_is_what_the_nodeset_says(nodeset: Nodeset) -> None:
    by_nodeset: dict[PackmlCommand, set[tuple[PackmlState, PackmlState]]] = {}
    for of, to, method in nodeset.transitions():
        if method is not None:
            target = FIRST_IN[to] if to in FIRST_IN else state(to)
            by_nodeset.setdefault(command(method), set()).update(
                (one, target) for one in states(of)
            )
    ours = {one: {(of, way.to) for of in way.of} for one, way in WAYS.items()}
    assert ours == by_nodeset


def test_an_acting_state_ends_as_the_nodeset_says(nodeset: Nodeset) -> None:
    by_themselves = {
        state(of): state(to) for of, to, method in nodeset.transitions() if method is None
    }
    assert by_themselves == ENDS_IN


def test_the_groups_have_every_state_once() -> None:
    assert sorted([*ABORTED, *STOPPED, *RUNNING]) == sorted(PackmlState)


def test_a_person_is_told_what_is_possible() -> None:
    assert possible(PackmlState.ABORTED) == (PackmlCommand.CLEAR,)
    assert possible(PackmlState.STOPPED) == (PackmlCommand.RESET, PackmlCommand.ABORT)
