"""How much of the server any client may use, so that a bad one takes nothing from the others."""

from typing import Final

from asyncua.common.connection import TransportLimits

KIB: Final = 1_024
MOST_CONNECTIONS: Final = 40
MOST_OF_ONE_ADDRESS: Final = 15
"""Connections."""
SIGN_IN_WITHIN_S: Final = 30.0
MOST_SESSIONS: Final = 60
SESSIONS_OF_ONE_ADDRESS: Final = 20
"""Those that lost their connection count until they are over."""
LONGEST_SILENCE_MS: Final = 120_000.0
"""Of a session; then it is closed, and its subscriptions with it."""
MOST_SUBSCRIPTIONS: Final = 10
"""Of a session."""
MOST_ITEMS: Final = 300
"""Monitored by one session."""
SHORTEST_INTERVAL_MS: Final = 50.0
LONGEST_INTERVAL_MS: Final = 60_000.0
"""Of publishing."""
MOST_QUEUED: Final = 200
"""Notifications that wait in one monitored item; then the oldest go."""
MOST_UNACKNOWLEDGED: Final = 100
"""Messages of a subscription that are kept in case they must be sent again."""
MOST_WAITING_MESSAGES: Final = 200
"""Of one connection, before they are looked at."""
MOST_OPERATIONS: Final = 1_000
"""In one request: nodes to read, to browse, methods to call."""
MOST_UNREAD_BYTES: Final = 8 * KIB * KIB
"""Answers that a client does not take; then it is hung up on."""

TRANSPORT: Final = TransportLimits(
    max_recv_buffer=64 * KIB - 1,
    max_send_buffer=64 * KIB - 1,
    max_chunk_count=16,
    max_message_size=KIB * KIB,
)
