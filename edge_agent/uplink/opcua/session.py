"""One client's session: who it is, what is its own, and how much it may ask for.

The library lets any session name another one's subscription; here each finds its own alone.
"""

import asyncio
import secrets
from contextvars import ContextVar
from typing import Any, Final

from asyncua import ua
from asyncua.common.utils import ServiceError
from asyncua.crypto.permission_rules import User, UserRole
from asyncua.server.internal_server import InternalServer
from asyncua.server.internal_session import InternalSession, SessionState

from edge_agent.core.errors import PackwardenError
from edge_agent.uplink.opcua import limits
from edge_agent.uplink.opcua.refusals import status_of
from edge_agent.uplink.opcua.values import secret_id, status
from edge_agent.uplink.opcua.visitors import Door, Visitor
from hardware.interfaces import Clock

TOKEN_BYTES: Final = 32
CALLING: ContextVar["StationSession"] = ContextVar("CALLING")
"""Whose method is carried out right now."""
ENTERING: ContextVar["StationSession"] = ContextVar("ENTERING")
"""Who says right now who he is."""


class StationSession(InternalSession):
    """Of a client from outside. Its token is guessed by nobody."""

    iserver: "StationInternals"

    def __init__(self, iserver: "StationInternals", source: str) -> None:
        super().__init__(
            *(iserver, iserver.aspace, iserver.subscription_service, source), external=True
        )
        iserver.unregister_external_session(self)
        self.auth_token = secret_id(secrets.token_bytes(TOKEN_BYTES))
        iserver.register_external_session(self)
        self.visitor: Visitor | None = None
        self.person = ""

    def activate_session(self, params: Any, peer_certificate: bytes | None) -> Any:
        ENTERING.set(self)
        return super().activate_session(params, peer_certificate)

    async def close_session(self, delete_subs: bool = True) -> None:
        visitor, self.visitor = self.visitor, None
        await super().close_session(delete_subs)
        if visitor is not None:
            await asyncio.to_thread(visitor.leave, self.iserver.clock.wall())

    async def read(self, params: Any) -> Any:
        refuse_too_many(params.NodesToRead)
        return await super().read(params)

    async def browse(self, params: Any) -> Any:
        refuse_too_many(params.NodesToBrowse)
        return await super().browse(params)

    async def translate_browsepaths_to_nodeids(self, params: Any) -> Any:
        refuse_too_many(params)
        return await super().translate_browsepaths_to_nodeids(params)

    async def call(self, params: Any) -> Any:
        refuse_too_many(params)
        CALLING.set(self)
        return await super().call(params)

    # Subscriptions

    @property
    def own(self) -> dict[int, Any]:
        """Its subscriptions by their ids."""
        every = self.subscription_service.subscriptions
        return {one: sub for one, sub in every.items() if sub.session_id == self.session_id}

    def refuse_foreign(self, subscription_id: int) -> None:
        if subscription_id not in self.own:
            raise ServiceError(ua.StatusCodes.BadSubscriptionIdInvalid)

    async def create_subscription(
        self, params: Any, callback: Any, request_callback: Any = None
    ) -> Any:
        if len(self.own) >= limits.MOST_SUBSCRIPTIONS:
            raise ServiceError(ua.StatusCodes.BadTooManySubscriptions)
        asked_ms = params.RequestedPublishingInterval
        at_least_ms = asked_ms if asked_ms > limits.SHORTEST_INTERVAL_MS else 0.0
        params.RequestedPublishingInterval = min(
            max(at_least_ms, limits.SHORTEST_INTERVAL_MS), limits.LONGEST_INTERVAL_MS
        )
        return await super().create_subscription(params, callback, request_callback)

    async def delete_subscriptions(self, ids: list[int]) -> list[ua.StatusCode]:
        own = self.own
        found = [one for one in ids if one in own]
        await super().delete_subscriptions(found)
        unknown = status(ua.StatusCodes.BadSubscriptionIdInvalid)
        return [ua.StatusCode() if one in own else unknown for one in ids]

    def modify_subscription(self, params: Any) -> Any:
        self.refuse_foreign(params.SubscriptionId)
        return super().modify_subscription(params)

    async def create_monitored_items(self, params: Any) -> Any:
        self.refuse_foreign(params.SubscriptionId)
        items = sum(len(sub.monitored_item_srv._monitored_items) for sub in self.own.values())
        if items + len(params.ItemsToCreate) > limits.MOST_ITEMS:
            raise ServiceError(ua.StatusCodes.BadTooManyMonitoredItems)
        return await super().create_monitored_items(params)

    async def modify_monitored_items(self, params: Any) -> Any:
        self.refuse_foreign(params.SubscriptionId)
        return await super().modify_monitored_items(params)

    async def delete_monitored_items(self, params: Any) -> Any:
        self.refuse_foreign(params.SubscriptionId)
        return await super().delete_monitored_items(params)

    async def set_monitoring_mode(self, params: Any) -> Any:
        self.refuse_foreign(params.SubscriptionId)
        return await super().set_monitoring_mode(params)

    async def set_publishing_mode(self, params: Any) -> Any:
        for one in params.SubscriptionIds:
            self.refuse_foreign(one)
        return await super().set_publishing_mode(params)

    def republish(self, params: Any) -> Any:
        self.refuse_foreign(params.SubscriptionId)
        return super().republish(params)

    def publish(self, acks: Any = None) -> Any:
        own = self.own
        return super().publish([one for one in acks or () if one.SubscriptionId in own])


def refuse_too_many(operations: Any) -> None:
    if len(operations or ()) > limits.MOST_OPERATIONS:
        raise ServiceError(ua.StatusCodes.BadTooManyOperations)


class StationInternals(InternalServer):
    """What all sessions share."""

    def __init__(self, door: Door, clock: Clock) -> None:
        super().__init__(user_manager=self)  # type: ignore[arg-type]
        self.door, self.clock = door, clock
        self.allow_remote_admin = False
        self.max_connections = limits.MOST_CONNECTIONS
        self.max_pending_activation_seconds = limits.SIGN_IN_WITHIN_S
        self.max_pending_messages_per_connection = limits.MOST_WAITING_MESSAGES
        self.max_session_timeout_ms = limits.LONGEST_SILENCE_MS
        self.max_monitored_item_queue_size = limits.MOST_QUEUED
        self.max_unacked_messages_per_subscription = limits.MOST_UNACKNOWLEDGED

    def create_session(self, name: Any, user: Any = None, external: bool = False) -> Any:
        """`name` is the client's address and port."""
        source = str(name[0])
        of_address = sum(one.name == source for one in self._external_sessions.values())
        if (
            len(self._external_sessions) >= limits.MOST_SESSIONS
            or of_address >= limits.SESSIONS_OF_ONE_ADDRESS
        ):
            raise ServiceError(ua.StatusCodes.BadTooManySessions)
        return StationSession(self, source)

    def get_user(
        self,
        iserver: Any,
        username: str | None = None,
        password: Any = None,
        certificate: Any = None,
    ) -> User:
        """Who comes in, as the library asks; sessions carry on for who has signed in anew."""
        session, now = ENTERING.get(), self.clock.wall()
        try:
            visitor = self.door.enter(username, password or "", session.name, now)
        except PackwardenError as error:
            raise ServiceError(status_of(error).value) from error
        before, session.visitor = session.visitor, visitor
        session.person = visitor.present(now).actor.name
        if before is not None:
            before.leave(now)
        return User(UserRole.User, session.person)

    def sessions(self) -> list[StationSession]:
        return [
            one
            for one in self._external_sessions.values()
            if isinstance(one, StationSession) and one.state is SessionState.Activated
        ]

    async def send_away(self) -> None:
        """Whose account or token is no longer good."""
        now = self.clock.wall()
        for one in self.sessions():
            if one.visitor is not None and not one.visitor.may_stay(one.person, now):
                await one.close_session(True)
