"""Puts one server together: its security, its address space, and what follows the line."""

import logging
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from asyncua import ua

from edge_agent.control.client import LineClient
from edge_agent.control.line_state import LineState
from edge_agent.opcua_settings import OpcuaTable
from edge_agent.people.office import Office
from edge_agent.uplink.opcua.commanding import Commanding
from edge_agent.uplink.opcua.guard import StationServer
from edge_agent.uplink.opcua.herald import Herald
from edge_agent.uplink.opcua.methods import REFUSED, Methods
from edge_agent.uplink.opcua.orders_object import OrdersObject
from edge_agent.uplink.opcua.own_certificate import own_certificate
from edge_agent.uplink.opcua.packml_object import PackmlObject
from edge_agent.uplink.opcua.results_object import ResultsObject
from edge_agent.uplink.opcua.session import StationInternals
from edge_agent.uplink.opcua.space import Space, read_nodesets
from edge_agent.uplink.opcua.station_object import StationObject
from edge_agent.uplink.opcua.vision_object import NAME, VisionObject
from edge_agent.uplink.opcua.visitors import Door
from hardware.interfaces import Clock

SECURED: Final = (
    ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt,
    ua.SecurityPolicyType.Aes256Sha256RsaPss_SignAndEncrypt,
)
PRODUCT: Final = "urn:packwarden"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a server stands beside."""

    station: str
    """site/line/station."""
    folder: Path
    """The station's data."""
    line: LineClient
    office: Office
    clock: Clock


@dataclass(frozen=True, slots=True)
class Built:
    """A server and what it shows; not yet listening."""

    server: StationServer
    internals: StationInternals
    vision: VisionObject
    packml: PackmlObject
    station: StationObject
    results: ResultsObject

    async def follow(self, state: LineState | None) -> None:
        await self.station.follow(state)
        await self.packml.follow(state)
        await self.vision.follow(state)


async def built(beside: Beside, table: OpcuaTable) -> Built:
    """Takes two seconds, once."""
    # The library tells its log of every bad client; whoever wants to fill a disk would only have
    # to connect.
    logging.getLogger("asyncua").setLevel(logging.CRITICAL)
    internals = StationInternals(Door(beside.office, table.anybody_may_look), beside.clock)
    server = StationServer(internals)
    await server.init()
    await secure(server, beside, table)
    space = await read_nodesets(server)
    of_type = space.vision_type("VisionSystemType")
    source = await space.add_object(server.nodes.objects, of_type, NAME)
    return await furnished(Rooms(space, Herald(space, source), internals), beside, table)


@dataclass(frozen=True, slots=True)
class Rooms:
    space: Space
    herald: Herald
    internals: StationInternals


async def furnished(rooms: Rooms, beside: Beside, table: OpcuaTable) -> Built:
    space, herald = rooms.space, rooms.herald
    methods = Methods(space, herald, beside.line, beside.office, beside.clock)
    await herald.prepare_plain(REFUSED)
    commanding = Commanding(methods, table.commands)
    station, vision = StationObject(space), VisionObject(space, herald, commanding)
    packml = PackmlObject(space, commanding, beside.station)
    results, orders = ResultsObject(space, herald, methods), OrdersObject(space, methods)
    await orders.prepare(await station.prepare())
    methods.last_refusal = station.last_refusal
    for one in (vision, packml, results):
        await one.prepare()
    server = space.server
    assert isinstance(server, StationServer)
    return Built(server, rooms.internals, vision, packml, station, results)


async def secure(server: StationServer, beside: Beside, table: OpcuaTable) -> None:
    uri = f"{PRODUCT}:{beside.station.replace('/', ':')}"
    await server.set_application_uri(uri)
    server.product_uri, server.name = PRODUCT, f"Packwarden {beside.station}"
    server.application_type = ua.ApplicationType.Server
    now = beside.clock.wall()
    await server.set_build_info(
        *(PRODUCT, "Packwarden", server.name, version("packwarden"), "", now)
    )
    server.set_endpoint(table.address)
    certificate, key = own_certificate(beside.folder, uri, now)
    await server.load_certificate(certificate)
    await server.load_private_key(key.read_bytes(), format="pem")
    unsecured = [ua.SecurityPolicyType.NoSecurity] if table.unsecured else []
    server.set_security_policy([*SECURED, *unsecured])
    anybody = [ua.AnonymousIdentityToken] if table.anybody_may_look else []
    server.set_identity_tokens([ua.UserNameIdentityToken, *anybody])
