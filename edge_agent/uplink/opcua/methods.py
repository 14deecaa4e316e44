"""Methods: what a caller wants is recorded as his, said to the line, and refused with a status.

As on the pages: the act is recorded first, under the name of the person or machine that has signed
in, and then said. Whoever may not do it at the station may not do it here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from asyncua import Node, ua

from edge_agent.control.client import LineClient
from edge_agent.core.errors import PackwardenError
from edge_agent.core.roles import Act
from edge_agent.core.told import Told
from edge_agent.people.acts import Subject
from edge_agent.people.errors import SignInRefused
from edge_agent.people.office import Office, Order
from edge_agent.people.sessions import OVER
from edge_agent.uplink.opcua.herald import WARNING, Herald
from edge_agent.uplink.opcua.refusals import status_of
from edge_agent.uplink.opcua.session import CALLING
from edge_agent.uplink.opcua.shown import Shown
from edge_agent.uplink.opcua.space import Space
from edge_agent.uplink.opcua.values import status
from hardware.interfaces import Clock

REFUSED: Final = "Refused"
Method = Callable[..., Awaitable[list[ua.Variant]]]
"""Of the values of its arguments; gives the values that it answers."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a caller wants the line to do."""

    act: Act
    subject: Subject
    word: Callable[[str], Told]
    """Made of the caller's name."""
    reason: str = ""


class Methods:
    """All methods of one server."""

    def __init__(
        self, space: Space, herald: Herald, line: LineClient, office: Office, clock: Clock
    ) -> None:
        self.space, self.herald, self.line = space, herald, line
        self.office, self.clock = office, clock
        self.last_refusal: Shown | None = None
        """Where the words of a refusal are shown."""

    def link(self, node: Node, name: str, arguments: int, method: Method) -> None:
        async def call(_parent: ua.NodeId, *given: Any) -> list[ua.Variant] | ua.StatusCode:
            if len(given) != arguments:
                few = len(given) < arguments
                codes = ua.StatusCodes
                return status(codes.BadArgumentsMissing if few else codes.BadTooManyArguments)
            try:
                return await method(*[one.Value for one in given])
            except PackwardenError as error:
                await self.tell_refusal(name, error)
                return status_of(error)

        self.space.server.link_method(node, call)

    async def tell_refusal(self, name: str, error: PackwardenError) -> None:
        said = f"{name} by {CALLING.get().person}: {error}"
        if self.last_refusal is not None:
            await self.last_refusal.show(said)
        await self.herald.tell(REFUSED, said, severity=WARNING)

    async def carry_out(self, deed: Deed) -> None:
        """Returns when the line has heard it; PackwardenError with the reason otherwise."""
        line, now = self.line.now().identity.line, self.clock.wall()
        visitor = CALLING.get().visitor
        if visitor is None:
            raise SignInRefused(OVER)

        def record() -> str:
            present = visitor.present(now)
            self.office.record(Order(present, deed.reason, now), deed.act, deed.subject)
            return present.actor.name

        person = await asyncio.to_thread(record)
        await self.line.say(deed.word(person), f"opcua-{uuid4()}", line)


def int32(value: int) -> ua.Variant:
    return ua.Variant(value, ua.VariantType.Int32)


def structure(value: Any) -> ua.Variant:
    return ua.Variant(value, ua.VariantType.ExtensionObject)


def yes_or_no(value: bool) -> ua.Variant:
    return ua.Variant(value, ua.VariantType.Boolean)
