"""A station's OPC UA server, live: its uplink as a process of its own, and clients that send it
changed requests and changed frames.

Without encryption, or nothing that was changed would get further than the first check.
"""

import asyncio
import logging
import socket
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any, Final

from asyncua import Client, ua
from asyncua.common.connection import SecureConnection
from asyncua.common.utils import Buffer
from asyncua.crypto.security_policies import SecurityPolicyNone
from asyncua.ua.ua_binary import struct_from_binary, struct_to_binary, uatcp_to_binary

from deploy.torture.hostile.changing import change_bytes
from deploy.torture.hostile.doors import Door, Making
from deploy.torture.hostile.live_peers import Peer, a_station
from edge_agent.uplink.opcua import limits
from edge_agent.uplink.opcua.space import OWN
from simulators.broker import HOST, free_port

SETTINGS: Final = """\
[opcua]
port = {port}
anybody_may_look = true
unsecured = true
"""
ANSWER_S: Final = 120.0
"""A liveness limit of proper requests."""
WAITS_S: Final = 0.3
"""How long an answer is waited for that may never come: a changed frame may say that more belongs
to it than there is."""
KIND_BYTES: Final = 4
"""At the beginning of a request or a frame: which it is."""
HEADER_BYTES: Final = 8
OPENED_BYTES: Final = HEADER_BYTES + 4 + 4 + len(SecurityPolicyNone.URI) + 4 + 4 + 8
"""Before the answer to an opening: channel, policy without certificates, sequence and number."""
NUMBER: Final = slice(20, 24)
"""Of the request, in a frame: behind its header, channel, token and sequence number."""


class HungUp(Exception):
    """The server ended the connection, or waits for the rest of a frame."""


class Server:
    """The uplink of a small station, and somebody who looks on all the time."""

    def __init__(self, folder: Path) -> None:
        logging.getLogger("asyncua").setLevel(logging.CRITICAL)
        self.port = free_port()
        file = a_station(folder, SETTINGS.format(port=self.port))
        command = ("edge_agent", "uplink", "--station", str(file))
        self.peer = Peer(command, folder / "uplink.log", self.listens)
        self.runner = asyncio.Runner()
        self.looker: Client | None = None

    def listens(self) -> bool:
        with closing(socket.socket()) as caller:
            return caller.connect_ex((HOST, self.port)) == 0

    def client(self) -> Client:
        return Client(f"opc.tcp://{HOST}:{self.port}", timeout=ANSWER_S, watchdog_intervall=3600)

    def works(self) -> None:
        self.peer.refuse_broken()
        self.runner.run(self.shows())

    async def shows(self) -> None:
        """The same client as before, and a new one."""
        if self.looker is None:
            self.looker = self.client()
            await self.looker.connect()
        for client in (self.looker, newcomer := self.client()):
            if client is newcomer:
                await client.connect()
            if not await shows_spaces(client):
                raise AssertionError("another server than before")
        await newcomer.disconnect()

    def close(self) -> None:
        try:
            self.runner.run(self.leave())
            self.runner.close()
        finally:
            self.peer.close()

    async def leave(self) -> None:
        if self.looker is not None:
            with suppress(ConnectionError, TimeoutError, ua.UaError):
                await self.looker.disconnect()


async def shows_spaces(client: Client) -> bool:
    """A proper request, which needs no line behind the server."""
    return OWN in await client.get_namespace_array()


def requests() -> list[bytes]:
    """One of each kind that a client may send, as they lie in their frames."""
    name = ua.NodeId(ua.Int32(ua.ObjectIds.Server_NamespaceArray))
    read, browse = ua.ReadRequest(), ua.BrowseRequest()
    read.Parameters.NodesToRead = [ua.ReadValueId(name, ua.AttributeIds.Value)] * 3
    browse.Parameters.NodesToBrowse = [ua.BrowseDescription(name)]
    call = ua.CallRequest()
    arguments = [ua.Variant("1-1"), ua.Variant(0)]
    call.Parameters.MethodsToCall = [ua.CallMethodRequest(name, name, arguments)]
    subscribe, items = ua.CreateSubscriptionRequest(), ua.CreateMonitoredItemsRequest()
    subscribe.Parameters.RequestedPublishingInterval = 10.0
    item = ua.MonitoredItemCreateRequest()
    item.ItemToMonitor = ua.ReadValueId(name, ua.AttributeIds.Value)
    items.Parameters.ItemsToCreate = [item]
    paths, delete = ua.TranslateBrowsePathsToNodeIdsRequest(), ua.DeleteSubscriptionsRequest()
    paths.Parameters.BrowsePaths = [ua.BrowsePath(name)]
    delete.Parameters.SubscriptionIds = [78, 79]
    more = (ua.PublishRequest(), ua.GetEndpointsRequest(), ua.FindServersRequest())
    every = (read, browse, call, subscribe, items, paths, delete, *more)
    return [struct_to_binary(one) for one in every]


# Frames


HELLO: Final = uatcp_to_binary(ua.MessageType.Hello, ua.Hello())  # type: ignore[arg-type]
CHANNEL, TOKEN = 0xA1B2C3D4, 0xB4C3D2A1
"""In the place of those that the server gives."""


def framed(body: bytes, request_id: int, kind: Any) -> bytes:
    """Numbered like its request."""
    connection = SecureConnection(
        SecurityPolicyNone(),  # type: ignore[no-untyped-call]
        limits.TRANSPORT,
    )
    if kind is ua.MessageType.SecureMessage:
        connection.security_token.ChannelId = ua.UInt32(CHANNEL)
        connection.security_token.TokenId = ua.UInt32(TOKEN)
    connection._sequence_number = request_id - 1
    return connection.message_to_binary(body, kind, request_id)


def opening() -> bytes:
    request = ua.OpenSecureChannelRequest()
    request.Parameters.SecurityMode = ua.MessageSecurityMode.None_
    request.Parameters.RequestedLifetime = ua.UInt32(600_000)
    return framed(struct_to_binary(request), 1, ua.MessageType.SecureOpen)


OPENING: Final = opening()
FIRST_REQUESTS: Final = tuple(
    framed(struct_to_binary(request), 2, ua.MessageType.SecureMessage)
    for request in (ua.GetEndpointsRequest(), ua.FindServersRequest(), ua.CreateSessionRequest())
)
KINDS: Final = tuple(one[:KIND_BYTES] for one in (HELLO, OPENING, FIRST_REQUESTS[0]))


def frame_from(link: socket.socket) -> bytes:
    """HungUp where none comes whole."""
    frame, wanted = b"", HEADER_BYTES
    while len(frame) < wanted:
        try:
            piece = link.recv(wanted - len(frame))
        except (TimeoutError, ConnectionResetError) as error:
            raise HungUp from error
        if not piece:
            raise HungUp
        frame += piece
        wanted = max(HEADER_BYTES, int.from_bytes(frame[4:HEADER_BYTES], "little"))
    return frame


class Channel:
    """One connection, opened as far as is asked."""

    def __init__(self, port: int) -> None:
        self.link = socket.create_connection((HOST, port), ANSWER_S)
        self.channel = self.token = b""
        self.numbered = 1
        """The last request."""

    def greet(self) -> None:
        self.link.sendall(HELLO)
        frame_from(self.link)

    def open(self) -> None:
        self.greet()
        self.link.sendall(OPENING)
        opened = frame_from(self.link)
        answer = struct_from_binary(ua.OpenSecureChannelResponse, Buffer(opened[OPENED_BYTES:]))
        given = answer.Parameters.SecurityToken
        self.channel = given.ChannelId.to_bytes(4, "little")
        self.token = given.TokenId.to_bytes(4, "little")

    def send(self, frame: bytes) -> None:
        """With the channel and its token that the server has given. Who is hung up on meanwhile
        hears it."""
        named = frame.replace(CHANNEL.to_bytes(4, "little"), self.channel)
        with suppress(ConnectionError):
            self.link.sendall(named.replace(TOKEN.to_bytes(4, "little"), self.token))

    def ask(self, body: bytes) -> int:
        """The number of the request."""
        self.numbered += 1
        self.send(framed(body, self.numbered, ua.MessageType.SecureMessage))
        return self.numbered

    def hear(self, number: int, within_s: float) -> bytes:
        """The answer to this request; others are passed over. HungUp where none comes."""
        self.link.settimeout(within_s)
        while int.from_bytes((frame := frame_from(self.link))[NUMBER], "little") != number:
            pass
        return frame

    def come_in(self) -> None:
        """A session of nobody in particular."""
        self.open()
        activate = ua.ActivateSessionRequest()
        activate.Parameters.UserIdentityToken = ua.AnonymousIdentityToken()
        for request in (ua.CreateSessionRequest(), activate):
            self.hear(self.ask(struct_to_binary(request)), ANSWER_S)


def change(random: Random, given: bytes) -> bytes:
    """Half of them keep their kind."""
    kind = random.choice((0, KIND_BYTES))
    return given[:kind] + change_bytes(random, given[kind:])


class Guest:
    """Sends changed requests in a session; in a new one once he was hung up on."""

    def __init__(self, port: int, proper: bytes) -> None:
        self.port, self.proper = port, proper
        self.channel: Channel | None = None

    def ask(self, body: bytes, within_s: float) -> None:
        """HungUp where the proper request behind it is not answered."""
        if self.channel is None:
            self.channel = Channel(self.port)
            self.channel.come_in()
        self.channel.ask(body)
        try:
            self.channel.hear(self.channel.ask(self.proper), within_s)
        except HungUp:
            self.channel.link.close()
            self.channel = None
            raise


def without_session(port: int, frame: bytes, within_s: float) -> bytes:
    """A greeting, the opening of a channel, or what comes first in one; the answer."""
    channel = Channel(port)
    with channel.link:
        if frame[:KIND_BYTES] == FIRST_REQUESTS[0][:KIND_BYTES]:
            channel.open()
        elif frame[:KIND_BYTES] == OPENING[:KIND_BYTES]:
            channel.greet()
        channel.send(frame)
        channel.link.settimeout(within_s)
        return frame_from(channel.link)


def server(folder: Path) -> Door:
    server, in_session = Server(folder), requests()
    frames = [HELLO, OPENING, *FIRST_REQUESTS]
    guest = Guest(server.port, in_session[0])

    def opened(given: bytes) -> None:
        within_s = ANSWER_S if given in (*in_session, *frames) else WAITS_S
        if given[:KIND_BYTES] in KINDS:
            without_session(server.port, given, within_s)
        else:
            guest.ask(given, within_s)

    works, close = server.works, server.close
    return Door(opened, [*in_session, *frames], change, (HungUp,), works=works, close=close)


DOORS: Final[Mapping[str, Making]] = {"a station's OPC UA server": server}
