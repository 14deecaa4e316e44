"""The server's front: connections are counted, frames looked at, and services allowed, before the
library sees them.

asyncua 2.1 lets a client without security do everything once it has opened a channel, keeps what
is no frame for ever, and reads answers into memory for who never takes them. Here each of these
ends the connection, or is refused with the standard's own status.
"""

from asyncio import AbstractServer, BaseTransport
from collections import Counter
from typing import Any, Final

from asyncua import Server, ua
from asyncua.common.utils import ServiceError
from asyncua.server.binary_server_asyncio import BinaryServer, OPCUAProtocol
from asyncua.server.uaprocessor import UaProcessor

from edge_agent.uplink.opcua import limits

HEADER_BYTES: Final = 8
FRAMES: Final = frozenset({b"HEL", b"OPN", b"MSG", b"CLO", b"ERR"})
"""What a client may send: OPC 10000-6, 7.1.2 and 6.7.2."""


def ids(*names: str) -> frozenset[ua.NodeId]:
    """Of these requests, as they are sent."""
    return frozenset(
        ua.NodeId(getattr(ua.ObjectIds, f"{name}Request_Encoding_DefaultBinary")) for name in names
    )


DISCOVERY: Final = ids("GetEndpoints", "FindServers", "CloseSecureChannel")
"""For everybody, on any channel."""
CREATE: Final = ids("CreateSession")
SESSION: Final = CREATE | ids("ActivateSession", "CloseSession")
LOOKING: Final = ids(
    "Read",
    "Browse",
    "TranslateBrowsePathsToNodeIds",
    "RegisterNodes",
    "UnregisterNodes",
    "CreateSubscription",
    "ModifySubscription",
    "DeleteSubscriptions",
    "CreateMonitoredItems",
    "ModifyMonitoredItems",
    "DeleteMonitoredItems",
    "SetMonitoringMode",
    "SetPublishingMode",
    "Publish",
    "Republish",
    "Call",
)
"""A method asks once more who calls it. Nothing is written, added or transferred."""


class StationProcessor(UaProcessor):
    """One client's requests."""

    async def _process_message(self, typeid: Any, requesthdr: Any, seqhdr: Any, body: Any) -> Any:
        self.refuse_unless_allowed(typeid)
        if typeid in CREATE and self.session is not None:
            await self.session.close_session(True)
        return await super()._process_message(typeid, requesthdr, seqhdr, body)  # type: ignore[no-untyped-call]

    def refuse_unless_allowed(self, typeid: ua.NodeId) -> None:
        if typeid in DISCOVERY:
            return
        if not self._connection.is_open() or not self.is_secured_enough:
            raise ServiceError(ua.StatusCodes.BadSecurityModeInsufficient)
        if typeid not in SESSION | LOOKING:
            raise ServiceError(ua.StatusCodes.BadServiceUnsupported)

    @property
    def is_secured_enough(self) -> bool:
        """A channel that no endpoint offers is good for discovery alone."""
        policy = self._connection.security_policy
        return any(
            (one.SecurityPolicyUri, one.SecurityMode) == (policy.URI, policy.Mode)
            for one in self.iserver.endpoints
        )


class StationProtocol(OPCUAProtocol):
    """One connection."""

    def connection_made(self, transport: BaseTransport) -> None:
        peers = Counter(one.peer_name[0] for one in self.clients if one.peer_name)
        address = transport.get_extra_info("peername")[0]
        if peers[address] >= limits.MOST_OF_ONE_ADDRESS:
            transport.close()
            return
        super().connection_made(transport)
        if self.transport is not None:
            self.processor = StationProcessor(self.iserver, self.transport, self.limits)
            self.processor.set_policies(self.policies)  # type: ignore[no-untyped-call]

    def data_received(self, data: bytes) -> None:
        if self.transport is None:
            return
        super().data_received(data)
        unread = self.transport.get_write_buffer_size()
        if not may_become_frame(self._buffer) or unread > limits.MOST_UNREAD_BYTES:
            self._buffer = b""
            self.transport.abort()


def may_become_frame(waiting: bytes) -> bool:
    """Whether what has come so far is the beginning of a frame within the limits."""
    if len(waiting) < HEADER_BYTES:
        return not waiting or any(one.startswith(waiting[:3]) for one in FRAMES)
    size = int.from_bytes(waiting[4:HEADER_BYTES], "little")
    return waiting[:3] in FRAMES and HEADER_BYTES <= size <= limits.TRANSPORT.max_recv_buffer


class StationBinaryServer(BinaryServer):
    """Listens."""

    _server: AbstractServer | None

    def _make_protocol(self) -> OPCUAProtocol:
        return StationProtocol(
            self.iserver, self._policies, self.clients, self.closing_tasks, self.limits
        )


class StationServer(Server):
    """As asyncua's, behind this front."""

    async def start(self) -> None:
        """OSError where the address is taken or is none of this machine."""
        await self._setup_server_nodes()
        await self.iserver.start()
        host, port = self._get_bind_socket_info()
        if host is None or port is None:
            raise OSError(f"{self.endpoint.geturl()} names no port")
        self.bserver = StationBinaryServer(self.iserver, host, port, limits.TRANSPORT)
        self.bserver.set_policies(self._policies)
        try:
            await self.bserver.start()
        except OSError:
            await self.iserver.stop()
            raise
