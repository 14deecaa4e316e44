"""A control room's end, with the library's own client over a secured connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from asyncua import Client, Node, ua
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256
from cryptography.x509.oid import ExtendedKeyUsageOID

from edge_agent.uplink.opcua.space import MACHINE_VISION, OWN, PACKML
from tests.uplink.opcua.plant import LIVENESS_S, PASSWORD, Plant

CLIENT_URI = "urn:test:client"
CLOSING_S = 0.02
"""A socket that is closed needs some turns of the loop until it is gone."""


class Visit:
    """A client that has signed in, and what it has heard."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.events: list[Any] = []
        self.values: list[Any] = []

    async def prepare(self) -> None:
        if not hasattr(ua, "ResultDataType"):  # they stay as long as the program runs
            await self.client.load_data_type_definitions()
        spaces = await self.client.get_namespace_array()
        self.own, self.vision = spaces.index(OWN), spaces.index(MACHINE_VISION)
        self.packml = spaces.index(PACKML)

    def node(self, name: str) -> Node:
        return self.client.get_node(ua.NodeId(name, self.own))  # type: ignore[arg-type]

    async def read(self, name: str) -> Any:
        return await self.node(name).read_value()

    async def state(self, machine: str) -> str | None:
        value = await self.node(f"{machine}.CurrentState").read_data_value(False)
        return value.Value.Value.Text if value.StatusCode.is_good() else None  # type: ignore[union-attr]

    async def call(self, name: str, *arguments: Any) -> Any:
        owner = self.node(name.rpartition(".")[0])
        return await owner.call_method(self.node(name).nodeid, *arguments)

    def event_notification(self, event: Any) -> None:
        self.events.append(event)

    def datachange_notification(self, _node: Node, value: Any, _data: Any) -> None:
        self.values.append(value)

    async def hear_events(self, *types: str, source: Node | None = None) -> None:
        """Of the vision system, where no other source is named, of these types of OPC 40100-1."""
        found = [await self.type_node(name) for name in types]
        subscription = await self.client.create_subscription(100, self)
        await subscription.subscribe_events(source or self.node("VisionSystem"), found)

    async def type_node(self, name: str) -> Node:
        todo = [self.client.get_node(ua.ObjectIds.BaseEventType)]
        while todo:
            node = todo.pop()
            bname = await node.read_browse_name()
            if (bname.NamespaceIndex, bname.Name) == (self.vision, name):
                return node
            todo += await node.get_children(ua.ObjectIds.HasSubtype)
        raise AssertionError(f"there is no type {name}")


async def is_in(here: Visit, machine: str, state: str | None) -> bool:
    return await here.state(machine) == state


async def comes_to(here: Visit, machine: str, state: str | None) -> None:
    await soon(lambda: is_in(here, machine, state))


async def soon(holds: Callable[[], Any]) -> None:
    """Also of what has to be asked for."""
    async with asyncio.timeout(LIVENESS_S):
        while True:
            found = holds()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.05)


@asynccontextmanager
async def visit(
    plant: Plant, keys: Path, name: str | None = "anna", secret: str = PASSWORD
) -> AsyncIterator[Visit]:
    client = await a_client(plant, keys, name, secret)
    try:
        async with client:
            here = Visit(client)
            await here.prepare()
            yield here
    finally:
        await asyncio.sleep(CLOSING_S)


async def a_client(plant: Plant, keys: Path, name: str | None, secret: str) -> Client:
    """Not connected yet. None: without a name."""
    client = Client(plant.url, timeout=LIVENESS_S)
    client.application_uri = CLIENT_URI
    await secured(client, keys)
    if name is not None:
        client.set_user(name)
        client.set_password(secret)
    return client


async def secured(client: Client, keys: Path) -> None:
    key, certificate = keys / "client.pem", keys / "client.der"
    if not certificate.exists():
        await setup_self_signed_certificate(
            key, certificate, CLIENT_URI, "localhost", [ExtendedKeyUsageOID.CLIENT_AUTH], {}
        )
    await client.set_security(SecurityPolicyBasic256Sha256, str(certificate), str(key))
