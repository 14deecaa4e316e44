"""A client that has signed in and then sends broken requests hurts nobody but itself."""

import asyncio
import random
from pathlib import Path
from typing import Any

from asyncua import ua
from asyncua.ua.ua_binary import struct_to_binary

from tests.uplink.opcua.plant import PASSWORD, STATION, Plant, Running
from tests.uplink.opcua.visit import CLOSING_S, Visit, a_client, visit

REQUESTS = 400
FEW = 40
"""Requests of one connection."""
GIVE_UP_S = 0.02
"""How long an answer is waited for: many never get one."""


def test_broken_requests_of_somebody_who_has_signed_in_never_stop_the_server(
    station: Running, plant: Plant, keys: Path
) -> None:
    seeded = random.Random(11)

    async def run() -> None:
        async with visit(plant, keys, "vera", PASSWORD) as good:
            for _ in range(REQUESTS // FEW):
                await misbehave(plant, keys, seeded)
                assert await good.read("Station.Name") == STATION

    asyncio.run(run())
    assert station.process.poll() is None
    assert plant.words == []


async def misbehave(plant: Plant, keys: Path, seeded: random.Random) -> None:
    """Until it is hung up on."""
    client = await a_client(plant, keys, "anna", PASSWORD)
    await client.connect()
    here = Visit(client)
    await here.prepare()
    requests = [struct_to_binary(one) for one in templates(here)]
    protocol: Any = client.uaclient.protocol
    for number in range(FEW):
        if protocol.transport is None or protocol.transport.is_closing():
            break
        body = broken(seeded.choice(requests), seeded)
        frame = protocol._connection.message_to_binary(body, request_id=10_000 + number)
        protocol.transport.write(frame)
        await asyncio.sleep(GIVE_UP_S)
    client.disconnect_socket()
    await asyncio.sleep(CLOSING_S)


def broken(request: bytes, seeded: random.Random) -> bytes:
    """Some bytes are others, or the end is missing, or there is more than belongs."""
    made = bytearray(request)
    for _ in range(seeded.randrange(1, 12)):
        made[seeded.randrange(4, len(made))] = seeded.choice(
            (0, 1, 0x7F, 0xFF, seeded.randrange(256))
        )
    cut = seeded.randrange(8, len(made) + 1) if seeded.random() < 0.3 else len(made)
    return bytes(made[:cut]) + seeded.randbytes(seeded.choice((0, 0, 30)))


def templates(here: Visit) -> list[Any]:
    """One request of each kind that a client may send."""
    lot, station = here.node("Station.Lot").nodeid, here.node("Station").nodeid
    read = ua.ReadRequest()
    read.Parameters.NodesToRead = [ua.ReadValueId(lot, ua.AttributeIds.Value)] * 3
    browse = ua.BrowseRequest()
    browse.Parameters.NodesToBrowse = [ua.BrowseDescription(station)]
    call = ua.CallRequest()
    call.Parameters.MethodsToCall = [
        ua.CallMethodRequest(
            here.node("Orders").nodeid,
            here.node("VisionSystem.ResultManagement.GetResultById").nodeid,
            [ua.Variant(ua.ResultIdDataType(Id="1-1")), ua.Variant(0)],  # type: ignore[attr-defined]
        )
    ]
    subscribe = ua.CreateSubscriptionRequest()
    subscribe.Parameters.RequestedPublishingInterval = 10.0
    items = ua.CreateMonitoredItemsRequest()
    item = ua.MonitoredItemCreateRequest()
    item.ItemToMonitor = ua.ReadValueId(lot, ua.AttributeIds.Value)
    items.Parameters.ItemsToCreate = [item]
    paths = ua.TranslateBrowsePathsToNodeIdsRequest()
    paths.Parameters.BrowsePaths = [ua.BrowsePath(station)]
    publish, delete = ua.PublishRequest(), ua.DeleteSubscriptionsRequest()
    delete.Parameters.SubscriptionIds = [78, 79]
    return [read, browse, call, subscribe, items, paths, publish, delete]
