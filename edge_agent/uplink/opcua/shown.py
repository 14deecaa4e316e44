"""Variables that follow the line: each is written only when what it shows has changed."""

from dataclasses import dataclass, field
from typing import Any, Final

from asyncua import Node, ua

from edge_agent.uplink.opcua.values import status

NEVER: Final = object()
"""Not shown yet."""
NOTHING: Final = object()
"""Shown as unknown."""


@dataclass(slots=True)
class Shown:
    """One variable."""

    node: Node
    kind: ua.VariantType
    last: Any = NEVER

    async def show(self, value: Any) -> None:
        if value == self.last:
            return
        self.last = value
        await self.node.write_value(ua.DataValue(ua.Variant(value, self.kind)))

    async def show_nothing(self, code: int) -> None:
        """Nothing is known of it; `code` says why."""
        if self.last is NOTHING:
            return
        self.last = NOTHING
        await self.node.write_value(ua.DataValue(ua.Variant(), status(code)))


@dataclass(slots=True)
class ShownState:
    """The current state of a state machine: a text, and the NodeId of the state in its type."""

    current: Shown
    number: Shown
    ids: dict[str, ua.NodeId]

    async def show(self, name: str | None) -> None:
        """None while the machine is not active."""
        if name is None:
            await self.current.show_nothing(ua.StatusCodes.BadStateNotActive)
            await self.number.show_nothing(ua.StatusCodes.BadStateNotActive)
            return
        await self.current.show(ua.LocalizedText(name))
        await self.number.show(self.ids[name])


async def shown_state(machine: Node, ids: dict[str, ua.NodeId]) -> ShownState:
    current = await machine.get_child("0:CurrentState")
    number = await current.get_child("0:Id")
    return ShownState(
        Shown(current, ua.VariantType.LocalizedText), Shown(number, ua.VariantType.NodeId), ids
    )


@dataclass(slots=True)
class ShownMany:
    """Variables by name."""

    of: dict[str, Shown] = field(default_factory=dict)

    async def show(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            await self.of[name].show(value)
